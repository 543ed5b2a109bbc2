import { idOf, type CategoryId } from '@marketplace/kernel';
import { migrate, newId, openDatabase, type Database } from '@marketplace/platform';
import { freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { announce, announceCategory } from './adapters/nats/publications';
import { categoryRepository } from './adapters/postgres/category-repository';
import { listingViews } from './adapters/postgres/listing-views';
import { Products1700000001000 } from './adapters/postgres/migrations/1700000001000-products';
import { Catalogue1700000002000 } from './adapters/postgres/migrations/1700000002000-catalogue';
import { productChanges, productRepository } from './adapters/postgres/product-repository';
import { sellerRepository } from './adapters/postgres/seller-repository';
import { announceCategories } from './application/announce-categories.job';
import { listingOf } from './application/listing.view';

const [product, variant, bare] = [newId<'Product'>(), newId<'Variant'>(), newId<'Variant'>()];
const [category, seller] = [newId<'Category'>(), newId<'Seller'>()];
const since = '2026-11-21T08:30:00.000Z';

/** A product as the release before wrote it: two prices, of which the second holds, and a variant without any. */
const written = async (db: Database): Promise<void> => {
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const plain = { sku: 'TJ-M', options: [{ name: 'Size', value: 'M' }], weightGrams: 600 };
  const listing = {
    id: product,
    version: 3,
    status: 'PUBLISHED',
    sellerId: seller,
    slug: 'trail-jacket',
    title: 'Trail jacket',
    description: 'Keeps the rain out.',
    categoryId: category,
    attributes: [{ name: 'Material', value: 'Wool' }],
    images: [{ url: 'https://img.example/1.jpg', alt: 'A jacket' }],
    options: [{ name: 'Size', values: ['M', 'L'] }],
    priceRange: { min: usd('990'), max: usd('990') },
    variants: [
      { id: variant, ...plain, price: usd('990'), compareAtPrice: usd('1250') },
      { id: bare, ...plain, sku: 'TJ-L', options: [{ name: 'Size', value: 'L' }], price: null, compareAtPrice: null },
    ],
    createdAt: since,
    changedAt: since,
    publishedAt: since,
  };
  const run = (sql: string, ...params: readonly unknown[]) => db.query(sql, params);
  await run('INSERT INTO categories (id, name, slug, path) VALUES ($1, $2, $3, ARRAY[$1::uuid])', category, 'Jackets', 'jackets');
  await run('INSERT INTO sellers_known (seller_id, name) VALUES ($1, $2)', seller, 'Northlight');
  await run(
    `INSERT INTO products (id, version, seller_id, slug, title, description, category_id, status, currency, first_published_at, created_at, updated_at)
     VALUES ($1, 3, $2, 'trail-jacket', 'Trail jacket', 'Keeps the rain out.', $3, 'PUBLISHED', 'USD', $4, $4, $4)`,
    product,
    seller,
    category,
    since,
  );
  await run(
    `INSERT INTO product_variants (id, product_id, seller_id, position, sku, options, options_key, weight_grams)
     VALUES ($1, $3, $4, 0, 'TJ-M', '[{"name": "Size", "value": "M"}]', 'm', 600), ($2, $3, $4, 1, 'TJ-L', '[{"name": "Size", "value": "L"}]', 'l', 600)`,
    variant,
    bare,
    product,
    seller,
  );
  await run(
    `INSERT INTO product_pricing (product_id, variant_id, amount, compare_at_amount, currency, effective_from, effective_to)
     VALUES ($1, $2, 1250, NULL, 'USD', '2026-11-20T00:00:00Z', $3), ($1, $2, 990, 1250, 'USD', $3, NULL)`,
    product,
    variant,
    since,
  );
  await run(`INSERT INTO product_images (product_id, position, url, alt) VALUES ($1, 0, 'https://img.example/1.jpg', 'A jacket')`, product);
  await run(`INSERT INTO product_attributes (product_id, position, name, value) VALUES ($1, 0, 'Material', 'Wool')`, product);
  await run(
    `INSERT INTO product_listing (product_id, version, shape, seller_id, category_id, slug, status, published_at, listing)
     VALUES ($1, 3, 1, $2, $3, 'trail-jacket', 'PUBLISHED', $4, $5)`,
    product,
    seller,
    category,
    since,
    JSON.stringify(listing),
  );
};

describe('the catalogue of the release before', () => {
  let database: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase('products');
    const options = { name: 'products', url: database.url, poolSize: 4 };
    await migrate(options, [Products1700000001000]);
    db = await openDatabase(options);
    await written(db);
    await migrate(options, [Products1700000001000, Catalogue1700000002000]);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const repository = () => productRepository(db, productChanges(db, announce));

  it('is shown at once as what it has become', async () => {
    const found = await repository().find(product);
    const shown = (await listingViews(db).byIds([product])).get(product);
    expect(found).toBeDefined();
    expect(shown).toEqual(found === undefined ? undefined : listingOf(found, 'Northlight'));
    expect(shown).toMatchObject({
      language: 'en',
      brand: null,
      tags: [],
      sellerName: 'Northlight',
      variants: [{ prices: [{}] }, { prices: [] }],
    });
    expect(await repository().withStaleListing(10)).toEqual([]);
    expect(await sellerRepository(db).nameOf(seller)).toBe('Northlight');
  });

  it('keeps its history of prices, and goes on from there', async () => {
    const found = await repository().find(product);
    if (found === undefined) throw new Error('the product is gone');
    const price = { price: { amount: 880n, currency: 'EUR' as never }, since: '2026-11-22T00:00:00.000Z' as never };
    const event = { type: 'PriceChanged', variantId: variant, price, at: price.since } as const;
    await repository().save(
      { version: 3, before: found.state, events: [event] },
      { actor: { kind: 'system', context: 'test' }, correlationId: 'test' },
    );
    const rows = await db.query(
      'SELECT amount::int, currency, effective_to IS NULL AS open FROM product_pricing WHERE variant_id = $1 ORDER BY effective_from',
      [variant],
    );
    expect(rows).toEqual([
      { amount: 1_250, currency: 'USD', open: false },
      { amount: 990, currency: 'USD', open: true },
      { amount: 880, currency: 'EUR', open: true },
    ]);
  });

  it('tells of its categories', async () => {
    const categories = categoryRepository(db, announceCategory);
    expect(await announceCategories({ categories })()).toBe(1);
    expect(await announceCategories({ categories })()).toBe(0);
    const place = (await categories.look([category, idOf<'Category'>(newId())])).found;
    expect([...place.values()]).toEqual([
      {
        category: { version: 1, state: { id: category satisfies CategoryId, name: 'Jackets', slug: 'jackets', path: [category] } },
        height: 1,
      },
    ]);
    expect(await db.query('SELECT event_type, aggregate_version FROM outbox_events WHERE aggregate_id = $1', [category])).toEqual([
      { event_type: 'CategoryCreated', aggregate_version: 1 },
    ]);
  });
});
