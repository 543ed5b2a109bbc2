import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { neighbours, productWith, shoppers, someBuyer, usd } from './carts.fixtures';
import { context } from './main';

describe('a cart and the catalogue', () => {
  let harness: ContextHarness;
  let people: ReturnType<typeof shoppers>;
  let others: ReturnType<typeof neighbours>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    people = shoppers(harness);
    others = neighbours(harness);
  });
  afterAll(() => harness.stop());

  it('show the new price and say so, however late older news arrive', async () => {
    const buyer = someBuyer();
    const product = productWith(['1250']);
    const [variantId = ''] = await others.published(product);
    await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 2 }] });
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
    expect(await people.look(buyer)).toMatchObject({
      lines: [
        {
          unitPrice: { amount: '14.00' },
          warnings: [{ code: 'PRICE_CHANGED', message: 'The price was $12.50 when you added this; it is $14.00 now.' }],
        },
      ],
      subtotal: { amount: '28.00' },
    });
  });

  it('price each cart in its own currency, and forget a currency that the seller no longer sells in', async () => {
    const product = productWith(['1250']);
    const [variantId = ''] = await others.published(product);
    const inEuro = { amount: '1100', currency: 'EUR' };
    const change = { productId: product.productId, variantId, price: inEuro };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 4 }),
    );
    const [american, european] = [someBuyer(), someBuyer()];
    await people.done(american, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    await people.done(european, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }], currency: 'EUR' });
    expect(await people.look(american)).toMatchObject({ lines: [{ unitPrice: { amount: '12.50' } }], subtotal: { amount: '12.50' } });
    expect(await people.look(european)).toMatchObject({ lines: [{ unitPrice: { amount: '11.00' } }], subtotal: { amount: '11.00' } });
    const onlyDollars = { ...product, published: true };
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUpdatedV1, onlyDollars, { aggregateId: product.productId, version: 5 }),
    );
    expect((await people.look(european))?.lines[0]?.warnings).toMatchObject([{ code: 'UNAVAILABLE' }]);
    expect((await people.look(american))?.lines[0]?.warnings).toEqual([]);
    // A price that was held up and comes after the listing that it is no longer in.
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 3 }),
    );
    const late = { lines: [{ variantId, quantity: 1 }], currency: 'EUR' };
    expect(await people.run(someBuyer(), 'cartLinesAdd', late)).toMatchObject({ userErrors: [{ code: 'CURRENCY_MISMATCH' }] });
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.PriceChangedV1, change, { aggregateId: product.productId, version: 6 }),
    );
    expect((await people.look(european))?.lines[0]?.warnings).toEqual([]);
  });

  it('warn of stock as inventory last counted it', async () => {
    const buyer = someBuyer();
    const variantId = await others.onSale('1000');
    await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 3 }] });
    const warned: unknown[] = [];
    for (const [position, count] of [6, 4, 2, 0].entries()) {
      await others.available(variantId, count, position + 2);
      warned.push((await people.look(buyer))?.lines[0]?.warnings.map(({ code }) => code));
    }
    expect(warned).toEqual([[], ['LOW_STOCK'], ['INSUFFICIENT_STOCK'], ['OUT_OF_STOCK']]);
    await others.available(variantId, 100, 1);
    expect((await people.look(buyer))?.lines[0]?.warnings).toMatchObject([{ code: 'OUT_OF_STOCK' }]);
  });

  it('say what cannot be bought any more: withdrawn, archived, or a variant that is gone', async () => {
    const buyer = someBuyer();
    const [withdrawn, archived, shrunk] = [productWith(['100']), productWith(['200']), productWith(['300', '400'])];
    const listed = (await Promise.all([withdrawn, archived, shrunk].map((product) => others.published(product)))).flat();
    await people.done(buyer, 'cartLinesAdd', { lines: listed.map((variantId) => ({ variantId, quantity: 1 })) });
    const news = await Promise.all([
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
    await Promise.all(news.map((eventId) => harness.waitUntilHandled(eventId)));
    const cart = await people.look(buyer);
    expect(cart?.lines.map(({ unitPrice, warnings }) => [unitPrice.amount, ...warnings.map(({ code }) => code)])).toEqual([
      ['1.00', 'UNAVAILABLE'],
      ['2.00', 'UNAVAILABLE'],
      ['3.00'],
      ['4.00', 'UNAVAILABLE'],
    ]);
    expect(cart?.parcels).toMatchObject([{ sellerId: shrunk.sellerId, weightGrams: 100 }]);
    // Published again after a withdrawal that overtook it: the older news is ignored, the newer one counts.
    await others.published(withdrawn, 1);
    expect((await people.look(buyer))?.lines[0]?.warnings).toMatchObject([{ code: 'UNAVAILABLE' }]);
    await others.published(withdrawn, 3);
    expect((await people.look(buyer))?.lines[0]?.warnings).toEqual([]);
  });

  it('take in many listings at the same moment, each with its own variants and prices', async () => {
    const products = Array.from({ length: 20 }, () => productWith(['300', '400']));
    await Promise.all(products.map((product) => others.published(product)));
    const news = await Promise.all(
      products.map((product) => {
        const [variant] = product.variants;
        const variants = [{ ...variant, price: usd('350') }] as typeof product.variants;
        const said = { aggregateId: product.productId, version: 2 };
        return harness.publish(productsEvents.ProductUpdatedV1, { ...product, variants, published: true }, said);
      }),
    );
    await Promise.all(news.map((eventId) => harness.waitUntilHandled(eventId)));
    const [kept, gone] = [0, 1].map((position) => products.map(({ variants }) => variants[position]?.variantId));
    const add = (variantId: string | undefined) => people.run(someBuyer(), 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    for (const { cart } of await Promise.all((kept ?? []).map(add))) expect(cart).toMatchObject({ subtotal: { amount: '3.50' } });
    for (const { userErrors } of await Promise.all((gone ?? []).map(add)))
      expect(userErrors).toMatchObject([{ code: 'VARIANT_NOT_FOUND' }]);
  });

  it('do not know a product before its listing, whatever else was said of it', async () => {
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
    expect(await people.run(someBuyer(), 'cartLinesAdd', input)).toMatchObject({ userErrors: [{ code: 'VARIANT_NOT_FOUND' }] });
    await others.published(product, 2);
    expect(await people.done(someBuyer(), 'cartLinesAdd', input)).toMatchObject({ lines: [{ unitPrice: { amount: '7.77' } }] });
  });
});
