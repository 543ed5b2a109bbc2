import type { IndexSource } from '../../application/index-copy';
import { facetNames, type FacetNames } from './facet-names';
import { toEntry } from './index-entries';
import { createSegment, type Segment } from './segment';

/** The live version of the index, as it stands in this process's memory. */
export type Mirrored = { readonly version: number; readonly segment: Segment; readonly names: FacetNames };

/** Keeps a version of the index in memory, as it was a moment ago. */
export type Mirror = {
  /** Undefined while it is not loaded, not up to date, or too large to be held. */
  readonly current: () => Mirrored | undefined;
  /** Has it look at once, because something was committed here; resolves once it has looked. */
  readonly wake: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type MirrorOptions = {
  readonly source: Pick<IndexSource, 'latest' | 'changesAfter' | 'facetNamesAfter'>;
  /** As many products are held at most; an index with more is left to the engine that keeps it. */
  readonly mostProducts: number;
  /** Hears why the index cannot be followed: once, until they can be again. */
  readonly onFault: (error: unknown) => void;
};

type Copy = { readonly version: number; readonly segment: Segment; seq: bigint };

const betweenLooks = 250;
/** Who has not been able to look for this long does not answer any more. */
const freshMilliseconds = 10_000;
const batch = 1_000;

const hasTooManyDead = (segment: Segment): boolean => {
  const { alive, dead } = segment.counts();
  return dead > alive + batch;
};

type Pursuit = MirrorOptions & { readonly names: FacetNames; readonly stopping: AbortSignal };

/**
 * Follows the changes of a version into its copy; false where that is too large. One assembler writes at a time, so that they
 * are committed in the order of `seq`.
 */
const catchUp = async (copy: Copy, { source, mostProducts, names, stopping }: Pursuit): Promise<boolean> => {
  for (;;) {
    stopping.throwIfAborted();
    const changes = await source.changesAfter(copy.version, copy.seq, batch);
    // After the changes: what they are counted by was committed with them.
    await names.refresh();
    for (const change of changes) {
      if (change.product === null) copy.segment.remove(change.productId);
      else copy.segment.put(toEntry(change.product, change, names));
      copy.seq = change.seq;
    }
    if (copy.segment.counts().alive > mostProducts) return false;
    if (changes.length < batch) return true;
  }
};

/** Loads the live version and follows it, a quarter of a second behind at most, or less behind what is committed here. */
export const mirrorIndex = (options: MirrorOptions): Mirror => {
  const { source, onFault } = options;
  const stopping = new AbortController();
  const pursuit = { ...options, names: facetNames(source), stopping: stopping.signal };
  const state: { copy: Copy | undefined; tooLarge: number | undefined; freshAt: number; isFailing: boolean } = {
    copy: undefined,
    tooLarge: undefined,
    freshAt: -Infinity,
    isFailing: false,
  };
  let rest: NodeJS.Timeout | undefined;
  let wakeUp = (): void => undefined;
  let callers: (() => void)[] = [];

  const refresh = async (): Promise<void> => {
    const now = await source.latest();
    const at = performance.now();
    if (now === undefined || now.version === state.tooLarge) return;
    const { copy } = state;
    const isNew = copy?.version !== now.version || hasTooManyDead(copy.segment);
    // A number is given before its change is committed: there is nothing to read only where the last one given has been read.
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

  const look = async (): Promise<void> => {
    try {
      await refresh();
      state.isFailing = false;
    } catch (error) {
      if (!state.isFailing && !stopping.signal.aborted) onFault(error);
      state.isFailing = true;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const answered = callers;
      callers = [];
      await look();
      for (const tell of answered) tell();
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        if (callers.length > 0 || stopping.signal.aborted) resolve();
        else rest = setTimeout(resolve, betweenLooks);
      });
      clearTimeout(rest);
    }
    for (const tell of callers) tell();
  };
  const running = run();
  const wake = (): Promise<void> =>
    new Promise((resolve) => {
      if (stopping.signal.aborted) {
        resolve();
        return;
      }
      callers.push(resolve);
      wakeUp();
    });
  return {
    current: () => {
      const { copy, freshAt } = state;
      return copy === undefined || performance.now() - freshAt > freshMilliseconds
        ? undefined
        : { version: copy.version, segment: copy.segment, names: pursuit.names };
    },
    wake,
    stop: async () => {
      stopping.abort();
      wakeUp();
      await running;
    },
  };
};
