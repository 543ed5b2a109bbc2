import { runJob } from '@marketplace/application/testing';
import { canonicalJson } from '@marketplace/kernel';
import { History, newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { eventually } from '@marketplace/testing';
import { listingOf } from './application/listing.view';
import { refreshListings } from './application/listings.job';
import { evolve, type Product, type ProductEvent } from './domain/product';
import { toProductEvents } from './adapters/nats/publications';
import { listingViews } from './adapters/postgres/listing-views';
import { listingRefresh } from './adapters/postgres/listing-writes';
import { productStore } from './adapters/postgres/product-store';
import { context } from './main';
import { buyer, catalogue, operator, sized, staff, usd } from './products.fixtures';

type BuildListing = { readonly id: string; readonly variants: readonly { readonly id: string }[] };
type Page = {
  readonly edges: readonly { readonly cursor: string; readonly node: BuildListing }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
};

const list = `query ($first: Int!, $after: String, $categoryId: ID) { products(first: $first, after: $after, categoryId: $categoryId) {
  edges { cursor node { id slug title categories { id name } priceRange { min { amount } max { amount } } variants { id sku price { amount currency formatted } } } }
  pageInfo { endCursor hasNextPage } } }`;

describe('the catalogue', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(() => harness.stop());

  const products = async (variables: Readonly<Record<string, unknown>>): Promise<Page> => {
    const { data, errors } = await harness.graph(buyer, list, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data?.['products'] as Page;
  };
  const ids = ({ edges }: Page): readonly string[] => edges.map(({ node }) => node.id);
  const publishedProduct = async (count: number, categoryId: string): Promise<readonly string[]> => {
    const buildListing: string[] = [];
    for (let n = 0; n < count; n += 1)
      buildListing.unshift((await shop.publishedProduct({ categoryId, variants: [sized('S'), sized('M'), sized('L')] })).id);
    return buildListing;
  };
  it('lists a page of 50 products with variants and categories in two statements', async () => {
    const categoryId = await shop.createCategory('Fifty');
    const buildListing = await publishedProduct(50, categoryId);
    expect(ids(await products({ first: 50, categoryId }))).toEqual(buildListing);
    expect(await harness.statementsOf(() => products({ first: 50, categoryId }))).toBeLessThanOrEqual(2);
  });

  it('resolves references to fifty variants in one statement, then in none', async () => {
    const buildListing = (await products({ first: 50 })).edges;
    const variantIds = buildListing.map(({ node }) => node.variants[0]?.id ?? '');
    const ask = () => shop.reference('Variant', variantIds, { fields: 'id sku price { amount } product { id slug title }' });
    // Without jobs, because the cache can be checked only once.
    await harness.running.jobs.stop();
    expect(await harness.countStatements(ask)).toBeLessThanOrEqual(2);
    expect(await harness.statementsOf(ask)).toBe(0);
    expect(await ask()).toMatchObject(buildListing.map(({ node }) => ({ product: { id: node.id } })));
  });

  it('pages through a growing list without gaps or duplicates', async () => {
    const categoryId = await shop.createCategory('Growing');
    const buildListing = await publishedProduct(5, categoryId);
    const first = await products({ first: 2, categoryId });
    await publishedProduct(1, categoryId);
    const second = await products({ first: 2, categoryId, after: first.pageInfo.endCursor });
    await shop.change('productUnpublish', { productId: buildListing[0] });
    await shop.change('productPublish', { productId: buildListing[0] });
    const third = await products({ first: 2, categoryId, after: second.pageInfo.endCursor });
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(buildListing);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  });

  it('refuses invalid cursors and page sizes', async () => {
    for (const variables of [{ first: 2, after: 'x' }, { first: 2, after: 'WyJhIiwiYiJd' }, { first: 101 }, { first: 0 }]) {
      expect((await harness.graph(buyer, list, variables)).errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    }
  });

  it('lists products of a category and its descendants', async () => {
    const clothes = await shop.createCategory('Clothes');
    const jackets = await shop.createCategory('Jackets', clothes);
    const rain = await shop.createCategory('Rain jackets', jackets);
    const [inRain] = await publishedProduct(1, rain);
    const [inClothes] = await publishedProduct(1, clothes);
    expect(ids(await products({ first: 9, categoryId: clothes }))).toEqual([inClothes, inRain]);
    expect(ids(await products({ first: 9, categoryId: jackets }))).toEqual([inRain]);
    expect(ids(await products({ first: 9, categoryId: newId() }))).toEqual([]);
    const { data } = await harness.graph(
      buyer,
      'query ($id: ID!) { category(id: $id) { name parent { name parent { name parent { name } } } } categories { id } }',
      { id: rain },
    );
    expect(data?.['category']).toEqual({ name: 'Rain jackets', parent: { name: 'Jackets', parent: { name: 'Clothes', parent: null } } });
    const order = (data?.['categories'] as { id: string }[]).map(({ id }) => id);
    expect(order.indexOf(clothes)).toBeLessThan(order.indexOf(jackets));
    expect(order.indexOf(jackets)).toBeLessThan(order.indexOf(rain));
  });

  it('lets only operators create categories, with unique slugs', async () => {
    expect((await shop.category({ name: 'Mine' }, staff)).userErrors).toMatchObject([{ code: 'OPERATORS_ONLY' }]);
    expect((await shop.category({ name: 'Garden & Home' })).userErrors).toEqual([]);
    expect((await shop.category({ name: 'Garden, home' })).userErrors).toMatchObject([{ code: 'CATEGORY_SLUG_TAKEN', path: ['slug'] }]);
    expect((await shop.category({ name: 'Lost', parentId: newId() })).userErrors).toMatchObject([
      { code: 'CATEGORY_NOT_FOUND', path: ['parentId'] },
    ]);
  });

  it('resolves references to products that were published once, never to drafts', async () => {
    const draft = await shop.createDraft();
    const sold = await shop.publishedProduct();
    await shop.change('productArchive', { productId: sold.id });
    const [soldVariant = '', draftVariant = ''] = [sold.variants[0]?.id, draft.variants[0]?.id];
    expect(await shop.reference('Product', [sold.id, draft.id, newId(), 'x'], { fields: 'id status' })).toEqual([
      { id: sold.id, status: 'ARCHIVED' },
      null,
      null,
      null,
    ]);
    expect(await shop.reference('Variant', [soldVariant, draftVariant], { fields: 'id' })).toEqual([{ id: soldVariant }, null]);
    expect(await shop.reference('Variant', [draftVariant], { fields: 'id', who: staff })).toEqual([{ id: draftVariant }]);
    expect((await harness.graph(buyer, 'query ($id: ID!) { product(id: $id) { id } }', { id: sold.id })).data?.['product']).toBeNull();
  });

  it('shows a new price at once in the same process', async () => {
    const { id, variants } = await shop.publishedProduct();
    const price = async () => shop.reference('Product', [id], { fields: 'priceRange { min { amount } }' });
    for (const amount of ['9.90', '8.80', '7.70']) {
      await price();
      await shop.change('productPriceChange', { variantId: variants[0]?.id, price: usd(amount) });
      expect(await price()).toEqual([{ priceRange: { min: { amount } } }]);
    }
  });

  it('lists all products of a seller to its staff, including drafts', async () => {
    const draft = await shop.createDraft();
    const query =
      'query ($sellerId: ID!, $after: String) { sellerProducts(sellerId: $sellerId, first: 1, after: $after) { edges { node { id status } } pageInfo { endCursor hasNextPage } } }';
    const sellerId = staff.sellerIds[0];
    const first = (await harness.graph(staff, query, { sellerId })).data?.['sellerProducts'] as Page;
    expect(first).toMatchObject({ edges: [{ node: { id: draft.id, status: 'DRAFT' } }], pageInfo: { hasNextPage: true } });
    const second = (await harness.graph(operator, query, { sellerId, after: first.pageInfo.endCursor })).data?.['sellerProducts'] as Page;
    expect(ids(second)).not.toContain(draft.id);
  });

  it('keeps a history of every product that reproduces its state, and a matching listing', async () => {
    const { db } = harness.running;
    const { id, variants } = await shop.publishedProduct({
      variants: [{ ...sized('M'), otherPrices: [{ price: { amount: '11.00', currency: 'EUR' } }] }],
    });
    const variantId = variants[0]?.id;
    const [from, until] = [24, 48].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    await shop.change('productPriceChange', { variantId, price: usd('9.90'), compareAtPrice: usd('12.50') });
    await shop.change('productPriceSchedule', { variantId, price: usd('8.80'), from, until });
    await shop.change('productPriceWithdraw', { variantId, currency: 'EUR' });
    await shop.change('productUpdate', { productId: id, brand: 'Northlight', images: [{ url: 'https://img.example/2.jpg' }] });
    const store = productStore(db, toProductEvents);
    const all = await db.query<{ id: string }>('SELECT id FROM products');
    const found = await store.findMany(all.map((each) => each.id));
    expect(found.find(({ state }) => state.id === id)).toMatchObject({
      version: 6,
      announced: 6,
      state: { schedules: [{ status: 'WAITING' }] },
    });
    const listings = await listingViews(db).byIds(found.map(({ state }) => state.id));
    for (const product of found) {
      const history = await db.select(History, `WHERE aggregate_type = 'Product' AND aggregate_id = $1 ORDER BY version`, [
        product.state.id,
      ]);
      expect(history.map(({ version }) => version)).toEqual(Array.from({ length: product.version }, (_, n) => n + 1));
      const events = history.map(({ event }) => event as ProductEvent);
      expect(canonicalJson(events.reduce<Product | undefined>(evolve, undefined))).toBe(canonicalJson(product.state));
      expect(listings.get(product.state.id)).toEqual(listingOf(product, 'Northlight'));
    }
    expect(await listingRefresh(db, { publish: () => undefined }).stale(10)).toEqual([]);
  });

  it('rewrites lost listings', async () => {
    const { db } = harness.running;
    const before = await db.query('SELECT product_id, version, listing FROM product_listing ORDER BY product_id');
    await db.query('DELETE FROM product_listing');
    const job = refreshListings(productStore(db, toProductEvents), listingRefresh(db, { publish: () => undefined }));
    await eventually(async () => (await runJob(job)) === 0, { waitingFor: 'the listings to be written' });
    expect(await db.query('SELECT product_id, version, listing FROM product_listing ORDER BY product_id')).toEqual(before);
  });
});
