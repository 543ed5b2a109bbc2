import fc from 'fast-check';
import { highlightsOf } from './highlights';

describe('highlights', () => {
  it('split the title into matching and other segments', () => {
    expect(highlightsOf({ title: 'Crème brûlée torch', description: '' }, new Set(['creme', 'torch']))).toEqual([
      {
        field: 'TITLE',
        snippets: [
          { text: 'Crème', isMatch: true },
          { text: ' brûlée ', isMatch: false },
          { text: 'torch', isMatch: true },
        ],
      },
    ]);
  });

  it('shorten a long description to an excerpt around the first match', () => {
    const description = `${'before '.repeat(60)}kettle ${'after '.repeat(60)}`;
    const [highlight] = highlightsOf({ title: 'Thing', description }, new Set(['kettle']));
    const text = highlight?.snippets.map((snippet) => snippet.text).join('') ?? '';
    expect(text).toContain('before kettle after');
    expect(text.length).toBeLessThan(200);
    expect(description).toContain(text);
    expect(text.startsWith('before')).toBe(true);
  });

  it('are empty without a match', () => {
    expect(highlightsOf({ title: 'Thing', description: 'A thing' }, new Set(['kettle']))).toEqual([]);
  });

  it('are always a part of the text, and mark whole words only', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('red', 'blue', '- ', '…', 'kettle', 'Ünder', '\n'), { maxLength: 120 }), (words) => {
        const description = words.join(' ');
        for (const { snippets } of highlightsOf({ title: description, description }, new Set(['kettle', 'under']))) {
          expect(description).toContain(snippets.map(({ text }) => text).join(''));
          for (const { text, isMatch } of snippets) if (isMatch) expect(['kettle', 'Ünder']).toContain(text);
          expect(snippets.some(({ isMatch }) => isMatch)).toBe(true);
        }
      }),
    );
  });
});
