export type Batches<T> = {
  /** The next batch; `last` is the last item of the batch before. An empty batch ends the work. */
  readonly next: (last: T | undefined) => Promise<readonly T[]>;
  /** Returns how many things changed. */
  readonly handle: (items: readonly T[]) => Promise<number>;
  /** Whether another batch may be worth reading. */
  readonly isMore: (items: readonly T[], changed: number) => boolean;
  /** As many batches as one run takes; the rest of a long queue waits for the next run. */
  readonly most: number;
};

/** Works through what is there, a batch after the other. Returns how many things changed. */
export const inBatches = async <T>({ next, handle, isMore, most }: Batches<T>): Promise<number> => {
  let total = 0;
  let last: T | undefined;
  for (let count = 0; count < most; count += 1) {
    const items = await next(last);
    if (items.length === 0) break;
    const changed = await handle(items);
    total += changed;
    if (!isMore(items, changed)) break;
    last = items.at(-1);
  }
  return total;
};

/** Before the ids of all rows, for reading a table in the order of its ids. */
export const lowestId = '00000000-0000-0000-0000-000000000000';

/** Comes after every id: where a list that begins with the newest starts. */
export const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** One part of a comparison, and where the next one begins; the last part has no such place. */
export type Compared<Difference, Place> = { readonly differences: readonly Difference[]; readonly last?: Place };

/**
 * Compares what is stored twice, part by part from `first` on, and hands over each difference. Returns how many there
 * were.
 */
export const compareAll = async <Difference, Place>(
  first: Place,
  compare: (after: Place) => Promise<Compared<Difference, Place>>,
  found: (difference: Difference) => void,
): Promise<number> => {
  let count = 0;
  for (let place: Place | undefined = first; place !== undefined;) {
    const part: Compared<Difference, Place> = await compare(place);
    part.differences.forEach((difference) => found(difference));
    count += part.differences.length;
    place = part.last;
  }
  return count;
};
