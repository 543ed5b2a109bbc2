import { idOf, type SellerId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { freshDatabase } from '@marketplace/testing';
import { fact, type ListingFact } from '../../domain/facts';
import { documentBuilder } from './document-builder';
import { indexUnderTest, listingOf, published, type IndexUnderTest } from './document-builder.fixtures';
import { quarantineStore } from './lag-views';
import { factStore } from './fact-store';

const scrambled = (letters: number): string =>
  Array.from({ length: Math.ceil(letters / 36) }, () => newId())
    .join('')
    .slice(0, letters);

const about = (concern: string, subject: string, attempts = 1) => ({ version: 1, concern, subject, attempts });

describe('building documents', () => {
  let index: IndexUnderTest;
  beforeEach(async () => {
    index = await indexUnderTest(await freshDatabase('search'));
  });
  afterEach(() => index.stop());

  it.each<[string, (listing: ListingFact) => Promise<void>, string]>([
    ['has no variants', ({ productId }) => index.corrupt('listing', productId, '{"variants": null}'), 'TypeError'],
    [
      'costs what is no number',
      ({ productId }) =>
        index.corrupt('listing', productId, '{"variants": [{"options": [], "prices": [{"currency": "USD", "amount": "much"}]}]}'),
      'SyntaxError',
    ],
    [
      'costs more than can be compared',
      ({ productId }) =>
        index.corrupt(
          'listing',
          productId,
          '{"variants": [{"options": [], "prices": [{"currency": "USD", "amount": "9223372036854775808"}]}]}',
        ),
      'RangeError',
    ],
    ['is sold by an invalid seller', ({ productId }) => index.corrupt('listing', productId, '{"sellerId": "invalid"}'), '22P02'],
    ['came on no day', ({ productId }) => index.corrupt('first-published', productId, '{"at": "yesterday"}'), 'RangeError'],
    [
      'is of a brand with an endless name',
      ({ productId }) => index.corrupt('listing', productId, `{"brand": "${scrambled(20_000)}"}`),
      '54000',
    ],
    ['has no title', ({ productId }) => index.corrupt('listing', productId, '{"title": null}'), 'TypeError'],
    [
      'has a rating without votes',
      async ({ productId }) => {
        await index.save([fact('rating', { subject: productId, version: 1 }, { count: 2, histogram: [0, 0, 0, 0, 2] })]);
        await index.corrupt('rating', productId, '{"histogram": "none"}');
      },
      'TypeError',
    ],
  ])('keeps no other product back for one that %s, and shows what that one was', async (_, spoilIt, reason) => {
    const bad = await index.publish({ title: 'Bad' });
    await index.work();
    const others = Array.from({ length: 9 }, (__, number) => `Good ${number.toString()}`);
    for (const title of others.slice(0, 5)) await index.publish({ title });
    await spoilIt(bad);
    for (const title of others.slice(5)) await index.publish({ title });
    await index.work();
    expect(await index.shown()).toEqual(['Bad', ...others]);
    expect([await index.waiting(), await index.quarantined()]).toEqual([0, [about('product', bad.productId)]]);
    expect((await quarantineStore(index.db).list(50))[0]?.error).toContain(reason);
    await index.publish({ title: 'Later' });
    await index.work();
    expect(await index.shown()).toContain('Later');
  });

  it('reports the quarantined products once, without their data', async () => {
    const bad = await index.publish({ title: 'Bad', sellerId: idOf<'Seller'>('Jane Doe, 12 Acacia Road') });
    await index.work();
    await index.corrupt('listing', bad.productId, '{"slug": "other"}');
    await index.work();
    expect(await index.quarantined()).toEqual([about('product', bad.productId, 2)]);
    expect(index.alerts).toEqual([['documents-quarantined', { version: 1, count: 1, subjects: [`product ${bad.productId}`] }]]);
    expect(JSON.stringify([index.alerts, await quarantineStore(index.db).list(50)])).not.toContain('Acacia');
  });

  it('retries a product with its next event, and releases it once it succeeds', async () => {
    const bad = await index.publish({ title: 'Bad' });
    await index.corrupt('listing', bad.productId, '{"variants": null}');
    await index.work();
    const [first] = await quarantineStore(index.db).list(50);
    await index.corrupt('status', bad.productId, '{}');
    await index.work();
    const [second] = await quarantineStore(index.db).list(50);
    expect([first?.attempts, second?.attempts, second?.since]).toEqual([1, 2, first?.since]);
    await index.save(published({ ...bad, title: 'Repaired' }, 2));
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([['Repaired'], []]);
  });

  it('removes an unpublished product even if its data is invalid', async () => {
    const bad = await index.publish({ title: 'Bad' });
    await index.work();
    await index.corrupt('listing', bad.productId, '{"variants": null, "title": null, "sellerId": "invalid"}');
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([['Bad'], [about('product', bad.productId)]]);
    await index.save([fact('status', { subject: bad.productId, version: 2 }, { listed: false })]);
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([[], []]);
  });

  it('retries the products of a seller and of a category with the next event about these', async () => {
    const [sellerId, categoryId] = [newId<'Seller'>(), newId<'Category'>()];
    const voted = (version: number) =>
      index.save([fact('seller-rating', { subject: sellerId, version }, { count: 1, histogram: [0, 0, 0, 0, 1] })]);
    await voted(1);
    await index.work();
    await index.corrupt('seller-rating', sellerId, '{"histogram": null}');
    const product = await index.publish({ title: 'Of a seller', sellerId, categoryId });
    await index.work();
    expect(await index.quarantined()).toEqual([about('product', product.productId), about('seller', sellerId)]);
    await voted(2);
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([['Of a seller'], []]);
    await index.db.query('INSERT INTO index_set_aside (index_version, concern, subject, error) VALUES (1, $1, $2, $3)', [
      'product',
      product.productId,
      'x',
    ]);
    await index.save([fact('category', { subject: categoryId, version: 1 }, { name: 'Category', parentId: null })]);
    await index.work();
    expect(await index.quarantined()).toEqual([]);
  });

  it('counts all other orders once if one cannot be counted', async () => {
    const { productId } = await index.publish({ title: 'Sold' });
    const orders = [newId<'Order'>(), newId<'Order'>(), newId<'Order'>()] as const;
    for (const orderId of orders) {
      await index.save([
        fact('order', { subject: orderId, version: 1 }, { lines: [{ productId, quantity: 2 }] }),
        fact('order-paid', { subject: orderId, version: 2 }, { orderId }),
      ]);
    }
    await index.corrupt('order', orders[1], JSON.stringify({ lines: [{ productId, quantity: 'many' }] }));
    await index.work();
    const sold = async () => (await index.db.query<{ sold: bigint }>('SELECT sold FROM product_index')).map((row) => row.sold);
    expect([await sold(), await index.quarantined()]).toEqual([[4n], [about('order', orders[1])]]);
    await index.corrupt('order', orders[1], JSON.stringify({ lines: [{ productId, quantity: 1 }] }));
    await index.corrupt('order', orders[0], '{}');
    await index.work();
    expect([await sold(), await index.quarantined()]).toEqual([[5n], []]);
  });

  it('keeps facet IDs consistent when some were assigned for a quarantined product', async () => {
    const bad = await index.publish({ title: 'Bad', brand: 'Umbra' });
    await index.corrupt('listing', bad.productId, '{"sellerId": "invalid"}');
    for (const title of ['One', 'Two', 'Three']) await index.publish({ title, brand: 'Acme' });
    const { buildBatch } = documentBuilder(index.db, () => undefined);
    await buildBatch();
    await index.save(published(listingOf(newId<'Product'>(), { title: 'Four', brand: 'Umbra' })));
    await buildBatch();
    const brands = await index.db.query(
      `SELECT label, known.documents, (SELECT count(*)::int FROM product_index WHERE facets @> ARRAY[id]) AS shown
       FROM facet_values JOIN index_facets AS known ON facet_id = id WHERE key = 'brand' ORDER BY label`,
    );
    expect(brands).toEqual([
      { label: 'Acme', documents: 3, shown: 3 },
      { label: 'Umbra', documents: 1, shown: 1 },
    ]);
  });

  it('quarantines all products if none succeeds, and continues', async () => {
    const sellerId = newId<'Seller'>();
    await index.save([fact('seller-rating', { subject: sellerId, version: 1 }, { count: 1, histogram: [0, 0, 0, 0, 1] })]);
    await index.work();
    await index.corrupt('seller-rating', sellerId, '{"histogram": null}');
    const many = Array.from({ length: 60 }, () => listingOf(newId<'Product'>(), { title: 'Of many', sellerId }));
    await index.save(many.flatMap((listing) => published(listing)));
    await index.publish({ title: 'Of another' });
    await index.work();
    expect([await index.shown(), (await index.quarantined()).length, (await factStore(index.db).backlog(1)).quarantined]).toEqual([
      ['Of another'],
      50,
      61,
    ]);
    expect(index.alerts).toEqual([['documents-quarantined', { version: 1, count: 61, subjects: expect.any(Array) }]]);
    expect(index.alerts[0]?.[1]['subjects']).toHaveLength(10);
  });

  it('is not affected by other versions, and leaves nothing of a removed version', async () => {
    const bad = await index.publish({ title: 'Bad' });
    await index.corrupt('listing', bad.productId, '{"variants": null}');
    await index.work();
    const store = factStore(index.db);
    await index.db.query(`INSERT INTO read_model_versions (model, version, status) VALUES ('product_index', 2, 'BUILDING')`);
    await store.prepare(2);
    await index.save(published({ ...bad, title: 'Well read' }, 2));
    await index.db.query(`UPDATE index_parts SET data = data || '{"variants": null}' WHERE index_version = 1 AND kind = 'listing'`);
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([['Well read'], [about('product', bad.productId, 2)]]);
    await index.db.query(
      `UPDATE read_model_versions SET status = CASE version WHEN 1 THEN 'RETIRED' ELSE 'LIVE' END WHERE model = 'product_index'`,
    );
    expect(await index.quarantined()).toEqual([]);
    for (let bite = 1; bite > 0;) bite = await store.drop(1);
    expect(await index.db.query('SELECT 1 FROM index_set_aside')).toEqual([]);
  });

  it('needs no extra statement for a valid batch', async () => {
    const sellerId: SellerId = newId<'Seller'>();
    for (const title of ['One', 'Two']) await index.publish({ title, sellerId });
    const texts: string[] = [];
    const logged = jest.spyOn(index.db.dataSource.logger, 'logQuery').mockImplementation((text) => void texts.push(text));
    const { buildBatch } = documentBuilder(index.db, () => undefined);
    await buildBatch();
    logged.mockRestore();
    expect(texts.filter((text) => text.includes('SAVEPOINT'))).toEqual([]);
    expect(texts.filter((text) => text.includes('index_set_aside'))).toHaveLength(1);
  });
});
