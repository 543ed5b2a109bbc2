import { newId, signIdentity, startContext } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { reviewsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { histogramOf, noReviews, plus, type Histogram } from './domain/rating';
import { evolve, type Review, type ReviewEvent } from './domain/review';
import { context } from './main';
import {
  newSeller,
  operator,
  fakeOrders,
  reviewClient,
  staffOf,
  guest,
  reviewInput,
  type OrderLine,
  type ReviewSeen,
} from './reviews.fixtures';

type RatingSeen = {
  readonly average: number | null;
  readonly count: number;
  readonly histogram: readonly { readonly stars: number; readonly count: number }[];
};

describe('ratings', () => {
  let harness: ContextHarness;
  let orders: ReturnType<typeof fakeOrders>;
  let client: ReturnType<typeof reviewClient>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('reconcile-ratings');
    orders = fakeOrders(harness);
    client = reviewClient(harness);
  });
  afterAll(() => harness.stop());

  const ratingOf = async (type: 'Product' | 'Seller', id: string): Promise<RatingSeen> => {
    const { data } = await harness.graph(
      guest,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
         ... on ${type} { rating { average count histogram { stars count } } } } }`,
      { representations: [{ __typename: type, id }] },
    );
    const [entity] = data?.['_entities'] as readonly [{ readonly rating: RatingSeen }];
    return entity.rating;
  };
  const histogramSeen = async (type: 'Product' | 'Seller', id: string): Promise<Histogram> =>
    histogramOf([...(await ratingOf(type, id)).histogram].sort((a, b) => a.stars - b.stars).map(({ count }) => count));
  /** The counts of the reviews themselves. */
  const counted = async (column: 'product_id' | 'seller_id', id: string): Promise<Histogram> => {
    const rows = await harness.running.db.query<{ rating: number; count: number }>(
      `SELECT rating, count(*)::int AS count FROM reviews WHERE ${column} = $1 AND status = 'APPROVED' GROUP BY rating`,
      [id],
    );
    return histogramOf([1, 2, 3, 4, 5].map((stars) => rows.find(({ rating }) => rating === stars)?.count ?? 0));
  };
  /** Waits until the exact rating is published. */
  const untilPublished = async (type: 'Product' | 'Seller', id: string, exact: Histogram): Promise<void> => {
    const isExact = ({ histogram }: { readonly histogram: readonly number[] }): boolean =>
      histogram.every((count, position) => count === exact[position]);
    if (type === 'Product')
      await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === id && isExact(data));
    else await harness.waitForEvent(reviewsEvents.SellerRatingChangedV1, (data) => data.sellerId === id && isExact(data));
  };
  const many = async (count: number, choice: Parameters<typeof orders.deliveredLine>[0]): Promise<readonly OrderLine[]> =>
    Promise.all(Array.from({ length: count }, () => orders.deliveredLine(choice)));
  const statusOf = (review: ReviewSeen): string => review.status;

  it('exist without reviews, without an average', async () => {
    const nothing = { average: null, count: 0, histogram: [5, 4, 3, 2, 1].map((stars) => ({ stars, count: 0 })) };
    expect(await ratingOf('Product', newId())).toEqual(nothing);
    expect(await ratingOf('Seller', newId())).toEqual(nothing);
  });

  it('follow the changes of reviews', async () => {
    const [sellerId, productId] = [newSeller(), newId()];
    const choice = { sellerId, productId };
    const [first, second] = [await orders.deliveredLine(choice), await orders.deliveredLine(choice)];
    const good = await client.post(first);
    const bad = await client.post(second, { rating: 2 });
    expect(await ratingOf('Product', productId)).toMatchObject({ average: 3.5, count: 2 });
    await client.change(second.buyer, 'reviewEdit', { reviewId: bad.id, ...reviewInput({ rating: 4 }) });
    expect(await histogramSeen('Product', productId)).toEqual([0, 0, 0, 1, 1]);
    await client.change(operator, 'reviewReject', { reviewId: good.id, reason: 'Not about this.' });
    expect(await histogramSeen('Product', productId)).toEqual([0, 0, 0, 1, 0]);
    // Edits of a hidden review do not count.
    await client.change(first.buyer, 'reviewEdit', { reviewId: good.id, ...reviewInput({ rating: 1 }) });
    expect(await histogramSeen('Product', productId)).toEqual([0, 0, 0, 1, 0]);
    await client.change(operator, 'reviewApprove', { reviewId: good.id });
    expect(await histogramSeen('Product', productId)).toEqual([1, 0, 0, 1, 0]);
    await client.change(staffOf(sellerId), 'reviewReply', { reviewId: good.id, body: 'Sorry!' });
    expect(await histogramSeen('Seller', sellerId)).toEqual([1, 0, 0, 1, 0]);
    const other = await client.post(await orders.deliveredLine({ sellerId }), { rating: 3 });
    expect(statusOf(other)).toBe('APPROVED');
    expect(await histogramSeen('Seller', sellerId)).toEqual([1, 0, 1, 1, 0]);
    expect(await histogramSeen('Product', productId)).toEqual([1, 0, 0, 1, 0]);
  });

  it('are published when they have changed, in increasing versions', async () => {
    const [sellerId, productId] = [newSeller(), newId()];
    await client.post(await orders.deliveredLine({ sellerId, productId }), { rating: 4 });
    expect(await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === productId)).toEqual({
      productId,
      sellerId,
      count: 1,
      histogram: [0, 0, 0, 1, 0],
    });
    await client.post(await orders.deliveredLine({ sellerId, productId }), { rating: 1 });
    await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === productId && data.count === 2);
    const event = await harness.waitForEvent(reviewsEvents.SellerRatingChangedV1, (data) => data.sellerId === sellerId && data.count === 2);
    expect(event.histogram).toEqual([1, 0, 0, 1, 0]);
    const rows = await harness.running.db.query<{ aggregate_version: number }>(
      'SELECT aggregate_version FROM outbox_events WHERE aggregate_id = $1 ORDER BY seq',
      [productId],
    );
    expect(rows.map((row) => row.aggregate_version)).toEqual([1, 2]);
  });

  it('are not published when they have not changed', async () => {
    const line = await orders.deliveredLine();
    const { id } = await client.post(line, { body: 'www.deals.example' });
    await client.change(operator, 'reviewReject', { reviewId: id, reason: 'Advertising.' });
    await harness.running.jobs.runNow('announce-ratings');
    const events = await harness.publishedEvents(reviewsEvents.ProductRatingChangedV1);
    expect(events.filter(({ productId }) => productId === line.productId)).toEqual([]);
  });

  /** Another process on the same database, with its client. */
  const replica = async () => {
    const environment = {
      DATABASE_URL: harness.database.url,
      NATS_URL: harness.brokerUrl,
      IDENTITY_KEY: 'test-identity-key-of-at-least-32-characters',
      SEALING_KEY: Buffer.alloc(32).toString('base64'),
      DATABASE_POOL_SIZE: 5,
      LOG_LEVEL: 'silent' as const,
    };
    const running = await startContext(context, { environment, variables: {}, broker: harness.broker });
    const graph: ContextHarness['graph'] = async (actor, query, variables = {}) => {
      const identity = signIdentity(actor, Date.now() + 600_000, environment.IDENTITY_KEY);
      const { data, errors } = await running.transport.execute({ query, variables, identity, correlationId: 'test' });
      return { data: JSON.parse(JSON.stringify(data ?? null)) as Record<string, unknown> | null, errors };
    };
    return { client: reviewClient({ ...harness, graph }), stop: running.stop };
  };

  it('are exact after two hundred parallel posts, edits and decisions in two processes, and published exactly', async () => {
    const [sellerId, productId] = [newSeller(), newId()];
    const other = await replica();
    const lines = [...(await many(70, { sellerId, productId })), ...(await many(20, { sellerId }))];
    const stars = (n: number): number => (n % 5) + 1;
    const reviews = await Promise.all(
      lines.slice(0, 60).map(async (line, n) => ({
        n,
        buyer: line.buyer,
        by: n % 2 === 0 ? client : other.client,
        ...(await client.post(line, { rating: stars(n) })),
      })),
    );
    const work = reviews.flatMap(({ n, id, buyer, by }) => [
      () => by.change(buyer, 'reviewEdit', { reviewId: id, ...reviewInput({ rating: stars(n + 2), body: 'Now I think otherwise.' }) }),
      () => by.change(operator, 'reviewReject', { reviewId: id, reason: 'Not about this.' }),
      ...(n % 2 === 0 ? [() => other.client.change(operator, 'reviewApprove', { reviewId: id })] : []),
      ...(n % 3 === 0
        ? [() => client.change(buyer, 'reviewEdit', { reviewId: id, ...reviewInput({ rating: stars(n), body: 'www.a.example' }) })]
        : []),
    ]);
    const posts = lines.slice(60).map((line, n) => () => (n % 2 === 0 ? client : other.client).post(line, { rating: stars(n) }));
    const all = [...work, ...posts];
    expect(all).toHaveLength(200);
    await Promise.all(all.map((each) => each()));
    await other.stop();
    for (const [type, column, id] of [
      ['Product', 'product_id', productId],
      ['Seller', 'seller_id', sellerId],
    ] as const) {
      const exact = await counted(column, id);
      expect(await histogramSeen(type, id)).toEqual(exact);
      await untilPublished(type, id, exact);
    }
    expect(await harness.running.jobs.runNow('reconcile-ratings')).toBe(0);
    expect(await harness.running.db.query('SELECT 1 FROM dead_letters')).toEqual([]);
  });

  it('are published in consistent versions', async () => {
    const productId = newId();
    const lines = await many(40, { productId, sellerId: newSeller() });
    // They are published while they change: each event must come from one snapshot.
    const posting = Promise.all(lines.map((line, n) => client.post(line, { rating: (n % 5) + 1 })));
    for (let n = 0; n < 10; n += 1) await harness.running.jobs.runNow('announce-ratings');
    await posting;
    await eventually(
      async () =>
        (await harness.publishedEvents(reviewsEvents.ProductRatingChangedV1)).some(
          (data) => data.productId === productId && data.count === 40,
        ),
      { waitingFor: 'the last rating' },
    );
    const rows = await harness.running.db.query<{ version: number; histogram: readonly number[]; count: number }>(
      `SELECT aggregate_version AS version, payload->'data'->'histogram' AS histogram, (payload->'data'->>'count')::int AS count
       FROM outbox_events WHERE aggregate_id = $1 ORDER BY seq`,
      [productId],
    );
    for (const { histogram, count } of rows) expect(histogram.reduce((sum, each) => sum + each, 0)).toBe(count);
    const versions = rows.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    // Reviews were only added, so no count decreases.
    rows.slice(1).forEach(({ histogram }, n) => {
      histogram.forEach((count, position) => expect(count).toBeGreaterThanOrEqual(rows[n]?.histogram[position] ?? 0));
    });
  });

  describe('that differ from their reviews', () => {
    const rebuild = async (input: object) => {
      const { data, errors } = await harness.graph(
        operator,
        'mutation ($input: ReviewRatingsRebuildInput!) { reviewRatingsRebuild(input: $input) { productsMended sellersMended userErrors { code } } }',
        { input },
      );
      expect(errors).toBeUndefined();
      return data?.['reviewRatingsRebuild'];
    };

    it('are found and repaired', async () => {
      const [sellerId, productId] = [newSeller(), newId()];
      for (const line of await many(3, { sellerId, productId })) await client.post(line, { rating: 4 });
      await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === productId && data.count === 3);
      const { db, jobs } = harness.running;
      await db.query('UPDATE product_ratings SET stars4 = 1, stars1 = 7 WHERE product_id = $1', [productId]);
      await db.query('UPDATE seller_ratings SET stars5 = 9 WHERE seller_id = $1', [sellerId]);
      expect(await jobs.runNow('reconcile-ratings')).toBe(2);
      expect(await histogramSeen('Product', productId)).toEqual([0, 0, 0, 3, 0]);
      expect(await histogramSeen('Seller', sellerId)).toEqual([0, 0, 0, 3, 0]);
      expect(await jobs.runNow('reconcile-ratings')).toBe(0);
    });

    it('are rebuilt one by one, when an operator requests it', async () => {
      const [sellerId, productId] = [newSeller(), newId()];
      await client.post(await orders.deliveredLine({ sellerId, productId }));
      const { db } = harness.running;
      await db.query('UPDATE product_ratings SET stars5 = 4 WHERE product_id = $1', [productId]);
      await db.query('UPDATE seller_ratings SET stars5 = 4 WHERE seller_id = $1', [sellerId]);
      expect(await rebuild({ productId })).toEqual({ productsMended: 1, sellersMended: 0, userErrors: [] });
      expect(await histogramSeen('Product', productId)).toEqual([0, 0, 0, 0, 1]);
      expect(await histogramSeen('Seller', sellerId)).toEqual([0, 0, 0, 0, 4]);
      expect(await rebuild({ sellerId })).toEqual({ productsMended: 0, sellersMended: 1, userErrors: [] });
      expect(await rebuild({ sellerId })).toEqual({ productsMended: 0, sellersMended: 0, userErrors: [] });
    });

    it('are all rebuilt after a loss, in versions that were never published', async () => {
      await eventually(async () => (await harness.running.db.query('SELECT 1 FROM rating_changes')).length === 0, {
        waitingFor: 'all ratings to be published',
      });
      const { db } = harness.running;
      const everything = (table: string) => db.query<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1`);
      const bare = (rows: readonly Record<string, unknown>[]) =>
        rows
          .map(({ version: _, ...row }) => row)
          .filter((row) => Object.entries(row).some(([key, count]) => key.startsWith('stars') && count !== 0));
      const before = { products: await everything('product_ratings'), sellers: await everything('seller_ratings') };
      await db.query('DELETE FROM product_ratings');
      await db.query('DELETE FROM seller_ratings');
      const repaired = (await rebuild({})) as { readonly productsMended: number; readonly sellersMended: number };
      const after = { products: await everything('product_ratings'), sellers: await everything('seller_ratings') };
      expect(bare(after.products)).toEqual(bare(before.products));
      expect(bare(after.sellers)).toEqual(bare(before.sellers));
      expect([repaired.productsMended, repaired.sellersMended]).toEqual([after.products.length, after.sellers.length]);
      const again = await orders.deliveredLine();
      await client.post(again);
      await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === again.productId);
      // Versions continue after the last published one.
      const some = before.products.find((row) => row['stars4'] === 3);
      const productId = String(some?.['product_id']);
      const sellerId = String(some?.['seller_id']);
      await client.post(await orders.deliveredLine({ productId, sellerId: sellerId as OrderLine['sellerId'] }), { rating: 4 });
      await harness.waitForEvent(reviewsEvents.ProductRatingChangedV1, (data) => data.productId === productId && data.count === 4);
    });

    it('are repaired while reviews are written', async () => {
      const [sellerId, productId] = [newSeller(), newId()];
      const lines = await many(60, { sellerId, productId });
      const corrupt = async (): Promise<void> => {
        for (let n = 0; n < 10; n += 1) {
          await harness.running.db.query('UPDATE product_ratings SET stars3 = stars3 + 5 WHERE product_id = $1', [productId]);
          await rebuild({ productId });
        }
      };
      await Promise.all([corrupt(), ...lines.map((line, n) => client.post(line, { rating: (n % 5) + 1 }))]);
      await rebuild({});
      expect(await histogramSeen('Product', productId)).toEqual([12, 12, 12, 12, 12]);
      expect(await histogramSeen('Seller', sellerId)).toEqual([12, 12, 12, 12, 12]);
    });

    it('cannot become negative', async () => {
      const line = await orders.deliveredLine();
      await client.post(line);
      await expect(
        harness.running.db.query('UPDATE product_ratings SET stars5 = stars5 - 2 WHERE product_id = $1', [line.productId]),
      ).rejects.toThrow('stars5');
    });

    it.each([{ productId: 'nonsense' }, { sellerId: 'nonsense' }, { productId: newId(), sellerId: newId() }])(
      'are not rebuilt for %j',
      async (input) => {
        const { errors } = await harness.graph(
          operator,
          'mutation ($input: ReviewRatingsRebuildInput!) { reviewRatingsRebuild(input: $input) { productsMended } }',
          { input },
        );
        expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
      },
    );
  });

  it('equal the fold of the histories of all reviews', async () => {
    const { db } = harness.running;
    const rows = await db.query<{ review_id: string; event: ReviewEvent }>(
      'SELECT aggregate_id AS review_id, event FROM history ORDER BY aggregate_id, version',
    );
    const folded = new Map<string, Review>();
    for (const { review_id: id, event } of rows) folded.set(id, evolve(folded.get(id), event));
    const stored = await db.query<{ id: string; status: string; rating: number; title: string; body: string; edited_at: string | null }>(
      'SELECT id, status, rating, title, body, edited_at FROM reviews',
    );
    expect(stored).toHaveLength(folded.size);
    let all = noReviews;
    for (const { id, status, rating, title, body, edited_at: editedAt } of stored) {
      const review = folded.get(id);
      expect([review?.moderation.status, review?.content, review?.editedAt ?? null]).toEqual([
        status,
        expect.objectContaining({ rating, title, body }),
        editedAt,
      ]);
      if (status === 'APPROVED') all = plus(all, histogramOf([1, 2, 3, 4, 5].map((stars) => (stars === rating ? 1 : 0))));
    }
    const [sum] = await db.query<Record<string, bigint>>(
      'SELECT sum(stars1) AS s1, sum(stars2) AS s2, sum(stars3) AS s3, sum(stars4) AS s4, sum(stars5) AS s5 FROM seller_ratings',
    );
    expect(Object.values(sum ?? {}).map(Number)).toEqual(all);
  });
});
