import { runJob } from '@marketplace/application/testing';
import { instant, seconds, after as later, type Instant, type ProductId } from '@marketplace/kernel';
import { startOpenSearch, type OpenSearch } from '@marketplace/simulators';
import { followDocuments, type FollowResult, type FollowerProgress } from '../../application/follow.job';
import type { DocumentChange } from '../../application/ports';
import type { ModelVersion, VersionStatus } from '../../application/read-model';
import { product, productId } from '../../application/search-engine.fixtures';
import type { ProductDocument } from '../../domain/document';
import { connect } from './connection';
import { openSearchMirror } from './document-mirror';

/** The documents of several versions, as in PostgreSQL: the last change of each product. */
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

const progressStore = () => {
  const progress = new Map<number, FollowerProgress>();
  return {
    all: progress,
    port: {
      read: () => Promise.resolve([...progress.values()]),
      save: (each: FollowerProgress) => Promise.resolve(void progress.set(each.version, each)),
      remove: (version: number) => Promise.resolve(void progress.delete(version)),
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
    const [books, progress] = [library(), progressStore()];
    const reports: unknown[] = [];
    const runs: FollowResult[] = [];
    let now: Instant = instant('2026-11-21T12:00:00.000Z');
    const mirror = openSearchMirror({ client, alert: (_, facts) => reports.push(facts), delays: [1, 1, 1] });
    const job = followDocuments({
      documents: books.documents,
      mirror,
      progress: progress.port,
      report: (run) => runs.push(run),
      clock: () => now,
    });
    const follow = () => runJob(job);
    return { books, progress, mirror, reports, runs, follow, wait: (count: number) => void (now = later(now, seconds(count))) };
  };

  const shown = (): readonly string[] => server.indices().flatMap(({ name, aliases }) => aliases.map((alias) => `${alias} -> ${name}`));
  const sizes = () => Object.fromEntries(server.indices().map(({ name, documents }) => [name, documents]));

  it('creates an index, fills it and lets it answer searches', async () => {
    const { books, follow, runs } = setUp();
    books.set(1, 'LIVE');
    for (let number = 1; number <= 1_203; number += 1) books.put(1, productId(number), product(number));
    expect(await follow()).toBe(1_203);
    expect(sizes()).toEqual({ product_index_v1: 1_203 });
    expect(shown()).toEqual(['product_index -> product_index_v1']);
    expect(runs).toEqual([{ written: 1_203, rejected: 0, isLiveCaughtUp: true }]);
    expect(await follow()).toBe(0);
  });

  it('removes products that left the index, including those that were never indexed', async () => {
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

  it('ignores repeated and late changes', async () => {
    const { books, mirror, follow, progress } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1, { title: 'Old' }));
    await follow();
    const [late] = await books.documents.changesAfter(1, 0n, 1);
    books.put(1, productId(1), null);
    await follow();
    if (late !== undefined) expect(await mirror.write(1, [late, late])).toBe(0);
    expect(sizes()).toEqual({ product_index_v1: 0 });
    progress.all.set(1, { ...(progress.all.get(1) ?? { version: 1, indexId: '' }), seq: 0n });
    await follow();
    expect(sizes()).toEqual({ product_index_v1: 0 });
  });

  it('fills a version that is being built, and switches to it when it goes live, and back again', async () => {
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

  it('answers from the version before until the live one is complete', async () => {
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

  it('deletes the index of a retired version, and none that it has not written', async () => {
    const { books, follow, progress, mirror } = setUp();
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
    expect([...progress.all.keys()]).toEqual([2]);
  });

  it('changes nothing while no version is live', async () => {
    const { books, follow } = setUp();
    books.set(1, 'BUILDING');
    expect(await follow()).toBe(0);
    expect(server.indices()).toEqual([]);
  });

  it('fills an index from the beginning when the known one was lost', async () => {
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

  it('recreates an index with an older mapping, and does not change one with a newer mapping', async () => {
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

  it('resends only the documents that a full queue rejected', async () => {
    const { books, follow } = setUp();
    books.set(1, 'LIVE');
    for (let number = 1; number <= 20; number += 1) books.put(1, productId(number), product(number));
    server.rejectNext(7);
    expect(await follow()).toBe(20);
    expect(sizes()).toEqual({ product_index_v1: 20 });
    expect(server.requests().get('POST /_bulk')).toBe(2);
  });

  it('continues where it was when the cluster is available again, and pauses until then', async () => {
    const { books, follow, wait } = setUp();
    books.set(1, 'LIVE');
    books.put(1, productId(1), product(1));
    server.failNext(1, 503);
    await expect(follow()).rejects.toThrow('503');
    expect(await follow()).toBe(0);
    wait(5);
    expect(await follow()).toBe(1);
  });

  it('reports a document that the index rejects, and continues with the others', async () => {
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

  it('never reveals credentials in errors', async () => {
    const guarded = await startOpenSearch({ port: 0, credentials: { username: 'search', password: 'not-to-be-text' } });
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
      const text = JSON.stringify(error, Object.getOwnPropertyNames(error));
      expect(text).toContain('OpenSearch');
      expect(text).not.toMatch(/secret|search:|Basic/);
    }
  });
});
