import type { Postings } from './postings';

/** The documents that have every word, with their text scores. */
export type TextMatch = { readonly ordinals: Uint32Array; readonly scores: Float32Array };

/** Buffers reused between queries; all zero between two uses. */
export type Scratch = { marks: Uint8Array; scores: Float32Array; last: Float32Array };

export const emptyScratch = (): Scratch => ({ marks: new Uint8Array(0), scores: new Float32Array(0), last: new Float32Array(0) });

const grown = (scratch: Scratch, capacity: number): Scratch => {
  if (scratch.marks.length < capacity) {
    const size = Math.max(1_024, capacity * 2);
    scratch.marks = new Uint8Array(size);
    scratch.scores = new Float32Array(size);
    scratch.last = new Float32Array(size);
  }
  return scratch;
};

/** The factors of the weights D to A, the same as in PostgreSQL. */
const weightValues = [0.1, 0.2, 0.4, 1];

/** Adds the best weight of a word to the score of each document that has all previous words. */
const score = (word: readonly Postings[], position: number, { marks, scores, last }: Scratch): void => {
  for (const postings of word) {
    for (let index = 0; index < postings.size; index += 1) {
      const ordinal = postings.ordinals[index] ?? 0;
      const mark = marks[ordinal] ?? 0;
      if (mark < position || mark > position + 1) continue;
      const value = weightValues[postings.weights[index] ?? 0] ?? 0;
      if (mark === position) {
        marks[ordinal] = position + 1;
        scores[ordinal] = (scores[ordinal] ?? 0) + value;
        last[ordinal] = value;
      } else if (value > (last[ordinal] ?? 0)) {
        scores[ordinal] = (scores[ordinal] ?? 0) + value - (last[ordinal] ?? 0);
        last[ordinal] = value;
      }
    }
  }
};

const clear = (words: readonly (readonly Postings[])[], { marks, scores, last }: Scratch): void => {
  for (const postings of words.flat()) {
    for (let index = 0; index < postings.size; index += 1) {
      const ordinal = postings.ordinals[index] ?? 0;
      marks[ordinal] = 0;
      scores[ordinal] = 0;
      last[ordinal] = 0;
    }
  }
};

const collect = (last: readonly Postings[], count: number, { marks, scores }: Scratch): TextMatch => {
  const found: number[] = [];
  const values: number[] = [];
  for (const postings of last) {
    for (let index = 0; index < postings.size; index += 1) {
      const ordinal = postings.ordinals[index] ?? 0;
      if (marks[ordinal] !== count) continue;
      marks[ordinal] = 255;
      found.push(ordinal);
      values.push(scores[ordinal] ?? 0);
    }
  }
  return { ordinals: Uint32Array.from(found), scores: Float32Array.from(values) };
};

/** The documents that contain each of up to 250 words, or one of its alternatives. */
export const matchWords = (words: readonly (readonly Postings[])[], capacity: number, scratch: Scratch): TextMatch => {
  const buffers = grown(scratch, capacity);
  words.forEach((word, position) => {
    score(word, position, buffers);
  });
  const match = collect(words.at(-1) ?? [], words.length, buffers);
  clear(words, buffers);
  return match;
};
