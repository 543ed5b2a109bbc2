import type { Job } from '@marketplace/application';
import { after, isBefore, seconds, type Clock, type Instant } from '@marketplace/kernel';
import type { DocumentChange, Documents } from './ports';

/** An index that another engine holds for a version. */
export type MirroredIndex = {
  readonly version: number;
  /** Another one with the same name, made again or brought back from a copy, has another id. */
  readonly id: string;
  /** Whether searches are answered from it. */
  readonly isShown: boolean;
  /** Whether it is made for documents as they are written now; a newer one belongs to a newer release of this context. */
  readonly fit: 'fits' | 'newer' | 'older';
};

/** Another engine's copy of the documents. */
export type Mirror = {
  readonly indices: () => Promise<readonly MirroredIndex[]>;
  /** Makes an empty index; returns its id. */
  readonly create: (version: number) => Promise<string>;
  /** Writes what is newer than what is there; returns how many documents were not taken at all. */
  readonly write: (version: number, changes: readonly DocumentChange[]) => Promise<number>;
  /** From now on searches are answered from this version, and no longer from those. */
  readonly show: (version: number, instead: readonly number[]) => Promise<void>;
  readonly drop: (version: number) => Promise<void>;
};

/** Up to where a version has been written into an index. */
export type FollowerPlace = { readonly version: number; readonly indexId: string; readonly seq: bigint };

export type FollowerPlaces = {
  readonly read: () => Promise<readonly FollowerPlace[]>;
  readonly note: (place: FollowerPlace) => Promise<void>;
  readonly forget: (version: number) => Promise<void>;
};

/** What a run has come to, for figures. */
export type Followed = { readonly written: number; readonly rejected: number; readonly isShownCaughtUp: boolean };

export type FollowerParts = {
  readonly documents: Documents;
  readonly mirror: Mirror;
  readonly places: FollowerPlaces;
  readonly show: (followed: Followed) => void;
  readonly clock: Clock;
};

const batchSize = 500;
/** A run ends after so many batches of a version; the next goes on. */
const mostBatches = 40;
/** An engine that is away is not asked again at once. */
const rest = seconds(5);

/**
 * The job that keeps another engine's copy: an index for each version that is kept, every change of documents in it, and
 * searches answered from the version that is live as soon as all of it is there. Until then the one before answers.
 */
export const followDocuments = ({ documents, mirror, places, show, clock }: FollowerParts): Job => {
  /** Where to go on in the index of a version, which is made where there is none; undefined where it is not ours to write. */
  const placeIn = async (version: number, indices: readonly MirroredIndex[]): Promise<FollowerPlace | undefined> => {
    const index = indices.find((each) => each.version === version);
    if (index?.fit === 'newer') return undefined;
    const known = (await places.read()).find((place) => place.version === version);
    if (index?.fit === 'fits' && known?.indexId === index.id) return known;
    if (index?.fit === 'older') await mirror.drop(version);
    const indexId = index?.fit === 'fits' ? index.id : await mirror.create(version);
    const beginning = { version, indexId, seq: 0n };
    await places.note(beginning);
    return beginning;
  };

  /** Writes what has changed since the place; returns whether that is all of it. */
  const catchUp = async (
    from: FollowerPlace,
  ): Promise<{ readonly written: number; readonly rejected: number; readonly isAll: boolean }> => {
    let place = from;
    let [written, rejected] = [0, 0];
    for (let batch = 0; batch < mostBatches; batch += 1) {
      const changes = await documents.changesAfter(place.version, place.seq, batchSize);
      const last = changes.at(-1);
      if (last === undefined) return { written, rejected, isAll: true };
      rejected += await mirror.write(place.version, changes);
      place = { ...place, seq: last.seq };
      await places.note(place);
      written += changes.length;
    }
    return { written, rejected, isAll: false };
  };

  const showLive = async (live: number, indices: readonly MirroredIndex[]): Promise<void> => {
    const others = indices.filter(({ version, isShown }) => isShown && version !== live).map(({ version }) => version);
    const isShown = indices.some((index) => index.version === live && index.isShown && index.fit === 'fits');
    if (!isShown || others.length > 0) await mirror.show(live, others);
  };

  /** Indices of versions that are kept no longer. One that we have not written is none of ours. */
  const dropRetired = async (kept: ReadonlySet<number>, indices: readonly MirroredIndex[]): Promise<void> => {
    const retired = (await places.read()).filter(({ version }) => !kept.has(version));
    for (const { version, indexId } of retired) {
      const index = indices.find((each) => each.version === version);
      if (index?.isShown === true) continue;
      if (index?.id === indexId) await mirror.drop(version);
      await places.forget(version);
    }
  };

  const follow = async (): Promise<number> => {
    const versions = await documents.versions();
    const live = versions.find(({ status }) => status === 'LIVE');
    if (live === undefined) return 0;
    const total = { written: 0, rejected: 0, isShownCaughtUp: false };
    // What buyers search in comes first.
    for (const { version } of [live, ...versions.filter((each) => each !== live)]) {
      const place = await placeIn(version, await mirror.indices());
      if (place === undefined) continue;
      const { written, rejected, isAll } = await catchUp(place);
      total.written += written;
      total.rejected += rejected;
      if (version !== live.version || !isAll) continue;
      await showLive(version, await mirror.indices());
      total.isShownCaughtUp = true;
    }
    await dropRetired(new Set(versions.map(({ version }) => version)), await mirror.indices());
    show(total);
    return total.written;
  };

  let restsUntil: Instant | undefined;
  const run = async (): Promise<number> => {
    if (restsUntil !== undefined && isBefore(clock(), restsUntil)) return 0;
    try {
      const written = await follow();
      restsUntil = undefined;
      return written;
    } catch (fault) {
      restsUntil = after(clock(), rest);
      throw fault;
    }
  };
  return { name: 'opensearch-follow', every: seconds(1), run };
};
