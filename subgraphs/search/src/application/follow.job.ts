import type { Job } from '@marketplace/application';
import { after, isBefore, seconds, type Clock, type Instant } from '@marketplace/kernel';
import type { DocumentChange, Documents } from './ports';

/** The index of one version in OpenSearch. */
export type MirroredIndex = {
  readonly version: number;
  /** The ID of the index. An index that was recreated or restored under the same name has another ID. */
  readonly id: string;
  /** True when it answers searches. */
  readonly isLive: boolean;
  /** The index's mapping compared to this release's. A newer mapping belongs to a newer release. */
  readonly mapping: 'current' | 'newer' | 'older';
};

/** The copy of the documents in OpenSearch. */
export type DocumentMirror = {
  readonly indices: () => Promise<readonly MirroredIndex[]>;
  /** Creates an empty index and returns its ID. */
  readonly create: (version: number) => Promise<string>;
  /** Writes the changes, except those older than the indexed documents. Returns the number of rejected documents. */
  readonly write: (version: number, changes: readonly DocumentChange[]) => Promise<number>;
  /** Lets this version answer searches in place of the others. */
  readonly goLive: (version: number, replaced: readonly number[]) => Promise<void>;
  readonly drop: (version: number) => Promise<void>;
};

/** The position up to which the changes of a version are written to an index. */
export type FollowerProgress = { readonly version: number; readonly indexId: string; readonly seq: bigint };

export type FollowerProgressStore = {
  readonly read: () => Promise<readonly FollowerProgress[]>;
  readonly save: (progress: FollowerProgress) => Promise<void>;
  readonly remove: (version: number) => Promise<void>;
};

/** The result of one run, for metrics. */
export type FollowResult = { readonly written: number; readonly rejected: number; readonly isLiveCaughtUp: boolean };

export type FollowerDependencies = {
  readonly documents: Documents;
  readonly mirror: DocumentMirror;
  readonly progress: FollowerProgressStore;
  readonly report: (followed: FollowResult) => void;
  readonly clock: Clock;
};

const batchSize = 500;
/** The most batches of a version in one run; the next run continues. */
const maxBatches = 40;
/** The pause after a fault. */
const cooldown = seconds(5);

/**
 * The job that copies documents to OpenSearch: one index per retained version, with every change of its documents. When the
 * index of the live version is complete, it answers searches; until then, the index of the version before does.
 */
export const followDocuments = ({ documents, mirror, progress, report, clock }: FollowerDependencies): Job => {
  /** The progress in the index of a version, which is created if necessary; undefined if a newer release owns the index. */
  const progressIn = async (version: number, indices: readonly MirroredIndex[]): Promise<FollowerProgress | undefined> => {
    const index = indices.find((each) => each.version === version);
    if (index?.mapping === 'newer') return undefined;
    const known = (await progress.read()).find((each) => each.version === version);
    if (index?.mapping === 'current' && known?.indexId === index.id) return known;
    if (index?.mapping === 'older') await mirror.drop(version);
    const indexId = index?.mapping === 'current' ? index.id : await mirror.create(version);
    const beginning = { version, indexId, seq: 0n };
    await progress.save(beginning);
    return beginning;
  };

  /** Writes the changes since the given progress, up to the limit of a run. */
  const catchUp = async (
    from: FollowerProgress,
  ): Promise<{ readonly written: number; readonly rejected: number; readonly isComplete: boolean }> => {
    let current = from;
    let [written, rejected] = [0, 0];
    for (let batch = 0; batch < maxBatches; batch += 1) {
      const changes = await documents.changesAfter(current.version, current.seq, batchSize);
      const last = changes.at(-1);
      if (last === undefined) return { written, rejected, isComplete: true };
      rejected += await mirror.write(current.version, changes);
      current = { ...current, seq: last.seq };
      await progress.save(current);
      written += changes.length;
    }
    return { written, rejected, isComplete: false };
  };

  const updateLive = async (live: number, indices: readonly MirroredIndex[]): Promise<void> => {
    const others = indices.filter(({ version, isLive }) => isLive && version !== live).map(({ version }) => version);
    const isUpToDate = indices.some((index) => index.version === live && index.isLive && index.mapping === 'current');
    if (!isUpToDate || others.length > 0) await mirror.goLive(live, others);
  };

  /** Deletes the indices of retired versions, except those that this job did not write. */
  const dropRetired = async (kept: ReadonlySet<number>, indices: readonly MirroredIndex[]): Promise<void> => {
    const retired = (await progress.read()).filter(({ version }) => !kept.has(version));
    for (const { version, indexId } of retired) {
      const index = indices.find((each) => each.version === version);
      if (index?.isLive === true) continue;
      if (index?.id === indexId) await mirror.drop(version);
      await progress.remove(version);
    }
  };

  const follow = async (): Promise<number> => {
    const versions = await documents.versions();
    const live = versions.find(({ status }) => status === 'LIVE');
    if (live === undefined) return 0;
    const total = { written: 0, rejected: 0, isLiveCaughtUp: false };
    // The live version first: buyers search in it.
    for (const { version } of [live, ...versions.filter((each) => each !== live)]) {
      const start = await progressIn(version, await mirror.indices());
      if (start === undefined) continue;
      const { written, rejected, isComplete } = await catchUp(start);
      total.written += written;
      total.rejected += rejected;
      if (version !== live.version || !isComplete) continue;
      await updateLive(version, await mirror.indices());
      total.isLiveCaughtUp = true;
    }
    await dropRetired(new Set(versions.map(({ version }) => version)), await mirror.indices());
    report(total);
    return total.written;
  };

  let pausedUntil: Instant | undefined;
  const run = async (): Promise<number> => {
    if (pausedUntil !== undefined && isBefore(clock(), pausedUntil)) return 0;
    try {
      const written = await follow();
      pausedUntil = undefined;
      return written;
    } catch (fault) {
      pausedUntil = after(clock(), cooldown);
      throw fault;
    }
  };
  return { name: 'opensearch-follow', every: seconds(1), run };
};
