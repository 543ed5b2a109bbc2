import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { context } from './main';
import { newSeller, operator, fakeOrders, reviewClient, newUser, guest, type Caller } from './reviews.fixtures';

type Page = {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly rating: number; readonly helpfulCount: number };
  }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
};

const query = (fields: string): string =>
  `query ($representations: [_Any!]!, $first: Int!, $after: String, $sort: ReviewSort!) { _entities(representations: $representations) { ... on Product { id ${fields} } } }`;
const list = `reviews(first: $first, after: $after, sort: $sort) { edges { cursor node { id rating helpfulCount viewerFoundHelpful author { id } } } pageInfo { endCursor hasNextPage } }`;

describe('reading reviews', () => {
  let harness: ContextHarness;
  let orders: ReturnType<typeof fakeOrders>;
  let client: ReturnType<typeof reviewClient>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    orders = fakeOrders(harness);
    client = reviewClient(harness);
  });
  afterAll(() => harness.stop());

  type Parameters = { readonly first?: number; readonly after?: string | null; readonly sort?: string; readonly fields?: string };

  const ask = (
    actor: Caller,
    productIds: readonly string[],
    { first = 10, after = null, sort = 'HELPFUL', fields = list }: Parameters = {},
  ) =>
    harness.graph(actor, query(fields), { representations: productIds.map((id) => ({ __typename: 'Product', id })), first, after, sort });
  /** Queries only the ratings of many products. */
  const askRatings = (productIds: readonly string[]) =>
    harness.graph(
      guest,
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { rating { average count histogram { stars count } } } } }',
      { representations: productIds.map((id) => ({ __typename: 'Product', id })) },
    );
  const pageOf = async (productId: string, parameters: Parameters): Promise<Page> => {
    const { data, errors } = await ask(guest, [productId], parameters);
    expect(errors).toBeUndefined();
    const [product] = data?.['_entities'] as readonly [{ readonly reviews: Page }];
    return product.reviews;
  };
  const postReviews = async (productId: string, ratings: readonly number[]): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (const rating of ratings) ids.push((await client.post(await orders.deliveredLine({ productId }), { rating })).id);
    return ids;
  };
  const walk = async (productId: string, sort: string): Promise<readonly Page['edges'][number]['node'][]> => {
    const nodes = [];
    for (let after: string | null = null; ;) {
      const page: Page = await pageOf(productId, { first: 2, after, sort });
      nodes.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  };

  it('lists all of them once in each sort order, page by page', async () => {
    const productId = newId();
    const ids = await postReviews(productId, [3, 5, 1, 5, 3, 2, 1]);
    const at = (position: number): string => ids[position] ?? '';
    for (const [position, votes] of [
      [2, 3],
      [5, 1],
      [0, 1],
    ] as const)
      for (let n = 0; n < votes; n += 1) await client.change(newUser(), 'reviewHelpfulVote', { reviewId: at(position) });
    const order = async (sort: string) => (await walk(productId, sort)).map(({ id }) => ids.indexOf(id));
    expect(await order('NEWEST')).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(await order('HELPFUL')).toEqual([2, 5, 0, 6, 4, 3, 1]);
    expect(await order('RATING_HIGH')).toEqual([3, 1, 4, 0, 5, 6, 2]);
    expect(await order('RATING_LOW')).toEqual([6, 2, 5, 4, 0, 3, 1]);
  });

  it('lists only published reviews, for every actor', async () => {
    const productId = newId();
    const line = await orders.deliveredLine({ productId });
    await client.post(line, { body: 'www.deals.example' });
    const [seen = ''] = await postReviews(productId, [4]);
    for (const actor of [guest, line.buyer, operator]) {
      const { data } = await ask(actor, [productId]);
      expect(data?.['_entities']).toMatchObject([{ reviews: { edges: [{ node: { id: seen } }] } }]);
    }
  });

  it('pages stably while others write', async () => {
    const productId = newId();
    const ids = await postReviews(productId, [5, 5, 5, 5]);
    const first = await pageOf(productId, { first: 2, sort: 'NEWEST' });
    await postReviews(productId, [1]);
    const second = await pageOf(productId, { first: 2, sort: 'NEWEST', after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual([...ids].reverse());
  });

  it('refuses cursors of other lists, and invalid page sizes', async () => {
    const productId = newId();
    await postReviews(productId, [5, 4]);
    const { pageInfo } = await pageOf(productId, { first: 1, sort: 'NEWEST' });
    const nonsense = (key: readonly string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const cursors = [
      pageInfo.endCursor,
      'nonsense',
      nonsense(['HELPFUL', 'x', newId()]),
      nonsense(['HELPFUL', '1', 'x']),
      nonsense(['HELPFUL', '99999999999', newId()]),
    ];
    for (const after of cursors) {
      const { errors } = await ask(guest, [productId], { after, sort: 'HELPFUL' });
      expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    }
    for (const first of [0, -1, 101]) {
      const { errors } = await ask(guest, [productId], { first });
      expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    }
    const { data } = await harness.graph(operator, `{ reviewsToModerate(after: "${nonsense(['x'])}") { edges { cursor } } }`);
    expect(data).toBeNull();
  });

  it("takes one statement for the ratings of fifty products, one for their reviews, and one for the reader's votes", async () => {
    const products = Array.from({ length: 50 }, () => newId());
    const reader = newUser();
    await Promise.all(products.slice(0, 10).map((productId) => postReviews(productId, [5, 3, 4])));
    const lists = (actor: Caller) => () => ask(actor, products, { first: 2, fields: `rating { average count } ${list}` });
    const some = `rating { average count } reviews(first: $first, after: $after, sort: $sort) { edges { node { id rating title body author { id } } } }`;
    expect(await harness.statementsOf(() => askRatings(products))).toBe(1);
    expect(await harness.statementsOf(lists(guest))).toBe(2);
    expect(await harness.statementsOf(lists(reader))).toBe(3);
    expect(await harness.statementsOf(() => ask(guest, products.slice(0, 1), { fields: some }))).toBe(2);
    const { data } = await ask(guest, products, { first: 2, fields: `rating { average count } ${list}` });
    const shown = data?.['_entities'] as readonly {
      readonly id: string;
      readonly rating: { readonly count: number };
      readonly reviews: Page;
    }[];
    expect(shown.map(({ id }) => id)).toEqual(products);
    expect(shown.map(({ rating }) => rating.count)).toEqual([...Array<number>(10).fill(3), ...Array<number>(40).fill(0)]);
    expect(shown.map(({ reviews }) => reviews.edges.length)).toEqual([...Array<number>(10).fill(2), ...Array<number>(40).fill(0)]);
    expect(shown[0]?.reviews.pageInfo.hasNextPage).toBe(true);
  });

  it('takes one statement for the next pages of many products', async () => {
    const products = Array.from({ length: 5 }, () => newId());
    await Promise.all(products.map((productId) => postReviews(productId, [5, 4])));
    const { pageInfo } = await pageOf(products[0] ?? '', { first: 1, sort: 'RATING_HIGH' });
    expect(await harness.statementsOf(() => ask(guest, products, { after: pageInfo.endCursor, sort: 'RATING_HIGH' }))).toBe(1);
  });

  it('takes one statement for many references, and three with the moderation data', async () => {
    const ids = await postReviews(newId(), [1, 2, 3, 4, 5]);
    const asOf = (fields: string) => () =>
      harness.graph(
        operator,
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Review { ${fields} } } }`,
        {
          representations: ids.map((id) => ({ __typename: 'Review', id })),
        },
      );
    expect(await harness.statementsOf(asOf('id rating title author { id }'))).toBe(1);
    expect(await harness.statementsOf(asOf('id moderation { openReports reports { reason } history { event } }'))).toBe(3);
  });

  it('takes five statements to post a review, one of them for the write', async () => {
    const lines = await Promise.all(Array.from({ length: 6 }, () => orders.deliveredLine()));
    let next = 0;
    const post = async (): Promise<void> => {
      const line = lines[next];
      next += 1;
      if (line !== undefined) await client.post(line);
    };
    // The idempotency key, the purchase, the write, the changed review, and the reader's votes.
    expect(await harness.statementsOf(post)).toBe(5);
  });

  it('lists the reviews of a seller, newest first', async () => {
    const sellerId = newSeller();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await client.post(await orders.deliveredLine({ sellerId }))).id);
    const { data } = await harness.graph(
      guest,
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Seller { reviews(first: 2) { edges { node { id product { id rating { count } } } } pageInfo { hasNextPage } } } } }',
      { representations: [{ __typename: 'Seller', id: sellerId }] },
    );
    expect(data?.['_entities']).toMatchObject([
      {
        reviews: {
          edges: [{ node: { id: ids[2], product: { rating: { count: 1 } } } }, { node: { id: ids[1] } }],
          pageInfo: { hasNextPage: true },
        },
      },
    ]);
  });

  it('finds a page among five thousand reviews by index, in every sort order', async () => {
    const { db } = harness.running;
    const productId = newId();
    const buyerId = newId();
    await db.query(
      `WITH purchased AS (INSERT INTO purchases (order_item_id, order_id, buyer_id, seller_id, product_id, variant_id, title)
         SELECT gen_random_uuid(), gen_random_uuid(), $2, $2, $1, $2, 'Trail jacket' FROM generate_series(1, 5000) RETURNING *)
       INSERT INTO reviews (id, version, status, order_item_id, order_id, product_id, variant_id, seller_id, author_id, rating, title, body, images, posted_at, helpful_count)
       SELECT gen_random_uuid(), 1, 'APPROVED', order_item_id, order_id, product_id, variant_id, seller_id, buyer_id,
         1 + (random() * 4)::int, 'Title', 'Body', '[]', now(), (random() * 100)::int FROM purchased`,
      [productId, buyerId],
    );
    await db.query('ANALYZE reviews');
    for (const [order, beyond] of [
      ['r.id DESC', 'r.id < $2'],
      ['r.helpful_count DESC, r.id DESC', '(r.helpful_count, r.id) < (50, $2)'],
      ['r.rating DESC, r.id DESC', '(r.rating, r.id) < (3, $2)'],
      ['(6 - r.rating) DESC, r.id DESC', '(6 - r.rating, r.id) < (3, $2)'],
    ] as const) {
      const rows = await db.query<Record<string, string>>(
        `EXPLAIN SELECT page.id FROM unnest(ARRAY[$1::uuid]) AS subject (id) CROSS JOIN LATERAL (SELECT r.id FROM reviews r
           WHERE r.product_id = subject.id AND r.status = 'APPROVED' AND ${beyond} ORDER BY ${order} LIMIT 10) AS page`,
        [productId, newId()],
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index');
      expect(plan).not.toMatch(/Seq Scan on reviews|Sort/);
    }
  });
});
