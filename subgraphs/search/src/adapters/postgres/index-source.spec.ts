import { wordsOf } from './index-source';

describe('a tsvector', () => {
  it.each([
    [
      `'boot':2A 'hike':1A,7`,
      [
        ['boot', 3],
        ['hike', 3],
      ],
    ],
    [
      `'blue':9C 'red':3,4B 'wool':12`,
      [
        ['blue', 1],
        ['red', 2],
        ['wool', 0],
      ],
    ],
    [
      `'don''t':1A 'back\\\\slash':2`,
      [
        ["don't", 3],
        ['back\\slash', 0],
      ],
    ],
    [
      `'a b':1 'ÿ':2D`,
      [
        ['a b', 0],
        ['ÿ', 0],
      ],
    ],
    ['', []],
  ])('%s is read with the best letter of each word', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
