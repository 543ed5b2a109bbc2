import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents, productsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { marketplace, sellerId, skuOf } from './inventory.fixtures';
import { context } from './main';

const guest = { kind: 'guest' } as const;

describe('the availability of a product', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const product = async (variantCount = 1) => {
    const [productId, variantIds] = [newId(), Array.from({ length: variantCount }, () => newId())];
    const usd = { amount: '1250', currency: 'USD' };
    const variants = variantIds.map((variantId) => ({ variantId, sku: skuOf(variantId), options: [], price: usd, weightGrams: 100 }));
    const data = { productId, sellerId, slug: productId, title: 'Trail jacket', categoryId: newId(), variants };
    await harness.waitUntilHandled(await harness.publish(productsEvents.ProductPublishedV1, data, { aggregateId: productId, version: 1 }));
    return { productId, variantIds };
  };
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { id available } ... on Variant { availability { quantity } } } }';
  const availableOf = async (ids: readonly string[]): Promise<readonly unknown[]> => {
    const representations = ids.map((id) => ({ __typename: 'Product', id }));
    const answer = await harness.graph(guest, query, { r: representations });
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return (answer.data?.['_entities'] as readonly ({ readonly available: boolean | null } | null)[]).map(
      (each) => each?.available ?? null,
    );
  };
  const publishedFor = async (variantId: string) =>
    (await harness.publishedEvents(inventoryEvents.AvailabilityChangedV1)).filter((data) => data.variantId === variantId);
  it('is returned for every product, and null for an unknown one', async () => {
    const [known, sold] = [await product(2), await product(1)];
    const berlin = await market.warehouse('DE-1');
    expect(await availableOf([known.productId, newId(), 'x'])).toEqual([false, null, null]);
    await market.adjusted(known.variantIds[1] ?? '', berlin, 1);
    expect(await availableOf([known.productId, sold.productId])).toEqual([true, false]);
    await harness.waitUntilHandled(await market.request(newId(), [{ variantId: known.variantIds[1] ?? '', quantity: 1 }]));
    expect(await availableOf([known.productId])).toEqual([false]);
  });

  it('includes backorders', async () => {
    const { productId, variantIds } = await product(1);
    const warehouseId = await market.warehouse('DE-1');
    await market.policy(variantIds[0] ?? '', { backorderLimit: 3, backorderWarehouseId: warehouseId });
    expect(await availableOf([productId])).toEqual([true]);
  });

  it('costs one statement for a list of 24 products, and one for the variants of a page', async () => {
    const products = await Promise.all(Array.from({ length: 24 }, () => product(3)));
    const ids = products.map(({ productId }) => productId);
    expect(await availableOf(ids)).toEqual(ids.map(() => false));
    expect(await harness.statementsOf(() => availableOf(ids))).toBe(1);
    const variants = products.flatMap(({ variantIds }) => variantIds).map((id) => ({ __typename: 'Variant', id }));
    expect(await harness.statementsOf(() => harness.graph(guest, query, { r: variants }))).toBe(1);
  });

  it('is published with its product from the first event of a variant on', async () => {
    const { productId, variantIds } = await product(1);
    const variantId = variantIds[0] ?? '';
    await eventually(async () => (await publishedFor(variantId)).length === 1, { waitingFor: 'the first event' });
    await market.adjusted(variantId, await market.warehouse('DE-1'), 7);
    await eventually(async () => (await publishedFor(variantId)).length === 2, { waitingFor: 'the first delivery' });
    expect(await publishedFor(variantId)).toEqual([
      { variantId, productId, available: 0, backorderable: 0 },
      { variantId, productId, available: 7, backorderable: 0 },
    ]);
    // A variant that was never in stock is not back in stock.
    const back = await harness.publishedEvents(inventoryEvents.BackInStockV1);
    expect(back.filter((data) => data.variantId === variantId)).toEqual([]);
  });

  it('is not published again when the product is updated', async () => {
    const { variantIds } = await product(1);
    const variantId = variantIds[0] ?? '';
    await eventually(async () => (await publishedFor(variantId)).length === 1, { waitingFor: 'the first event' });
    const [{ product_id: productId } = { product_id: '' }] = await harness.running.db.query<{ product_id: string }>(
      'SELECT product_id FROM variants_known WHERE variant_id = $1',
      [variantId],
    );
    const usd = { amount: '1250', currency: 'USD' };
    const variants = [{ variantId, sku: skuOf(variantId), options: [], price: usd, weightGrams: 100 }];
    const data = { productId, sellerId, slug: productId, title: 'Jacket', categoryId: newId(), variants, published: true };
    await harness.waitUntilHandled(await harness.publish(productsEvents.ProductUpdatedV1, data, { aggregateId: productId, version: 2 }));
    await harness.running.jobs.runNow('announce-availability');
    expect(await publishedFor(variantId)).toHaveLength(1);
  });
});
