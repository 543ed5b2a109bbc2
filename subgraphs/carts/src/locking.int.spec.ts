import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { cartsEvents, productsEvents } from '@marketplace/schema';
import { otherContexts, productWith, cartClient, someBuyer, usd } from './carts.fixtures';
import { context } from './main';

describe('a cart in checkout', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  const filled = async (amount = '1250') => {
    const buyer = someBuyer();
    const product = productWith([amount]);
    const [variantId = ''] = await others.published(product);
    const cart = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 2 }] });
    return { buyer, cart, product, variantId, checkoutId: newId() as string };
  };
  const frozen = async () => {
    const setting = await filled();
    await harness.waitUntilHandled(await others.checkoutStarted(setting.checkoutId, { cart: setting.cart, buyerId: setting.buyer.userId }));
    return setting;
  };
  const rejection = (checkoutId: string) =>
    harness.waitForEvent(cartsEvents.CartFreezeRejectedV1, (data) => data.checkoutId === checkoutId);
  const said = async (checkoutId: string): Promise<readonly string[]> => {
    const rows = await harness.running.db.query<{ event_type: string }>(
      `SELECT event_type FROM outbox_events WHERE payload->'data'->>'checkoutId' = $1 ORDER BY seq`,
      [checkoutId],
    );
    return rows.map((row) => row.event_type);
  };

  it('is published with the current prices, which stay fixed whatever changes in the catalogue', async () => {
    const { buyer, cart, product, variantId, checkoutId } = await filled();
    await client.change(buyer, 'cartCouponApply', { cartId: cart.id, code: 'welcome', expectedVersion: 1 });
    await others.repriced(product, '1400', 2);
    expect(await client.read(buyer)).toMatchObject({ version: 2, lines: [{ unitPrice: { amount: '14.00' } }] });
    await others.checkoutStarted(checkoutId, { cart: { ...cart, version: 2 }, buyerId: buyer.userId });
    expect(await harness.waitForEvent(cartsEvents.CartFrozenV1, (data) => data.checkoutId === checkoutId)).toEqual({
      cartId: cart.id,
      checkoutId,
      buyerId: buyer.userId,
      currency: 'USD',
      lines: [
        {
          lineId: cart.lines[0]?.id,
          variantId,
          productId: product.productId,
          sellerId: product.sellerId,
          sku: 'SKU-0',
          title: 'Trail jacket',
          options: [{ name: 'Size', value: '0' }],
          quantity: 2,
          unitPrice: usd('1400'),
          weightGrams: 100,
        },
      ],
      couponCodes: ['WELCOME'],
    });
    await others.repriced(product, '9900', 3);
    expect(await client.read(buyer)).toMatchObject({
      status: 'FROZEN',
      version: 3,
      lines: [{ unitPrice: { amount: '14.00' }, warnings: [] }],
      subtotal: { amount: '28.00' },
    });
  });

  it('is refused after a price increase until the new price has been displayed', async () => {
    const { buyer, cart, product } = await filled();
    await others.repriced(product, '1400', 2);
    const tooSoon = newId();
    await others.checkoutStarted(tooSoon, { cart, buyerId: buyer.userId });
    expect(await rejection(tooSoon)).toEqual({ cartId: cart.id, checkoutId: tooSoon, reason: 'price-changed' });
    // A query for the version alone displays no price.
    await harness.graph(buyer, '{ cart { id version } }');
    const stillTooSoon = newId();
    await others.checkoutStarted(stillTooSoon, { cart, buyerId: buyer.userId });
    expect(await rejection(stillTooSoon)).toMatchObject({ reason: 'price-changed' });
    expect(await client.read(buyer)).toMatchObject({ version: 1, lines: [{ warnings: [{ code: 'PRICE_CHANGED' }] }] });
    const informed = newId();
    await harness.waitUntilHandled(await others.checkoutStarted(informed, { cart, buyerId: buyer.userId }));
    expect(await said(informed)).toEqual(['CartFrozen']);
  });

  it('gets a lower price without a new confirmation', async () => {
    const { buyer, cart, product, checkoutId } = await filled();
    await others.repriced(product, '1100', 2);
    await others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId });
    expect(await harness.waitForEvent(cartsEvents.CartFrozenV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      lines: [{ unitPrice: usd('1100') }],
    });
  });

  it('takes at most three statements to lock, and as many to close', async () => {
    /** The number of statements for a message, without those of concurrent work. */
    const cost = async (message: (setting: Awaited<ReturnType<typeof filled>>) => Promise<unknown>, prepare = filled): Promise<number> => {
      const counts: number[] = [];
      for (const setting of [await prepare(), await prepare(), await prepare()]) {
        const answered = new Promise<void>((resolve) => {
          const stop = harness.running.db.onCommit(() => {
            stop();
            resolve();
          });
        });
        counts.push(await harness.countStatements(() => Promise.all([message(setting), answered])));
      }
      return Math.min(...counts);
    };
    expect(
      await cost(({ buyer, cart, checkoutId }) => others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId })),
    ).toBeLessThanOrEqual(3);
    expect(await cost(({ buyer, checkoutId }) => others.captured(checkoutId, buyer.userId), frozen)).toBeLessThanOrEqual(3);
  });

  it('cannot be changed, and no guest cart can be merged into it', async () => {
    const { buyer, cart, variantId } = await frozen();
    const [line] = cart.lines;
    const attempts = await Promise.all([
      client.mutate(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] }),
      client.mutate(buyer, 'cartLinesUpdate', { cartId: cart.id, lines: [{ lineId: line?.id, quantity: 1 }] }),
      client.mutate(buyer, 'cartLinesRemove', { cartId: cart.id, lineIds: [line?.id] }),
      client.mutate(buyer, 'cartLinesSave', { cartId: cart.id, lineIds: [line?.id] }),
      client.mutate(buyer, 'cartCouponApply', { cartId: cart.id, code: 'WELCOME' }),
      client.mutate(buyer, 'cartCouponRemove', { cartId: cart.id, code: 'WELCOME' }),
      client.mutate(buyer, 'cartDeliveryChoose', { cartId: cart.id, countryCode: 'DE' }),
    ]);
    expect(attempts.map(({ userErrors }) => userErrors[0]?.code)).toEqual(Array.from({ length: 7 }, () => 'CART_FROZEN'));
    const guests = await client.change({ kind: 'guest' }, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(await client.mutate(buyer, 'cartMerge', { token: guests.token })).toMatchObject({ userErrors: [{ code: 'CART_FROZEN' }] });
    expect(await client.read({ kind: 'guest', cartToken: guests.token ?? '' })).toMatchObject({ lines: [{ quantity: 1 }] });
  });

  it('stays in its checkout: a repeated request publishes nothing, another checkout is refused', async () => {
    const { buyer, cart, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId }));
    expect(await said(checkoutId)).toEqual(['CartFrozen']);
    const another = newId();
    await others.checkoutStarted(another, { cart: { ...cart, version: 2 }, buyerId: buyer.userId });
    expect(await rejection(another)).toEqual({ cartId: cart.id, checkoutId: another, reason: 'cart-in-checkout' });
    await harness.waitUntilHandled(await others.checkoutStarted(another, { cart: cart, buyerId: buyer.userId }));
    expect(await said(another)).toEqual(['CartFreezeRejected']);
  });

  it('is locked by one of ten concurrent checkouts', async () => {
    const { buyer, cart } = await filled();
    const checkouts = Array.from({ length: 10 }, () => newId() as string);
    const events = await Promise.all(
      checkouts.map((checkoutId) => others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId })),
    );
    await Promise.all(events.map((eventId) => harness.waitUntilHandled(eventId)));
    const answers = (await Promise.all(checkouts.map(said))).flat().sort();
    expect(answers).toEqual([...Array.from({ length: 9 }, () => 'CartFreezeRejected'), 'CartFrozen']);
  });

  it.each(['a cart that does not exist', "another user's cart"])('is never %s', async (whose) => {
    const { cart, checkoutId } = await filled();
    const asked = whose === "another user's cart" ? cart : { id: newId() as string, version: 1 };
    await others.checkoutStarted(checkoutId, { cart: asked, buyerId: newId() });
    expect(await rejection(checkoutId)).toEqual({ cartId: asked.id, checkoutId, reason: 'cart-not-found' });
  });

  it('is never outdated or empty, and never has unavailable lines', async () => {
    const outdated = await filled();
    await others.checkoutStarted(outdated.checkoutId, { cart: { ...outdated.cart, version: 7 }, buyerId: outdated.buyer.userId });
    expect(await rejection(outdated.checkoutId)).toMatchObject({ reason: 'version-conflict', currentVersion: 1 });

    const empty = await filled();
    const emptied = await client.change(empty.buyer, 'cartLinesRemove', { cartId: empty.cart.id, lineIds: [empty.cart.lines[0]?.id] });
    await others.checkoutStarted(empty.checkoutId, { cart: emptied, buyerId: empty.buyer.userId });
    expect(await rejection(empty.checkoutId)).toMatchObject({ reason: 'cart-empty' });

    const gone = await filled();
    const { productId } = gone.product;
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUnpublishedV1, { productId }, { aggregateId: productId, version: 2 }),
    );
    await others.checkoutStarted(gone.checkoutId, { cart: gone.cart, buyerId: gone.buyer.userId });
    expect(await rejection(gone.checkoutId)).toMatchObject({ reason: 'line-unavailable' });
    expect(await client.read(gone.buyer)).toMatchObject({ status: 'OPEN', version: 1 });
  });

  it('is unlocked when the checkout releases it, and can be checked out again', async () => {
    const { buyer, cart, checkoutId, variantId } = await frozen();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    const changed = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(changed).toMatchObject({ id: cart.id, status: 'OPEN', version: 4, lines: [{ quantity: 3 }] });
    const next = newId();
    await harness.waitUntilHandled(await others.checkoutStarted(next, { cart: changed, buyerId: buyer.userId }));
    expect(await said(next)).toEqual(['CartFrozen']);
  });

  it('is never locked by a checkout that was released before', async () => {
    const { buyer, cart, checkoutId } = await filled();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartUnfrozen']);
    await others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId });
    expect(await rejection(checkoutId)).toMatchObject({ reason: 'cart-in-checkout' });
    expect(await client.read(buyer)).toMatchObject({ status: 'OPEN', version: 1 });
  });

  it('is answered with CartUnfrozen even if the lock was refused', async () => {
    const { buyer, cart, checkoutId } = await filled();
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: { ...cart, version: 9 }, buyerId: buyer.userId }));
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFreezeRejected', 'CartUnfrozen']);
  });

  it('is closed when it is paid, and the buyer starts another', async () => {
    const { buyer, cart, checkoutId, variantId } = await frozen();
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartClosed']);
    expect(await client.read(buyer)).toBeNull();
    expect(await client.mutate(buyer, 'cartLinesRemove', { cartId: cart.id, lineIds: [] })).toMatchObject({
      userErrors: [{ code: 'CART_NOT_FOUND' }],
    });
    const next = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(next.id).not.toBe(cart.id);
  });

  it('is closed when cash on delivery is agreed', async () => {
    const { buyer, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.agreedOnCash(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartClosed']);
    expect(await client.read(buyer)).toBeNull();
  });

  it('passes its saved lines to the next cart, which is created at once', async () => {
    const { buyer, cart, variantId, checkoutId } = await filled();
    const scarf = await others.onSale('500');
    const { lines } = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: scarf, quantity: 3 }] });
    const [, line] = lines;
    const kept = await client.change(buyer, 'cartLinesSave', { cartId: cart.id, lineIds: [line?.id] });
    await client.change(buyer, 'cartCouponApply', { cartId: cart.id, code: 'WELCOME' });
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: { ...kept, version: 5 }, buyerId: buyer.userId }));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    const next = await client.read(buyer);
    expect(next).toMatchObject({
      version: 1,
      status: 'OPEN',
      lines: [],
      couponCodes: [],
      savedLines: [{ quantity: 3, variant: { id: scarf }, total: { amount: '15.00' } }],
    });
    expect(next?.id).not.toBe(cart.id);
    expect(await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] })).toMatchObject({ id: next?.id, version: 2 });
  });

  it('stays open when a checkout that released it is paid', async () => {
    const { buyer, cart, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    expect(await client.read(buyer)).toMatchObject({ id: cart.id, status: 'OPEN' });
  });

  it('is locked once, even if the message is redelivered after the checkout has ended', async () => {
    const { buyer, cart, checkoutId } = await filled();
    const start = { cart, buyerId: buyer.userId, eventId: newId() };
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, start));
    await others.checkoutStarted(checkoutId, start);
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await others.checkoutStarted(checkoutId, start);
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    expect(await client.read(buyer)).toMatchObject({ version: 3, status: 'OPEN' });
  });
});
