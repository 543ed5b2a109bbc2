const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Small enough that a row asked for does not mean a chunk parsed. */
const pieceSize = 16_384;

/** The bytes of a file one after the other, with the way back to a place that is still wanted. */
export type Pieces = {
  readonly next: () => Promise<Uint8Array | undefined>;
  /** The offset of what `next` gives next. */
  readonly offset: () => number;
  /** What lies before this offset is not wanted any more. */
  readonly keepFrom: (offset: number) => void;
  /** Goes back to an offset that has been kept. */
  readonly rewind: (offset: number) => void;
};

export const piecesOf = (bytes: AsyncIterable<Uint8Array>, from: number): Pieces => {
  const source = bytes[Symbol.asyncIterator]();
  /** What is still wanted; the first begins at `start`. */
  let kept: Uint8Array[] = [];
  let start = from;
  let at = from;
  const end = (): number => kept.reduce((sum, { length }) => sum + length, start);
  const pull = async (): Promise<boolean> => {
    const step = await source.next();
    if (step.done === true) return false;
    kept.push(step.value);
    return true;
  };
  const piece = (): Uint8Array | undefined => {
    let offset = start;
    for (const each of kept) {
      if (at < offset + each.length) return each.subarray(at - offset, at - offset + pieceSize);
      offset += each.length;
    }
    return undefined;
  };
  return {
    next: async () => {
      while (at >= end()) if (!(await pull())) return undefined;
      const found = piece();
      at += found?.length ?? 0;
      return found;
    },
    offset: () => at,
    keepFrom: (offset) => {
      for (let [first] = kept; first !== undefined && start + first.length <= offset; [first] = kept) {
        start += first.length;
        kept = kept.slice(1);
      }
    },
    rewind: (offset) => {
      at = offset;
    },
  };
};

/** Reads on to where the line ends; returns the offset behind it, or behind the last byte. */
export const endOfLine = async (pieces: Pieces): Promise<number> => {
  let followsReturn = false;
  for (
    let start = pieces.offset(), piece = await pieces.next();
    piece !== undefined;
    start = pieces.offset(), piece = await pieces.next()
  ) {
    if (followsReturn) return piece[0] === lineFeed ? start + 1 : start;
    const found = piece.findIndex((byte) => byte === lineFeed || byte === carriageReturn);
    if (found < 0) continue;
    if (piece[found] === lineFeed) return start + found + 1;
    if (found + 1 < piece.length) return start + found + (piece[found + 1] === lineFeed ? 2 : 1);
    followsReturn = true;
  }
  return pieces.offset();
};
