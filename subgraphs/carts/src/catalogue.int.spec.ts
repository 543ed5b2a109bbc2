import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { otherContexts, productWith, cartClient, someBuyer, usd } from './carts.fixtures';
import { context } from './main';

describe('a cart and the catalogue', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  it('show the new price with a warning, and ignore older events', async () => {
    const buyer = someBuyer();
    const product = productWith(['1250']);
    const [variantId = ''] = await others.published(product);
    await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 2 }] });
    const said = { aggregateId: product.productId };
    const change = { productId: product.productId, variantId };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, { ...change, price: usd('1400') }, { ...said, version: 3 }),
    );
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, { ...change, price: usd('1') }, { ...said, version: 2 }),
    );
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUpdatedV1, { ...product, published: true }, { ...said, version: 2 }),
    );
    expect(await client.read(buyer)).toMatchObject({
      lines: [
        {
          unitPrice: { amount: '14.00' },
          warnings: [{ code: 'PRICE_CHANGED', message: 'The price has changed from $12.50 to $14.00 since you added this item.' }],
        },
      ],
      subtotal: { amount: '28.00' },
    });
  });

  it('price each cart in its own currency, and drop a currency that the seller no longer offers', async () => {
    const product = productWith(['1250']);
    const [variantId = ''] = await others.published(product);
    const inEuro = { amount: '1100', currency: 'EUR' };
    const change = { productId: product.productId, variantId, price: inEuro };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 4 }),
    );
    const [american, european] = [someBuyer(), someBuyer()];
    await client.change(american, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    await client.change(european, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }], currency: 'EUR' });
    expect(await client.read(american)).toMatchObject({ lines: [{ unitPrice: { amount: '12.50' } }], subtotal: { amount: '12.50' } });
    expect(await client.read(european)).toMatchObject({ lines: [{ unitPrice: { amount: '11.00' } }], subtotal: { amount: '11.00' } });
    const onlyDollars = { ...product, published: true };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUpdatedV1, onlyDollars, { aggregateId: product.productId, version: 5 }),
    );
    expect((await client.read(european))?.lines[0]?.warnings).toMatchObject([{ code: 'UNAVAILABLE' }]);
    expect((await client.read(american))?.lines[0]?.warnings).toEqual([]);
    // A delayed price, which arrives after the listing that no longer contains it.
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 3 }),
    );
    const late = { lines: [{ variantId, quantity: 1 }], currency: 'EUR' };
    expect(await client.mutate(someBuyer(), 'cartLinesAdd', late)).toMatchObject({ userErrors: [{ code: 'CURRENCY_MISMATCH' }] });
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 6 }),
    );
    expect((await client.read(european))?.lines[0]?.warnings).toEqual([]);
  });

  it('warn of low stock by the last published availability', async () => {
    const buyer = someBuyer();
    const variantId = await others.onSale('1000');
    await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 3 }] });
    const warned: unknown[] = [];
    for (const [position, count] of [6, 4, 2, 0].entries()) {
      await others.available(variantId, count, position + 2);
      warned.push((await client.read(buyer))?.lines[0]?.warnings.map(({ code }) => code));
    }
    expect(warned).toEqual([[], ['LOW_STOCK'], ['INSUFFICIENT_STOCK'], ['OUT_OF_STOCK']]);
    await others.available(variantId, 100, 1);
    expect((await client.read(buyer))?.lines[0]?.warnings).toMatchObject([{ code: 'OUT_OF_STOCK' }]);
  });

  it('warn of unavailable variants: withdrawn, archived or removed', async () => {
    const buyer = someBuyer();
    const [withdrawn, archived, shrunk] = [productWith(['100']), productWith(['200']), productWith(['300', '400'])];
    const listed = (await Promise.all([withdrawn, archived, shrunk].map((product) => others.published(product)))).flat();
    await client.change(buyer, 'cartLinesAdd', { lines: listed.map((variantId) => ({ variantId, quantity: 1 })) });
    const eventIds = await Promise.all([
      harness.publish(
        productsEvents.ProductUnpublishedV1,
        { productId: withdrawn.productId },
        { aggregateId: withdrawn.productId, version: 2 },
      ),
      harness.publish(productsEvents.ProductArchivedV1, { productId: archived.productId }, { aggregateId: archived.productId, version: 2 }),
      harness.publish(
        productsEvents.ProductUpdatedV1,
        { ...shrunk, variants: shrunk.variants.slice(0, 1), published: true },
        { aggregateId: shrunk.productId, version: 2 },
      ),
    ]);
    await Promise.all(eventIds.map((eventId) => harness.waitUntilHandled(eventId)));
    const cart = await client.read(buyer);
    expect(cart?.lines.map(({ unitPrice, warnings }) => [unitPrice.amount, ...warnings.map(({ code }) => code)])).toEqual([
      ['1.00', 'UNAVAILABLE'],
      ['2.00', 'UNAVAILABLE'],
      ['3.00'],
      ['4.00', 'UNAVAILABLE'],
    ]);
    expect(cart?.parcels).toMatchObject([{ sellerId: shrunk.sellerId, weightGrams: 100 }]);
    // Published again after a withdrawal that overtook it: the older event is ignored, the newer one is applied.
    await others.published(withdrawn, 1);
    expect((await client.read(buyer))?.lines[0]?.warnings).toMatchObject([{ code: 'UNAVAILABLE' }]);
    await others.published(withdrawn, 3);
    expect((await client.read(buyer))?.lines[0]?.warnings).toEqual([]);
  });

  it('store many listings at the same time, each with its variants and prices', async () => {
    const products = Array.from({ length: 20 }, () => productWith(['300', '400']));
    await Promise.all(products.map((product) => others.published(product)));
    const eventIds = await Promise.all(
      products.map((product) => {
        const [variant] = product.variants;
        const variants = [{ ...variant, price: usd('350') }] as typeof product.variants;
        const said = { aggregateId: product.productId, version: 2 };
        return harness.publish(productsEvents.ProductUpdatedV1, { ...product, variants, published: true }, said);
      }),
    );
    await Promise.all(eventIds.map((eventId) => harness.waitUntilHandled(eventId)));
    const [kept, gone] = [0, 1].map((position) => products.map(({ variants }) => variants[position]?.variantId));
    const add = (variantId: string | undefined) => client.mutate(someBuyer(), 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    for (const { cart } of await Promise.all((kept ?? []).map(add))) expect(cart).toMatchObject({ subtotal: { amount: '3.50' } });
    for (const { userErrors } of await Promise.all((gone ?? []).map(add)))
      expect(userErrors).toMatchObject([{ code: 'VARIANT_NOT_FOUND' }]);
  });

  it('do not list a product before its listing, whatever other events arrived', async () => {
    const product = productWith(['100']);
    const variantId = product.variants[0]?.variantId ?? '';
    const said = { aggregateId: product.productId };
    await harness.waitUntilHandled(
      await harness.publish(
        productsEvents.PriceChangedV1,
        { productId: product.productId, variantId, price: usd('777') },
        { ...said, version: 3 },
      ),
    );
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUnpublishedV1, { productId: product.productId }, { ...said, version: 1 }),
    );
    const input = { lines: [{ variantId, quantity: 1 }] };
    expect(await client.mutate(someBuyer(), 'cartLinesAdd', input)).toMatchObject({ userErrors: [{ code: 'VARIANT_NOT_FOUND' }] });
    await others.published(product, 2);
    expect(await client.change(someBuyer(), 'cartLinesAdd', input)).toMatchObject({ lines: [{ unitPrice: { amount: '7.77' } }] });
  });
});
