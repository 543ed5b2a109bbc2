/** The documents that contain a term: their ordinals in ascending order, and the weight of the term in each. */
export type Postings = { ordinals: Uint32Array; weights: Uint8Array; size: number };

export const emptyPostings = (): Postings => ({ ordinals: new Uint32Array(4), weights: new Uint8Array(4), size: 0 });

/** Appends a document. Ordinals only increase, so the order is kept. */
export const append = (postings: Postings, ordinal: number, weight: number): void => {
  if (postings.size === postings.ordinals.length) {
    const [ordinals, weights] = [new Uint32Array(postings.size * 2), new Uint8Array(postings.size * 2)];
    ordinals.set(postings.ordinals);
    weights.set(postings.weights);
    postings.ordinals = ordinals;
    postings.weights = weights;
  }
  postings.ordinals[postings.size] = ordinal;
  postings.weights[postings.size] = weight;
  postings.size += 1;
};

/** One bit for each document. */
export type Bits = Uint32Array;

export const bitsOf = (lists: readonly (Postings | undefined)[], capacity: number): Bits => {
  const bits = new Uint32Array((capacity >>> 5) + 1);
  for (const list of lists) {
    if (list === undefined) continue;
    for (let index = 0; index < list.size; index += 1) {
      const ordinal = list.ordinals[index] ?? 0;
      bits[ordinal >>> 5] = (bits[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
    }
  }
  return bits;
};

export const hasBit = (bits: Bits, ordinal: number): boolean => ((bits[ordinal >>> 5] ?? 0) & (1 << (ordinal & 31))) !== 0;
