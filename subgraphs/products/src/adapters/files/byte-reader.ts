const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Small, so that reading one row does not parse a whole chunk. */
const sliceSize = 16_384;

/** Reads a byte stream sequentially and can go back to an offset that is still buffered. */
export type ByteReader = {
  readonly next: () => Promise<Uint8Array | undefined>;
  /** The offset of the next slice. */
  readonly offset: () => number;
  /** Frees the buffer before this offset. */
  readonly discardBefore: (offset: number) => void;
  /** Continues at a buffered offset. */
  readonly rewind: (offset: number) => void;
};

export const createByteReader = (bytes: AsyncIterable<Uint8Array>, from: number): ByteReader => {
  const source = bytes[Symbol.asyncIterator]();
  /** The buffered chunks; the first one starts at `start`. */
  let buffered: Uint8Array[] = [];
  let start = from;
  let at = from;
  const end = (): number => buffered.reduce((sum, { length }) => sum + length, start);
  const pull = async (): Promise<boolean> => {
    const step = await source.next();
    if (step.done === true) return false;
    buffered.push(step.value);
    return true;
  };
  const slice = (): Uint8Array | undefined => {
    let offset = start;
    for (const each of buffered) {
      if (at < offset + each.length) return each.subarray(at - offset, at - offset + sliceSize);
      offset += each.length;
    }
    return undefined;
  };
  return {
    next: async () => {
      while (at >= end()) if (!(await pull())) return undefined;
      const found = slice();
      at += found?.length ?? 0;
      return found;
    },
    offset: () => at,
    discardBefore: (offset) => {
      for (let [first] = buffered; first !== undefined && start + first.length <= offset; [first] = buffered) {
        start += first.length;
        buffered = buffered.slice(1);
      }
    },
    rewind: (offset) => {
      at = offset;
    },
  };
};

/** Reads to the end of the line. Returns the offset after the line break, or the end of the file. */
export const endOfLine = async (reader: ByteReader): Promise<number> => {
  let followsReturn = false;
  for (
    let start = reader.offset(), slice = await reader.next();
    slice !== undefined;
    start = reader.offset(), slice = await reader.next()
  ) {
    if (followsReturn) return slice[0] === lineFeed ? start + 1 : start;
    const found = slice.findIndex((byte) => byte === lineFeed || byte === carriageReturn);
    if (found < 0) continue;
    if (slice[found] === lineFeed) return start + found + 1;
    if (found + 1 < slice.length) return start + found + (slice[found + 1] === lineFeed ? 2 : 1);
    followsReturn = true;
  }
  return reader.offset();
};
