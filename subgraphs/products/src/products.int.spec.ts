import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { context } from './main';
import { buyer, catalogue, operator, rival, sellerId, sized, staff, usd } from './products.fixtures';

const page = `query ($slug: String!) { product(slug: $slug) {
  id title description language brand tags seller { id name } categories { id name } options { name values } images { url alt } image { url } priceRange { min { amount } max { amount } }
  variants { id sku options { name value } price { amount currency formatted } compareAtPrice { amount currency } product { slug } } } }`;

describe('products', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  const read = async (slug: string, who = buyer) => (await harness.graph(who, page, { slug })).data?.['product'];
  const codes = (answer: { readonly userErrors: readonly { readonly code: string }[] }) => answer.userErrors.map(({ code }) => code);

  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
  });
  afterAll(() => harness.stop());

  it('refuses to publish for a seller that is not approved yet', async () => {
    const { id } = await shop.createDraft();
    expect(codes(await shop.change('productPublish', { productId: id }))).toEqual(['SELLER_NOT_APPROVED']);
    expect(codes(await shop.draft({}, operator))).toEqual(['SELLER_NOT_FOUND']);
    await shop.approve();
    expect((await shop.change('productPublish', { productId: id })).product?.status).toBe('PUBLISHED');
  });

  it('shows a product only to its seller until it is published', async () => {
    const clothes = await shop.createCategory('Clothes');
    const jackets = await shop.createCategory('Jackets', clothes);
    const variants = [{ ...sized('M', '9.90'), compareAtPrice: usd('12.50') }, sized('L', '1250.00')];
    const { id, slug } = await shop.createDraft({ title: "Émile's jacket", categoryId: jackets, variants });
    expect(await read(slug)).toBeNull();
    expect(await read(slug, rival)).toBeNull();
    expect(await read(slug, staff)).toMatchObject({ id });
    await shop.change('productPublish', { productId: id });
    expect(await read(slug)).toMatchObject({
      title: "Émile's jacket",
      language: 'en',
      brand: null,
      tags: [],
      seller: { id: sellerId, name: 'Northlight' },
      categories: [{ name: 'Clothes' }, { name: 'Jackets' }],
      options: [{ name: 'Size', values: ['M', 'L'] }],
      image: { url: 'https://img.example/jacket.jpg' },
      priceRange: { min: { amount: '9.90' }, max: { amount: '1250.00' } },
      variants: [
        {
          options: [{ name: 'Size', value: 'M' }],
          price: { amount: '9.90', currency: 'USD', formatted: '$9.90' },
          compareAtPrice: { amount: '12.50' },
          product: { slug },
        },
        { price: { formatted: '$1,250.00' }, compareAtPrice: null },
      ],
    });
    expect(await harness.waitForEvent(productsEvents.ProductPublishedV1, ({ productId }) => productId === id)).toMatchObject({
      slug,
      sellerId,
      categoryId: jackets,
      categoryIds: [clothes, jackets],
      imageUrl: 'https://img.example/jacket.jpg',
      variants: [{ price: { amount: '990', currency: 'USD' }, compareAtPrice: { amount: '1250' } }, { price: { amount: '125000' } }],
    });
  });

  it('refuses to publish without a price or an image', async () => {
    const unpriced = await shop.createDraft({ variants: [sized('M', null)] });
    expect(codes(await shop.change('productPublish', { productId: unpriced.id }))).toEqual(['VARIANT_WITHOUT_PRICE']);
    const unseen = await shop.createDraft({ images: [] });
    expect(codes(await shop.change('productPublish', { productId: unseen.id }))).toEqual(['PRODUCT_WITHOUT_IMAGE']);
    await shop.change('productPriceChange', { variantId: unpriced.variants[0]?.id, price: usd('1.00') });
    expect(codes(await shop.change('productPublish', { productId: unpriced.id }))).toEqual([]);
  });

  it('hides the products of other sellers', async () => {
    const { id, variants } = await shop.publishedProduct();
    for (const who of [rival, buyer, { kind: 'guest' } as const]) {
      expect(codes(await shop.change('productUpdate', { productId: id, title: 'Mine' }, who))).toEqual(['PRODUCT_NOT_FOUND']);
      expect(codes(await shop.change('productArchive', { productId: id }, who))).toEqual(['PRODUCT_NOT_FOUND']);
      expect(codes(await shop.change('productPriceChange', { variantId: variants[0]?.id, price: usd('0.01') }, who))).toEqual([
        'VARIANT_NOT_FOUND',
      ]);
      expect(codes(await shop.draft({}, who))).toEqual(['SELLER_NOT_FOUND']);
      const list = await harness.graph(who, 'query ($sellerId: ID!) { sellerProducts(sellerId: $sellerId) { edges { node { id } } } }', {
        sellerId,
      });
      expect(list.errors?.[0]?.extensions['code']).toBe(who.kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    }
    expect((await shop.change('productUpdate', { productId: id, title: 'Better' }, operator)).product?.version).toBe(3);
  });

  it('refuses a SKU that the seller has used, even for concurrent requests', async () => {
    const sku = newId();
    const [first, second] = await Promise.all([
      shop.draft({ variants: [sized('M', '1.00', sku)] }),
      shop.draft({ variants: [sized('M', '1.00', sku)] }),
    ]);
    expect([...codes(first), ...codes(second)]).toEqual(['SKU_TAKEN']);
    const { id } = await shop.createDraft();
    const added = await shop.change('productVariantAdd', { productId: id, variant: sized('L', '1.00', sku) });
    expect(added.userErrors).toMatchObject([{ code: 'SKU_TAKEN', path: ['sku'] }]);
  });

  it('gives products with the same title different slugs', async () => {
    const title = `Same ${newId()}`;
    const [first, second] = await Promise.all([shop.createDraft({ title }), shop.createDraft({ title })]);
    expect(first.slug).not.toBe(second.slug);
    expect(Math.abs(first.slug.length - second.slug.length)).toBe(7);
  });

  it('keeps the history of prices and publishes the new one', async () => {
    const { id, variants } = await shop.publishedProduct();
    const variantId = variants[0]?.id ?? '';
    await shop.change('productPriceChange', { variantId, price: usd('9.90'), compareAtPrice: usd('12.50') });
    await shop.change('productPriceChange', { variantId, price: usd('8.80') });
    expect((await harness.publishedEvents(productsEvents.PriceChangedV1)).filter(({ productId }) => productId === id)).toEqual([
      {
        productId: id,
        variantId,
        price: { amount: '990', currency: 'USD' },
        compareAtPrice: { amount: '1250', currency: 'USD' },
      },
      { productId: id, variantId, price: { amount: '880', currency: 'USD' } },
    ]);
    const rows = await harness.running.db.query<{ amount: bigint; effective_from: string; effective_to: string | null }>(
      'SELECT amount, effective_from, effective_to FROM product_pricing WHERE variant_id = $1 ORDER BY effective_from',
      [variantId],
    );
    expect(rows.map(({ amount }) => amount)).toEqual([1250n, 990n, 880n]);
    expect(rows.map(({ effective_to }) => effective_to)).toEqual([rows[1]?.effective_from, rows[2]?.effective_from, null]);
    await expect(harness.running.db.query('UPDATE product_pricing SET amount = 1 WHERE variant_id = $1', [variantId])).rejects.toThrow(
      /append-only/,
    );
    await expect(harness.running.db.query('DELETE FROM history WHERE aggregate_id = $1', [id])).rejects.toThrow(/append-only/);
  });

  it.each([
    ['no amount', { amount: 'ten', currency: 'USD' }],
    ['more digits than the currency has', { amount: '1.005', currency: 'USD' }],
    ['an unknown currency', { amount: '1.00', currency: 'XXX' }],
    ['nothing', { amount: '0.00', currency: 'USD' }],
    ['a debt', { amount: '-1.00', currency: 'USD' }],
    ['more than there is', { amount: '999999999999999999', currency: 'USD' }],
  ])('refuses a price that is %s', async (_, price) => {
    const { variants } = await shop.createDraft();
    expect((await shop.change('productPriceChange', { variantId: variants[0]?.id, price })).userErrors).toMatchObject([
      { code: 'PRICE_INVALID', path: ['price'] },
    ]);
  });

  it('refuses a first price in another currency and a lower compare-at price', async () => {
    const { variants } = await shop.createDraft({ variants: [sized('M'), sized('L', null)] });
    const variantId = variants[0]?.id;
    const yen = { variantId: variants[1]?.id, price: { amount: '1250', currency: 'JPY' } };
    expect(codes(await shop.change('productPriceChange', yen))).toEqual(['CURRENCY_MISMATCH']);
    expect(codes(await shop.change('productPriceChange', { variantId, price: usd('9.90'), compareAtPrice: usd('9.90') }))).toEqual([
      'COMPARE_AT_PRICE_NOT_HIGHER',
    ]);
  });

  it('changes only the expected version', async () => {
    const { id } = await shop.createDraft();
    await shop.change('productUpdate', { productId: id, title: 'Second', expectedVersion: 1 });
    const answer = await shop.change('productUpdate', { productId: id, title: 'Third', expectedVersion: 1 });
    expect(answer.userErrors).toMatchObject([{ __typename: 'VersionConflict', code: 'VERSION_CONFLICT', currentVersion: 2 }]);
  });

  it('loses no concurrent changes', async () => {
    const { id, version } = await shop.createDraft({ variants: [] });
    const answers = await Promise.all(
      ['S', 'M', 'L', 'XL', 'XXL'].map((size) => shop.change('productVariantAdd', { productId: id, variant: sized(size) })),
    );
    expect(answers.flatMap(codes)).toEqual([]);
    expect((await shop.change('productUpdate', { productId: id })).product).toMatchObject({
      version: version + 5,
      variants: Array.from({ length: 5 }, () => ({})),
    });
  });

  it('publishes changes of listings, whether published or not', async () => {
    const { id } = await shop.publishedProduct();
    await shop.change('productVariantAdd', { productId: id, variant: sized('L') });
    await shop.change('productUnpublish', { productId: id });
    await shop.change('productUpdate', {
      productId: id,
      title: 'New name',
      images: [
        { url: 'https://img.example/2.jpg', alt: '' },
        { url: 'https://img.example/3.jpg', alt: '' },
      ],
      attributes: [{ name: 'Material', value: 'Wool' }],
    });
    const events = (await harness.publishedEvents(productsEvents.ProductUpdatedV1)).filter(({ productId }) => productId === id);
    expect(events.map(({ published, title, variants }) => [published, title, variants.length])).toEqual([
      [true, 'Trail jacket', 2],
      [false, 'New name', 2],
    ]);
    const [stored] = await harness.running.db.query('SELECT count(*)::int AS images FROM product_images WHERE product_id = $1', [id]);
    expect(stored).toEqual({ images: 2 });
  });

  it('creates one draft for a repeated request', async () => {
    const input = { idempotencyKey: newId(), categoryId: await shop.createCategory('Once'), variants: [sized('M')] };
    const [first, second] = [await shop.draft(input), await shop.draft(input)];
    expect(second.product?.id).toBe(first.product?.id);
    expect(codes(await shop.draft({ ...input, title: 'Other' }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  it('finds and changes nothing for a malformed ID', async () => {
    expect(codes(await shop.change('productPublish', { productId: 'x' }))).toEqual(['PRODUCT_NOT_FOUND']);
    expect(codes(await shop.change('productPublish', { productId: newId() }))).toEqual(['PRODUCT_NOT_FOUND']);
    expect(codes(await shop.draft({ categoryId: newId() }))).toEqual(['CATEGORY_NOT_FOUND']);
    expect(await read('no\u0000slug')).toBeNull();
    expect((await harness.graph(buyer, '{ product { id } }')).errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});
