import { idOf, instant, systemOf, type Cause } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { ordersEvents, productsEvents } from '@marketplace/schema';
import { documentBuilder } from './adapters/postgres/document-builder';
import { documents } from './adapters/postgres/documents';
import { factStore } from './adapters/postgres/fact-store';
import { fact } from './domain/facts';
import { context } from './main';
import { listing, orderOf, startShop, variant, type Shop } from './search.fixtures';

describe('the product index', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop(context, { SEARCH_MEMORY_PRODUCTS: '0' });
  });
  afterAll(() => shop.stop());

  const only = async (query: string) => {
    await shop.settled();
    const { edges, totalCount } = await shop.search({ query });
    expect(totalCount).toBe(1);
    const [edge] = edges;
    if (edge === undefined) throw new Error('nothing was found');
    return edge;
  };

  it('builds everything that search results show from events', async () => {
    const jacket = listing({
      title: 'Glacier parka',
      variants: [variant({ prices: { USD: 4_990n } }), variant({ prices: { USD: 7_990n } })],
    });
    await shop.approve(jacket.sellerId, 'Northlight');
    await shop.publish(jacket);
    await shop.stock(jacket, 3);
    await shop.rate(jacket, [0, 0, 0, 1, 2]);
    const { node } = await only('glacier parka');
    expect(node).toEqual({
      id: jacket.productId,
      slug: jacket.slug,
      title: 'Glacier parka',
      available: true,
      image: { url: 'https://img.example/1.jpg', alt: 'A picture' },
      priceRange: { min: { amount: '49.90', currency: 'USD' }, max: { amount: '79.90', currency: 'USD' } },
      rating: { average: 4.67, count: 3 },
      seller: { id: jacket.sellerId, name: 'Northlight' },
    });
  });

  it('contains published products only', async () => {
    const lamp = listing({ title: 'Quartz lamp' });
    await shop.update(lamp);
    await shop.settled();
    expect(await shop.titles({ query: 'quartz' })).toEqual([]);
    await shop.publish(lamp);
    await only('quartz');
    await shop.unpublish(lamp);
    await shop.settled();
    expect(await shop.titles({ query: 'quartz' })).toEqual([]);
    await shop.publish({ ...lamp, title: 'Quartz lantern' });
    expect((await only('quartz')).node.title).toBe('Quartz lantern');
    await shop.archive(lamp);
    await shop.settled();
    expect(await shop.titles({ query: 'quartz' })).toEqual([]);
  });

  it('applies price changes in every currency', async () => {
    const [small, large] = [variant({ prices: { USD: 1_000n, EUR: 900n } }), variant({ prices: { USD: 3_000n } })];
    const kettle = listing({ title: 'Copper kettle', variants: [small, large] });
    await shop.publish(kettle);
    await shop.reprice(kettle, small.variantId, { USD: 500n });
    await shop.reprice(kettle, large.variantId, { EUR: 2_700n });
    const { node, price } = await only('copper kettle');
    expect(node['priceRange']).toMatchObject({ min: { amount: '5.00', currency: 'USD' }, max: { amount: '30.00' } });
    expect(price).toMatchObject({ min: { amount: '5.00' }, max: { amount: '30.00' } });
    const inEuros = await shop.search({ query: 'copper kettle', filters: { currency: 'EUR' } });
    expect(inEuros.edges[0]?.price).toEqual({ min: { amount: '9.00' }, max: { amount: '27.00' } });
    expect((await shop.search({ query: 'copper kettle', filters: { currency: 'JPY' } })).edges[0]?.price).toBeNull();
  });

  it('shows a product as available while one of its variants is in stock', async () => {
    const mug = listing({ title: 'Porcelain mug', variants: [variant({}), variant({})] });
    await shop.publish(mug);
    expect((await only('porcelain')).node['available']).toBe(false);
    await shop.stock(mug, 1);
    expect((await only('porcelain')).node['available']).toBe(true);
    await shop.stock(mug, 0);
    expect((await only('porcelain')).node['available']).toBe(false);
  });

  it('updates all products of a category that is renamed or moved', async () => {
    const [garden, tools, spades, sale] = [newId(), newId(), newId(), newId()];
    await shop.createCategory(garden, 'Garden');
    await shop.createCategory(sale, 'Sale');
    await shop.createCategory(tools, 'Tools', [garden, tools]);
    const spade = listing({ title: 'Border spade', categoryId: spades });
    await shop.publish(spade);
    // The product is published before its category is received.
    expect((await shop.search({ filters: { categoryId: garden } })).totalCount).toBe(0);
    await shop.createCategory(spades, 'Spades', [garden, tools, spades]);
    await shop.settled();
    const within = async (categoryId: string) => (await shop.search({ filters: { categoryId } })).edges.map(({ node }) => node.title);
    for (const id of [garden, tools, spades]) expect(await within(id)).toEqual(['Border spade']);
    await shop.moveCategory(tools, 'Hand tools', { path: [sale, tools], previousPath: [garden, tools] });
    await shop.settled();
    expect(await within(garden)).toEqual([]);
    for (const id of [sale, tools, spades]) expect(await within(id)).toEqual(['Border spade']);
    const { facets } = await shop.search({ filters: { categoryId: sale } });
    expect(facets.find(({ key }) => key === 'category')?.values).toEqual([{ value: tools, label: 'Hand tools', count: 1 }]);
    expect(await shop.titles({ query: 'hand tools' })).toEqual(['Border spade']);
  });

  it('finds SKUs literally, including those that look like other numbers', async () => {
    const bolt = listing({ title: 'Hexagon bolt', variants: [variant({ sku: '5E3B8-7.25' })] });
    await shop.publish(bolt);
    expect((await only('5e3b8')).node.title).toBe('Hexagon bolt');
    expect((await only('5E3B8-7.25')).node.title).toBe('Hexagon bolt');
    expect(await shop.titles({ query: '5e3 bolt' })).toEqual([]);
  });

  it('counts the units of each paid order once, even if events arrive twice or late', async () => {
    const [hat, cap] = [listing({ title: 'Felt topper' }), listing({ title: 'Felt cap' })];
    await shop.publish(hat);
    await shop.publish(cap);
    const { orderId, created, paid } = orderOf([{ of: hat, quantity: 3 }]);
    await shop.publishEvent(ordersEvents.OrderPaidV1, orderId, paid);
    await shop.publishEvent(ordersEvents.OrderCreatedV1, orderId, created);
    await shop.publishEvent(ordersEvents.OrderPaidV1, orderId, paid);
    await shop.settled();
    await shop.publishEvent(ordersEvents.OrderCreatedV1, orderId, created);
    await shop.buy([
      { of: hat, quantity: 1 },
      { of: cap, quantity: 1 },
    ]);
    const unpaid = orderOf([{ of: cap, quantity: 100 }]);
    await shop.publishEvent(ordersEvents.OrderCreatedV1, unpaid.orderId, unpaid.created);
    await shop.settled();
    const sold = await shop.harness.running.db.query<{ title: string; sold: bigint }>(
      `SELECT document ->> 'title' AS title, sold FROM product_index WHERE document ->> 'title' LIKE 'Felt%' ORDER BY sold`,
    );
    expect(sold).toEqual([
      { title: 'Felt cap', sold: 1n },
      { title: 'Felt topper', sold: 4n },
    ]);
    expect(await shop.titles({ query: 'felt', sort: 'BEST_SELLING' })).toEqual(['Felt topper', 'Felt cap']);
  });

  it('rewrites the documents of a seller only when the rounded score changes', async () => {
    const rug = listing({ title: 'Kelim rug' });
    await shop.publish(rug);
    await shop.approve(rug.sellerId, 'Carpets');
    await shop.rateSeller(rug.sellerId, [0, 0, 0, 1_000, 2_000]);
    await shop.settled();
    const seq = async () => {
      const [row] = await shop.harness.running.db.query<{ seq: bigint; score: number }>(
        'SELECT seq, seller_score AS score FROM product_index WHERE product_id = $1',
        [rug.productId],
      );
      return row;
    };
    const before = await seq();
    expect(before?.score).toBeCloseTo(4.7);
    await shop.rateSeller(rug.sellerId, [0, 0, 0, 1_000, 2_001]);
    await shop.settled();
    expect(await seq()).toEqual(before);
    await shop.rateSeller(rug.sellerId, [5_000, 0, 0, 1_000, 2_001]);
    await shop.settled();
    expect((await seq())?.score).toBeCloseTo(2.4);
  });

  it('ignores an older or repeated event', async () => {
    const lamp = listing({ title: 'Alabaster lamp' });
    await shop.publish(lamp);
    await shop.update({ ...lamp, title: 'Alabaster lamp, dimmable' });
    await shop.settled();
    const late = { aggregateId: lamp.productId, version: 1 };
    await shop.harness.waitUntilHandled(
      await shop.harness.publish(productsEvents.ProductPublishedV1, { ...lamp, title: 'Alabaster' }, late),
    );
    await shop.settled();
    expect((await only('alabaster')).node.title).toBe('Alabaster lamp, dimmable');
  });

  it('reports every change and removal to followers', async () => {
    const db = shop.harness.running.db;
    const follower = documents(db);
    const vase = listing({ title: 'Celadon vase' });
    const before = (await follower.changesAfter(1, 0n, 10_000)).at(-1)?.seq ?? 0n;
    await shop.publish(vase);
    await shop.settled();
    const [made] = await follower.changesAfter(1, before, 10);
    expect(made).toMatchObject({
      productId: vase.productId,
      document: { title: 'Celadon vase', prices: [{ currency: 'USD', min: 1_000n }] },
    });
    await shop.archive(vase);
    await shop.settled();
    const gone = await follower.changesAfter(1, made?.seq ?? 0n, 10);
    expect(gone).toEqual([{ seq: expect.any(BigInt), productId: vase.productId, document: null }]);
  });

  it('keeps the counts of words, facets and languages consistent with the documents', async () => {
    const db = shop.harness.running.db;
    const wrong = await db.query(`
      WITH facet AS (
        SELECT id, count(*) AS documents FROM product_index, unnest(facets) AS id GROUP BY id
      )
      SELECT 'facet' AS what, facet_id::text AS of FROM index_facets LEFT JOIN facet ON id = facet_id
      WHERE index_facets.documents <> coalesce(facet.documents, 0)
      UNION ALL
      SELECT 'language', known.language FROM index_languages AS known
      WHERE documents <> (SELECT count(*) FROM product_index AS p WHERE p.language = known.language AND p.document IS NOT NULL)
      UNION ALL
      SELECT 'word', word FROM index_words AS known WHERE stem <> '' AND documents > 0
        AND NOT EXISTS (SELECT FROM product_index AS p WHERE p.words @@ quote_literal(known.stem)::tsquery AND p.language = known.language)
      UNION ALL
      SELECT 'stem', stem FROM product_index AS p, unnest(tsvector_to_array(p.words)) AS stem
      WHERE NOT EXISTS (SELECT FROM index_words AS known WHERE known.stem = stem.stem AND known.language = p.language)`);
    expect(wrong).toEqual([]);
  });

  it('is built by one builder at a time, even if many try, and skips nothing', async () => {
    const db = shop.harness.running.db;
    const cause: Cause = { actor: systemOf('search'), correlationId: 'spec' };
    const store = factStore(db);
    const ids = Array.from({ length: 60 }, () => newId<'Product'>());
    const fail = (name: string): void => {
      throw new Error(name);
    };
    const [one, other] = [documentBuilder(db, fail), documentBuilder(db, fail)];
    const publishEvent = (productId: (typeof ids)[number]) => {
      const { categoryId, sellerId, slug } = listing({ title: 'x' });
      const fields = { slug, description: '', language: 'en', brand: 'Manyfold', tags: [], image: null, attributes: [] };
      const variants = [{ variantId: newId<'Variant'>(), sku: 's', options: [], prices: [{ currency: 'USD', amount: '100' }] }];
      return store.save(
        [
          fact(
            'listing',
            { subject: productId, version: 1 },
            { ...fields, title: 'Origami crane', productId, variants, sellerId: idOf(sellerId), categoryId: idOf(categoryId) },
          ),
          fact('status', { subject: productId, version: 1 }, { listed: true }),
          fact('first-published', { subject: productId, version: -1 }, { at: instant('2026-11-21T08:30:00.000Z') }),
        ],
        'kept',
        cause,
      );
    };
    await Promise.all(
      ids.map((id, position) =>
        Promise.all([
          publishEvent(id),
          position % 5 === 0 ? one.buildBatch() : undefined,
          position % 7 === 0 ? other.buildBatch() : undefined,
        ]),
      ),
    );
    await Promise.all([one.buildBatch(), other.buildBatch()]);
    const { totalCount, facets } = await shop.search({ query: 'origami' });
    expect(totalCount).toBe(60);
    expect(facets.find(({ key }) => key === 'brand')?.values).toEqual([{ value: 'manyfold', label: 'Manyfold', count: 60 }]);
    const seqs = await db.query<{ seq: bigint }>('SELECT seq FROM product_index WHERE product_id = ANY($1)', [ids]);
    expect(new Set(seqs.map(({ seq }) => seq)).size).toBe(60);
  });
});
