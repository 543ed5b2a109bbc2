import type { IndexSource } from '../../application/index-source';
import { facetNames, type FacetNames } from './facet-names';
import { toEntry } from './index-entries';
import { createSegment, type Segment } from './segment';

/** The live version of the index in memory. */
export type LoadedIndex = { readonly version: number; readonly segment: Segment; readonly names: FacetNames };

/** Keeps the live version of the index in memory, with a short delay. */
export type IndexMirror = {
  /** The index; undefined while it is not loaded, stale, or too large. */
  readonly current: () => LoadedIndex | undefined;
  /** Reads the latest changes immediately, and resolves when they are read. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type MirrorOptions = {
  readonly source: Pick<IndexSource, 'latest' | 'changesAfter' | 'facetNamesAfter'>;
  /** The most products to hold in memory. A larger index is not mirrored. */
  readonly maxProducts: number;
  /** Receives the first fault of a series of failed refreshes. */
  readonly onFault: (error: unknown) => void;
};

type Copy = { readonly version: number; readonly segment: Segment; seq: bigint };

const pollMilliseconds = 250;
/** A mirror that was not refreshed for this long does not answer. */
const maxStalenessMilliseconds = 10_000;
const batchSize = 1_000;

const hasTooManyDead = (segment: Segment): boolean => {
  const { alive, dead } = segment.counts();
  return dead > alive + batchSize;
};

type CatchUpOptions = MirrorOptions & { readonly names: FacetNames; readonly stopping: AbortSignal };

/**
 * Applies the changes of a version to its copy; false if the copy is too large. Only one builder writes at a time, so changes are
 * committed in the order of `seq`.
 */
const catchUp = async (copy: Copy, { source, maxProducts, names, stopping }: CatchUpOptions): Promise<boolean> => {
  for (;;) {
    stopping.throwIfAborted();
    const changes = await source.changesAfter(copy.version, copy.seq, batchSize);
    // After the changes: the facet values that they use were committed with them.
    await names.refresh();
    for (const change of changes) {
      if (change.product === null) copy.segment.remove(change.productId);
      else copy.segment.put(toEntry(change.product, change, names));
      copy.seq = change.seq;
    }
    if (copy.segment.counts().alive > maxProducts) return false;
    if (changes.length < batchSize) return true;
  }
};

/** Loads the live version and polls for changes every 250 ms, or on `refresh`. */
export const mirrorIndex = (options: MirrorOptions): IndexMirror => {
  const { source, onFault } = options;
  const stopping = new AbortController();
  const pursuit = { ...options, names: facetNames(source), stopping: stopping.signal };
  const state: { copy: Copy | undefined; tooLarge: number | undefined; freshAt: number; isFailing: boolean } = {
    copy: undefined,
    tooLarge: undefined,
    freshAt: -Infinity,
    isFailing: false,
  };
  let timer: NodeJS.Timeout | undefined;
  let wakeUp = (): void => undefined;
  let waiters: (() => void)[] = [];

  const readChanges = async (): Promise<void> => {
    const now = await source.latest();
    const at = performance.now();
    if (now === undefined || now.version === state.tooLarge) return;
    const { copy } = state;
    const isNew = copy?.version !== now.version || hasTooManyDead(copy.segment);
    // A sequence number is assigned before its change is committed. Nothing is left to read only if the last assigned one was read.
    if (isNew || now.seq !== copy.seq) {
      const next = isNew ? { version: now.version, segment: createSegment(), seq: -1n } : copy;
      if (!(await catchUp(next, pursuit))) {
        state.tooLarge = now.version;
        state.copy = undefined;
        return;
      }
      state.copy = next;
    }
    state.freshAt = at;
  };

  const tryRefresh = async (): Promise<void> => {
    try {
      await readChanges();
      state.isFailing = false;
    } catch (error) {
      if (!state.isFailing && !stopping.signal.aborted) onFault(error);
      state.isFailing = true;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const served = waiters;
      waiters = [];
      await tryRefresh();
      for (const resolve of served) resolve();
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        if (waiters.length > 0 || stopping.signal.aborted) resolve();
        else timer = setTimeout(resolve, pollMilliseconds);
      });
      clearTimeout(timer);
    }
    for (const resolve of waiters) resolve();
  };
  const running = run();
  const refresh = (): Promise<void> =>
    new Promise((resolve) => {
      if (stopping.signal.aborted) {
        resolve();
        return;
      }
      waiters.push(resolve);
      wakeUp();
    });
  return {
    current: () => {
      const { copy, freshAt } = state;
      return copy === undefined || performance.now() - freshAt > maxStalenessMilliseconds
        ? undefined
        : { version: copy.version, segment: copy.segment, names: pursuit.names };
    },
    refresh,
    stop: async () => {
      stopping.abort();
      wakeUp();
      await running;
    },
  };
};
