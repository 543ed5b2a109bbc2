export type Batches<T> = {
  /** Returns the next batch; `last` is the last item of the previous batch. An empty batch ends the work. */
  readonly next: (last: T | undefined) => Promise<readonly T[]>;
  /** Returns the number of changes. */
  readonly handle: (items: readonly T[]) => Promise<number>;
  /** Returns true if another batch should be read. */
  readonly isMore: (items: readonly T[], changed: number) => boolean;
  /** The maximum number of batches per run; the rest of a long queue waits for the next run. */
  readonly maxBatches: number;
};

/** Handles items in batches. Returns the number of changes. */
export const inBatches = async <T>({ next, handle, isMore, maxBatches }: Batches<T>): Promise<number> => {
  let total = 0;
  let last: T | undefined;
  for (let count = 0; count < maxBatches; count += 1) {
    const items = await next(last);
    if (items.length === 0) break;
    const changed = await handle(items);
    total += changed;
    if (!isMore(items, changed)) break;
    last = items.at(-1);
  }
  return total;
};

/** An ID before all others, to read a table in the order of IDs. */
export const lowestId = '00000000-0000-0000-0000-000000000000';

/** An ID after all others, to read a list from the newest. */
export const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of a comparison, and the cursor of the next page, if there is one. */
export type ComparisonPage<Difference, Cursor> = { readonly differences: readonly Difference[]; readonly last?: Cursor };

/** Compares data that is stored twice, in pages, and reports each difference. Returns the number of differences. */
export const compareAll = async <Difference, Cursor>(
  first: Cursor,
  compare: (after: Cursor) => Promise<ComparisonPage<Difference, Cursor>>,
  found: (difference: Difference) => void,
): Promise<number> => {
  let count = 0;
  for (let cursor: Cursor | undefined = first; cursor !== undefined;) {
    const page: ComparisonPage<Difference, Cursor> = await compare(cursor);
    page.differences.forEach((difference) => found(difference));
    count += page.differences.length;
    cursor = page.last;
  }
  return count;
};
