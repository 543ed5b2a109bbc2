import fc from 'fast-check';
import { inTime } from '@marketplace/testing';
import { bannedWords, isBannable } from './banned-words';
import { screening } from './screening';

const screen = screening(['Warez', 'knock*']);

describe('the screening', () => {
  it.each([
    'Great jacket, fits well. Would buy again!',
    'It broke after 2 weeks.So I sent it back',
    'Costs 19.99 at the shop around the corner, here 12.50.',
    'Ordered 2026-11-21, came on 24.11.2026, or 11/24/26 as others write it.',
    'Size 42, 10 20 30 40 50 cm, weighs 455 g, 1.5 l, 4K at 120 Hz',
    'Scunthorpe, cockpit, classic, assassin and shiitake are words like others',
    'Es gibt nichts zu meckern; die Größe stimmt. Très bien, déjà vu. Señor, ¡qué bueno!',
    'Ships to me as it is.No more to say',
    'I rate it 5/5, e.g. for hiking, i.e. in the rain...',
    'order 2611 was late (by 3 days) – 100 % worth it',
    'Отличная куртка, сидит хорошо',
  ])('lets pass: %s', (text) => {
    expect(screen(text)).toEqual([]);
  });

  it.each([
    'see https://deals.example/x',
    'HTTP://SHOP',
    'www.cheap-stuff.example',
    'go to cheapstuff.com',
    'go to CheapStuff.CoM!',
    'my-shop.online has it',
    'shop.it/deal',
    'a.b.it has it too',
    'cheapstuff [dot] com',
    'cheapstuff(.)net',
    'cheapstuff dot com',
    'cheapstuff .com',
    'cheap\u200bstuff.c\u00adom',
    'ｃｈｅａｐ．ｃｏｍ',
  ])('holds for a link: %s', (text) => {
    expect(screen(text)).toContain('LINK');
  });

  it.each(['write to me@mail.example', 'me (at) mail point', 'jane at gmail dot com', 'jane.doe@posteo.de'])(
    'holds for an e-mail address: %s',
    (text) => {
      expect(screen(text)).toContain('EMAIL');
    },
  );

  it.each([
    'call +49 30 1234567',
    'call 06 12 34 56 78',
    '(030) 123-456-78',
    '0044 20 7946 0958',
    'WhatsApp 4915112345678',
    '+1 (555) 010-9999',
  ])('holds for a telephone number: %s', (text) => {
    expect(screen(text)).toContain('PHONE');
  });

  it.each([
    'what a shit thing',
    'SHIT',
    'Sh1t!',
    '$h!t',
    'shiiiiit',
    's h i t',
    's.h.i.t',
    'fucking good',
    'ƒuck, fück',
    'so ein SCHEISS, so ein Scheiß',
    'la putain de veste',
    'Mierda',
    'ѕhіt in borrowed letters',
    's\u200bhi\u0301t',
    'w4rez here',
    'a kn0ckoff',
  ])('holds for a banned word: %s', (text) => {
    expect(screen(text)).toEqual(['BANNED_WORD']);
  });

  it('reports each finding once', () => {
    expect(screen('shit', 'a.com and b.com', 'me@b.com', '+49 30 1234567')).toEqual(['LINK', 'EMAIL', 'PHONE', 'BANNED_WORD']);
  });

  it('finds a banned word in every spelling', () => {
    const disguises: Readonly<Record<string, readonly string[]>> = {
      a: ['4', '@', 'á'],
      e: ['3', 'è'],
      i: ['1', '!', 'ï'],
      o: ['0', 'ö'],
      s: ['5', '$', 'š'],
      t: ['7'],
    };
    const words = Object.values(bannedWords)
      .flat()
      .map((word) => word.replace('*', ''));
    const disguised = fc.constantFrom(...words).chain((word) =>
      fc.tuple(
        ...Array.from(word).map((letter, position) =>
          // A word that is all digits is a number, and a sign at the end ends the sentence.
          fc.constantFrom(
            letter,
            letter.toUpperCase(),
            ...(position === 0 || position === word.length - 1 ? [] : (disguises[letter] ?? [])),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(disguised, (letters) => {
        expect(screen(`it is ${letters.join('')}, really`)).toContain('BANNED_WORD');
      }),
    );
  });

  it('finds flags next to any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(screen(`shit ${text}`)).toContain('BANNED_WORD');
        expect(screen(`${text} www.a.example`)).toContain('LINK');
      }),
    );
  });

  it('reads the worst possible review in a short time', () => {
    const worst = ['a', '-', '.', 'a.', '1', '1 ', 'a ', '@', 'a@', '(', 's', '\ufdfa', '://', 'www '].map((piece) =>
      piece.repeat(Math.floor(5_000 / piece.length)),
    );
    const tenTimes = (): void => {
      for (let time = 0; time < 10; time += 1) for (const text of worst) screen(text);
    };
    expect(() => inTime(tenTimes)).not.toThrow();
  });

  it('accepts only words for its list', () => {
    expect(['warez', 'Knock*', 'scheiße', 'ab'].every(isBannable)).toBe(true);
    expect(['', 'a', '*', 'two words', 'a*b', 'x'.repeat(41), '!!'].some(isBannable)).toBe(false);
    expect(Object.values(bannedWords).flat().every(isBannable)).toBe(true);
  });
});
