import { runJob } from '@marketplace/application/testing';
import { instant, seconds, after as later, type Instant, type ProductId } from '@marketplace/kernel';
import { startOpenSearch, type OpenSearch } from '@marketplace/simulators';
import { followDocuments, type Followed, type FollowerPlace } from '../../application/follow.job';
import type { DocumentChange } from '../../application/ports';
import type { ModelVersion, VersionStatus } from '../../application/read-model';
import { product, productId } from '../../application/search-engine.fixtures';
import type { ProductDocument } from '../../domain/document';
import { connect } from './connection';
import { openSearchMirror } from './mirror';

/** The documents of several versions, as PostgreSQL would have them: of each product the last change. */
const library = () => {
  let seq = 0n;
  const versions = new Map<number, { status: VersionStatus; changes: Map<ProductId, DocumentChange> }>();
  return {
    set: (version: number, status: VersionStatus) => {
      versions.set(version, { status, changes: versions.get(version)?.changes ?? new Map<ProductId, DocumentChange>() });
    },
    retire: (version: number) => versions.delete(version),
    put: (version: number, id: ProductId, document: ProductDocument | null) => {
      seq += 1n;
      versions.get(version)?.changes.set(id, { seq, productId: id, document });
    },
    documents: {
      versions: () =>
        Promise.resolve([...versions].map(([version, { status }]): ModelVersion => ({ model: 'product_index', version, status }))),
      changesAfter: (version: number, after: bigint, limit: number) =>
        Promise.resolve(
          [...(versions.get(version)?.changes.values() ?? [])]
            .filter((change) => change.seq > after)
            .sort((a, b) => (a.seq < b.seq ? -1 : 1))
            .slice(0, limit),
        ),
    },
  };
};

const notes = () => {
  const places = new Map<number, FollowerPlace>();
  return {
    all: places,
    port: {
      read: () => Promise.resolve([...places.values()]),
      note: (place: FollowerPlace) => Promise.resolve(void places.set(place.version, place)),
      forget: (version: number) => Promise.resolve(void places.delete(version)),
    },
  };
};

describe('the follower of OpenSearch', () => {
  let server: OpenSearch;
  let client: ReturnType<typeof connect>;
  beforeEach(async () => {
    server = await startOpenSearch({ port: 0 });
    client = connect(server.url);
  });
  afterEach(async () => {
    await client.close();
    await server.stop();
  });

  const setUp = () => {
    const [books, places] = [library(), notes()];
    const reports: unknown[] = [];
    const runs: Followed[] = [];
    let now: Instant = instant('2026-11-21T12:00:00.000Z');
    const mirror = openSearchMirror({ client, alert: (_, facts) => reports.push(facts), delays: [1, 1, 1] });
    const job = followDocuments({
      documents: books.documents,
      mirror,
      places: places.port,
      show: (run) => runs.push(run),
      clock: () => now,
    });
    const follow = () => runJob(job);
    return { books, places, mirror, reports, runs, follow, wait: (count: number) => void (now = later(now, seconds(count))) };
  };

  const shown = (): readonly string[] => server.indices().flatMap(({ name, aliases }) => aliases.map((alias) => `${alias} -> ${name}`));
  const sizes = () => Object.fromEntries(server.indices().map(({ name, documents }) => [name, documents]));

  it('makes an index, fills it and has searches answered from it', async () => {
    const { books, follow, runs } = setUp();
    books.set(1, 'LIVE');
    for (let number = 1; number <= 1_203; number += 1) books.put(1, productId(number), product(number));
    expect(await follow()).toBe(1_203);
    expect(sizes()).toEqual({ product_index_v1: 1_203 });
    expect(shown()).toEqual(['product_index -> product_index_v1']);
    expect(runs).toEqual([{ written: 1_203, rejected: 0, isShownCaughtUp: true }]);
    expect(await follow()).toBe(0);
  });

  it('takes out what is not to be found any more, also what was never there', async () => {
    const { books, follow, reports } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    books.put(1, productId(2), product(2));
    books.put(1, productId(3), null);
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 2 });
    books.put(1, productId(1), null);
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 1 });
    expect(reports).toEqual([]);
  });

  it('changes nothing by what comes again or late', async () => {
    const { books, mirror, follow, places } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1, { title: 'Old' }));
    await follow();
    const [late] = await books.documents.changesAfter(1, 0n, 1);
    books.put(1, productId(1), null);
    await follow();
    if (late !== undefined) expect(await mirror.write(1, [late, late])).toBe(0);
    expect(sizes()).toEqual({ product_index_v1: 0 });
    places.all.set(1, { ...(places.all.get(1) ?? { version: 1, indexId: '' }), seq: 0n });
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 0 });
  });

  it('fills a version that is being built, and swaps to it when it goes live, and back again', async () => {
    const { books, follow } = setUp();
    books.set(1, 'LIVE');
    books.set(2, 'BUILDING');
    books.put(1, productId(1), product(1));
    books.put(2, productId(1), product(1));
    books.put(2, productId(2), product(2));
    await follow();
    expect(shown()).toEqual(['product_index -> product_index_v1']);
    expect(sizes()).toEqual({ product_index_v1: 1, product_index_v2: 2 });
    books.set(1, 'PREVIOUS');
    books.set(2, 'LIVE');
    await follow();
    expect(shown()).toEqual(['product_index -> product_index_v2']);
    books.set(2, 'PREVIOUS');
    books.set(1, 'LIVE');
    await follow();
    expect(shown()).toEqual(['product_index -> product_index_v1']);
  });

  it('keeps answering from the version before until the live one is whole', async () => {
    const { books, follow } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    await follow();
    books.set(1, 'PREVIOUS');
    books.set(2, 'LIVE');
    books.put(2, productId(1), product(1));
    server.failNext(1_000, 503);
    await expect(follow()).rejects.toThrow('503');
    expect(shown()).toEqual(['product_index -> product_index_v1']);
  });

  it('drops the index of a version that is retired, and none that it has not written', async () => {
    const { books, follow, places, mirror } = setUp();
    await mirror.create(77);
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    await follow();
    books.set(1, 'PREVIOUS');
    books.set(2, 'LIVE');
    books.put(2, productId(1), product(1));
    books.set(3, 'BUILDING');
    await follow();
    books.retire(1);
    books.retire(3);
    await follow();
    expect(Object.keys(sizes()).sort()).toEqual(['product_index_v2', 'product_index_v77']);
    expect([...places.all.keys()]).toEqual([2]);
  });

  it('does not touch anything while no version is live', async () => {
    const { books, follow } = setUp();
    books.set(1, 'BUILDING');
    expect(await follow()).toBe(0);
    expect(server.indices()).toEqual([]);
  });

  it('fills an index from the beginning when the one that it knew is gone', async () => {
    const { books, follow } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    await follow();
    server.lose();
    books.put(1, productId(2), product(2));
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 2 });
    expect(shown()).toEqual(['product_index -> product_index_v1']);
  });

  it('makes an index anew that is of an older shape, and leaves one alone that is of a newer', async () => {
    const { books, follow } = setUp();
    await client.indices.create({
      index: 'product_index_v1',
      body: { mappings: { _meta: { shape: 0 }, properties: { old: { type: 'keyword' } } } },
    });
    await client.indices.create({ index: 'product_index_v2', body: { mappings: { _meta: { shape: 1_000 } } } });
    books.set(1, 'LIVE');
    books.set(2, 'BUILDING');
    books.put(1, productId(1), product(1));
    books.put(2, productId(1), product(1));
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 1, product_index_v2: 0 });
  });

  it('sends again what found the queue full, and only that', async () => {
    const { books, follow } = setUp();
    books.set(1, 'LIVE');
    for (let number = 1; number <= 20; number += 1) books.put(1, productId(number), product(number));
    server.rejectNext(7);
    expect(await follow()).toBe(20);
    expect(sizes()).toEqual({ product_index_v1: 20 });
    expect(server.requests().get('POST /_bulk')).toBe(2);
  });

  it('goes on where it was when the cluster comes back, and lets it rest until then', async () => {
    const { books, follow, wait } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    server.failNext(1, 503);
    await expect(follow()).rejects.toThrow('503');
    expect(await follow()).toBe(0);
    wait(5);
    expect(await follow()).toBe(1);
  });

  it('tells of a document that the index does not take, and goes on with the others', async () => {
    const { books, follow, reports, runs } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1, { brand: 'x'.repeat(40_000) }));
    books.put(1, productId(2), product(2, { sold: 'a lot' as unknown as number }));
    books.put(1, productId(3), product(3));
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 2 });
    expect(reports).toEqual([expect.objectContaining({ productId: productId(2), type: 'mapper_parsing_exception' })]);
    expect(runs[0]?.rejected).toBe(1);
  });

  it('never says who it is when something goes wrong', async () => {
    const guarded = await startOpenSearch({ port: 0, credentials: { username: 'search', password: 'not-to-be-told' } });
    const url = new URL(guarded.url);
    url.password = 'wrong-and-secret';
    const stranger = connect(url.href);
    const fault: unknown = await openSearchMirror({ client: stranger, alert: () => undefined })
      .indices()
      .catch((error: unknown) => error);
    await stranger.close();
    await guarded.stop();
    const away: unknown = await openSearchMirror({ client: stranger, alert: () => undefined })
      .indices()
      .catch((error: unknown) => error);
    for (const error of [fault, away]) {
      const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
      expect(told).toContain('OpenSearch');
      expect(told).not.toMatch(/secret|search:|Basic/);
    }
  });
});
