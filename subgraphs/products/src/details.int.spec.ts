import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents, productsEvents } from '@marketplace/schema';
import { context } from './main';
import { buyer, catalogue, operator, rival, sized, staff } from './products.fixtures';

type Who = Parameters<ContextHarness['graph']>[0];

describe('the details of a product', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    await shop.approve();
  });
  afterAll(() => harness.stop());

  const codes = (answer: { readonly userErrors: readonly { readonly code: string }[] }) => answer.userErrors.map(({ code }) => code);
  const read = async (id: string, fields: string, who: Who = buyer): Promise<unknown> =>
    (await harness.graph(who, `query ($id: ID!) { product(id: $id) { ${fields} } }`, { id })).data?.['product'];

  it('are stored and published: language, brand, tags, attributes with their types', async () => {
    const attributes = [
      { name: 'Material', value: 'Wool' },
      { name: 'Weight', value: '1.25', type: 'NUMBER', unit: 'kg' },
      { name: 'Waterproof', value: 'TRUE', type: 'BOOLEAN', searchable: false },
    ];
    const { id } = await shop.publishedProduct({
      language: 'de',
      brand: 'Northlight',
      tags: ['Outdoor', 'Rain', 'outdoor'],
      description: 'Warm.',
      attributes,
    });
    const kept = [
      { name: 'Material', value: 'Wool', type: 'TEXT', unit: null, searchable: true },
      { name: 'Weight', value: '1.25', type: 'NUMBER', unit: 'kg', searchable: true },
      { name: 'Waterproof', value: 'true', type: 'BOOLEAN', unit: null, searchable: false },
    ];
    expect(await read(id, 'language brand tags attributes { name value type unit searchable }')).toEqual({
      language: 'de',
      brand: 'Northlight',
      tags: ['Outdoor', 'Rain'],
      attributes: kept,
    });
    expect(await harness.waitForEvent(productsEvents.ProductPublishedV1, ({ productId }) => productId === id)).toMatchObject({
      language: 'de',
      brand: 'Northlight',
      tags: ['Outdoor', 'Rain'],
      description: 'Warm.',
      imageAlt: 'A jacket',
      attributes: kept.map(({ unit, ...attribute }) => (unit === null ? attribute : { ...attribute, unit })),
      variants: [{ prices: [{ price: { amount: '1250', currency: 'USD' } }] }],
    });
    await shop.change('productUpdate', { productId: id, brand: '', tags: [], attributes: [], language: 'en' });
    expect(await read(id, 'language brand tags attributes { name }')).toEqual({ language: 'en', brand: null, tags: [], attributes: [] });
  });

  it('include the name of the seller from its application on', async () => {
    const [sellerId, userId] = [newId<'Seller'>(), newId<'User'>()];
    const applicant = userActor(userId, ['seller'], [sellerId]);
    const made = await shop.draft({ sellerId }, applicant);
    const id = made.product?.id ?? '';
    expect(await read(id, 'id seller { id name }', applicant)).toEqual({ id, seller: null });
    const seller = { sellerId, ownerId: userId, name: 'Fjord & Co', countryCode: 'NO' };
    await harness.waitUntilHandled(await harness.publish(accountsEvents.SellerAppliedV1, seller, { aggregateId: sellerId, version: 1 }));
    expect(await read(id, 'seller { id name }', applicant)).toEqual({ seller: { id: sellerId, name: 'Fjord & Co' } });
    expect(codes(await shop.change('productPublish', { productId: id }, applicant))).toEqual(['SELLER_NOT_APPROVED']);
    await harness.waitUntilHandled(await harness.publish(accountsEvents.SellerApprovedV1, seller, { aggregateId: sellerId, version: 2 }));
    const mutation = 'mutation ($input: ProductPublishInput!) { productPublish(input: $input) { product { seller { name } } } }';
    const { data } = await harness.graph(applicant, mutation, { input: { productId: id } });
    expect(data).toEqual({ productPublish: { product: { seller: { name: 'Fjord & Co' } } } });
    expect(await read(id, 'seller { name }')).toEqual({ seller: { name: 'Fjord & Co' } });
  });

  it('include the publication history with its users, for the staff of the seller', async () => {
    const { id } = await shop.publishedProduct();
    await shop.change('productUnpublish', { productId: id }, operator);
    await shop.change('productPublish', { productId: id });
    const fields = 'publications { status at by { id } }';
    const by = (who: typeof staff) => ({ id: who.userId });
    const history = [
      { status: 'PUBLISHED', by: by(staff) },
      { status: 'UNPUBLISHED', by: by(operator) },
      { status: 'PUBLISHED', by: by(staff) },
    ];
    expect(await read(id, fields, staff)).toMatchObject({ publications: history });
    expect(await read(id, fields, operator)).toMatchObject({ publications: history });
    for (const who of [rival, buyer, { kind: 'guest' } as const]) expect(await read(id, fields, who)).toEqual({ publications: null });
  });

  it('are read in one statement each for the publications and schedules of a page', async () => {
    for (let n = 0; n < 3; n += 1) await shop.publishedProduct();
    const query = `query ($sellerId: ID!) { sellerProducts(sellerId: $sellerId, first: 3) { edges { node {
      id publications { status } priceSchedules { id } variants { stockUnit } } } } }`;
    const ask = () => harness.graph(staff, query, { sellerId: staff.sellerIds[0] });
    expect(await harness.statementsOf(ask)).toBeLessThanOrEqual(3);
  });

  it('include the stock unit only for warehouses and the seller', async () => {
    const stockUnit = newId();
    const { id, variants } = await shop.publishedProduct({ variants: [sized('M'), { ...sized('L'), stockUnit }] });
    const [medium, large] = variants.map((variant) => variant.id);
    expect(codes(await shop.change('productInventoryLink', { variantId: medium, stockUnit }))).toEqual(['STOCK_UNIT_TAKEN']);
    await shop.change('productInventoryLink', { variantId: large, stockUnit: null });
    expect(codes(await shop.change('productInventoryLink', { variantId: medium, stockUnit: ` ${stockUnit} ` }))).toEqual([]);
    expect(codes(await shop.draft({ variants: [{ ...sized('S'), stockUnit }] }))).toEqual(['STOCK_UNIT_TAKEN']);
    expect(await read(id, 'variants { stockUnit }', staff)).toEqual({ variants: [{ stockUnit }, { stockUnit: null }] });
    expect(await read(id, 'variants { stockUnit }', rival)).toEqual({ variants: [{ stockUnit: null }, { stockUnit: null }] });
    const event = (await harness.publishedEvents(productsEvents.ProductUpdatedV1)).filter(({ productId }) => productId === id).at(-1);
    expect(event?.variants.map((variant) => variant.stockUnit)).toEqual([stockUnit, undefined]);
  });

  it('refuse attributes that do not match their type', async () => {
    const { id } = await shop.createDraft();
    const attributes = [{ name: 'Weight', value: 'heavy', type: 'NUMBER' }];
    expect((await shop.change('productUpdate', { productId: id, attributes })).userErrors).toMatchObject([
      { code: 'ATTRIBUTE_INVALID', path: ['attributes', '0'] },
    ]);
    expect(codes(await shop.change('productUpdate', { productId: id, language: 'english' }))).toEqual(['LANGUAGE_INVALID']);
  });
});
