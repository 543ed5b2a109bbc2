import { fold, foldValue, wordsIn } from './words';

describe('words', () => {
  it('are compared without case and accents', () => {
    expect(['Crème', 'BRÛLÉE', 'Straße', 'Ærø', 'Łódź', 'İstanbul', 'naïve'].map(fold)).toEqual([
      'creme',
      'brulee',
      'strasse',
      'aero',
      'lodz',
      'istanbul',
      'naive',
    ]);
  });

  it('keep marks that make another letter', () => {
    expect(fold('йод')).toBe('йод');
    expect(fold('हिन्दी')).toBe('हिन्दी'.normalize('NFC'));
  });

  it('are runs of letters and digits', () => {
    expect(wordsIn(" Sony's WH-1000XM4, 3.5mm ½ ")).toEqual([
      { start: 1, end: 5, raw: 'Sony', folded: 'sony' },
      { start: 6, end: 7, raw: 's', folded: 's' },
      { start: 8, end: 10, raw: 'WH', folded: 'wh' },
      { start: 11, end: 18, raw: '1000XM4', folded: '1000xm4' },
      { start: 20, end: 21, raw: '3', folded: '3' },
      { start: 22, end: 25, raw: '5mm', folded: '5mm' },
      { start: 26, end: 27, raw: '½', folded: '12' },
    ]);
    expect(wordsIn(`${'a'.repeat(41)} !!! `)).toEqual([]);
  });

  it('of facets are equal regardless of spacing and case', () => {
    expect(foldValue('  Navy \u00a0 Blue ')).toBe('navy blue');
  });
});
