import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { cartsEvents, productsEvents } from '@marketplace/schema';
import { neighbours, productWith, shoppers, someBuyer, usd } from './carts.fixtures';
import { context } from './main';

describe('a cart in checkout', () => {
  let harness: ContextHarness;
  let people: ReturnType<typeof shoppers>;
  let others: ReturnType<typeof neighbours>;

  beforeAll(async () => {
    harness = await contextHarness(context);
    people = shoppers(harness);
    others = neighbours(harness);
  });
  afterAll(() => harness.stop());

  const filled = async (amount = '1250') => {
    const buyer = someBuyer();
    const product = productWith([amount]);
    const [variantId = ''] = await others.published(product);
    const cart = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 2 }] });
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

  it('is announced with the prices of that moment, which hold whatever the catalogue says later', async () => {
    const { buyer, cart, product, variantId, checkoutId } = await filled();
    await people.done(buyer, 'cartCouponApply', { cartId: cart.id, code: 'welcome', expectedVersion: 1 });
    await others.repriced(product, '1400', 2);
    expect(await people.look(buyer)).toMatchObject({ version: 2, lines: [{ unitPrice: { amount: '14.00' } }] });
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
    expect(await people.look(buyer)).toMatchObject({
      status: 'FROZEN',
      version: 3,
      lines: [{ unitPrice: { amount: '14.00' }, warnings: [] }],
      subtotal: { amount: '28.00' },
    });
  });

  it('charges no more than the buyer was shown: after a rise the buyer looks again first', async () => {
    const { buyer, cart, product } = await filled();
    await others.repriced(product, '1400', 2);
    const tooSoon = newId();
    await others.checkoutStarted(tooSoon, { cart, buyerId: buyer.userId });
    expect(await rejection(tooSoon)).toEqual({ cartId: cart.id, checkoutId: tooSoon, reason: 'price-changed' });
    // Who asks for the version alone has seen no price.
    await harness.graph(buyer, '{ cart { id version } }');
    const stillTooSoon = newId();
    await others.checkoutStarted(stillTooSoon, { cart, buyerId: buyer.userId });
    expect(await rejection(stillTooSoon)).toMatchObject({ reason: 'price-changed' });
    expect(await people.look(buyer)).toMatchObject({ version: 1, lines: [{ warnings: [{ code: 'PRICE_CHANGED' }] }] });
    const informed = newId();
    await harness.waitUntilHandled(await others.checkoutStarted(informed, { cart, buyerId: buyer.userId }));
    expect(await said(informed)).toEqual(['CartFrozen']);
  });

  it('is charged less than was shown, without a word', async () => {
    const { buyer, cart, product, checkoutId } = await filled();
    await others.repriced(product, '1100', 2);
    await others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId });
    expect(await harness.waitForEvent(cartsEvents.CartFrozenV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      lines: [{ unitPrice: usd('1100') }],
    });
  });

  it('takes three statements at most to freeze, and as many to close', async () => {
    /** What a message costs, without the work of others in the same moment: that comes and goes. */
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

  it('cannot be changed, nor merged into', async () => {
    const { buyer, cart, variantId } = await frozen();
    const [line] = cart.lines;
    const attempts = await Promise.all([
      people.run(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] }),
      people.run(buyer, 'cartLinesUpdate', { cartId: cart.id, lines: [{ lineId: line?.id, quantity: 1 }] }),
      people.run(buyer, 'cartLinesRemove', { cartId: cart.id, lineIds: [line?.id] }),
      people.run(buyer, 'cartLinesSave', { cartId: cart.id, lineIds: [line?.id] }),
      people.run(buyer, 'cartCouponApply', { cartId: cart.id, code: 'WELCOME' }),
      people.run(buyer, 'cartCouponRemove', { cartId: cart.id, code: 'WELCOME' }),
      people.run(buyer, 'cartDeliveryChoose', { cartId: cart.id, countryCode: 'DE' }),
    ]);
    expect(attempts.map(({ userErrors }) => userErrors[0]?.code)).toEqual(Array.from({ length: 7 }, () => 'CART_FROZEN'));
    const guests = await people.done({ kind: 'guest' }, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(await people.run(buyer, 'cartMerge', { token: guests.token })).toMatchObject({ userErrors: [{ code: 'CART_FROZEN' }] });
    expect(await people.look({ kind: 'guest', cartToken: guests.token ?? '' })).toMatchObject({ lines: [{ quantity: 1 }] });
  });

  it('stays in the one checkout: the same asked again says nothing, another is refused', async () => {
    const { buyer, cart, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId }));
    expect(await said(checkoutId)).toEqual(['CartFrozen']);
    const another = newId();
    await others.checkoutStarted(another, { cart: { ...cart, version: 2 }, buyerId: buyer.userId });
    expect(await rejection(another)).toEqual({ cartId: cart.id, checkoutId: another, reason: 'cart-in-checkout' });
    await harness.waitUntilHandled(await others.checkoutStarted(another, { cart: cart, buyerId: buyer.userId }));
    expect(await said(another)).toEqual(['CartFreezeRejected']);
  });

  it('is frozen for one of ten checkouts that start at the same time', async () => {
    const { buyer, cart } = await filled();
    const checkouts = Array.from({ length: 10 }, () => newId() as string);
    const events = await Promise.all(
      checkouts.map((checkoutId) => others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId })),
    );
    await Promise.all(events.map((eventId) => harness.waitUntilHandled(eventId)));
    const answers = (await Promise.all(checkouts.map(said))).flat().sort();
    expect(answers).toEqual([...Array.from({ length: 9 }, () => 'CartFreezeRejected'), 'CartFrozen']);
  });

  it.each(['a cart that does not exist', 'a cart of somebody else'])('is never %s', async (whose) => {
    const { cart, checkoutId } = await filled();
    const asked = whose === 'a cart of somebody else' ? cart : { id: newId() as string, version: 1 };
    await others.checkoutStarted(checkoutId, { cart: asked, buyerId: newId() });
    expect(await rejection(checkoutId)).toEqual({ cartId: asked.id, checkoutId, reason: 'cart-not-found' });
  });

  it('is neither an outdated, nor an empty one, nor one with what cannot be bought', async () => {
    const outdated = await filled();
    await others.checkoutStarted(outdated.checkoutId, { cart: { ...outdated.cart, version: 7 }, buyerId: outdated.buyer.userId });
    expect(await rejection(outdated.checkoutId)).toMatchObject({ reason: 'version-conflict', currentVersion: 1 });

    const empty = await filled();
    const emptied = await people.done(empty.buyer, 'cartLinesRemove', { cartId: empty.cart.id, lineIds: [empty.cart.lines[0]?.id] });
    await others.checkoutStarted(empty.checkoutId, { cart: emptied, buyerId: empty.buyer.userId });
    expect(await rejection(empty.checkoutId)).toMatchObject({ reason: 'cart-empty' });

    const gone = await filled();
    const { productId } = gone.product;
    await harness.waitUntilHandled(
      await harness.publish(productsEvents.ProductUnpublishedV1, { productId }, { aggregateId: productId, version: 2 }),
    );
    await others.checkoutStarted(gone.checkoutId, { cart: gone.cart, buyerId: gone.buyer.userId });
    expect(await rejection(gone.checkoutId)).toMatchObject({ reason: 'line-unavailable' });
    expect(await people.look(gone.buyer)).toMatchObject({ status: 'OPEN', version: 1 });
  });

  it('comes back when the checkout lets go of it, and goes into the next', async () => {
    const { buyer, cart, checkoutId, variantId } = await frozen();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    const changed = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(changed).toMatchObject({ id: cart.id, status: 'OPEN', version: 4, lines: [{ quantity: 3 }] });
    const next = newId();
    await harness.waitUntilHandled(await others.checkoutStarted(next, { cart: changed, buyerId: buyer.userId }));
    expect(await said(next)).toEqual(['CartFrozen']);
  });

  it('is never frozen by a checkout that was let go of before it began', async () => {
    const { buyer, cart, checkoutId } = await filled();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartUnfrozen']);
    await others.checkoutStarted(checkoutId, { cart: cart, buyerId: buyer.userId });
    expect(await rejection(checkoutId)).toMatchObject({ reason: 'cart-in-checkout' });
    expect(await people.look(buyer)).toMatchObject({ status: 'OPEN', version: 1 });
  });

  it('is answered for when its freeze was refused and is let go of all the same', async () => {
    const { buyer, cart, checkoutId } = await filled();
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: { ...cart, version: 9 }, buyerId: buyer.userId }));
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFreezeRejected', 'CartUnfrozen']);
  });

  it('is closed once it is paid for, and the buyer begins another', async () => {
    const { buyer, cart, checkoutId, variantId } = await frozen();
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartClosed']);
    expect(await people.look(buyer)).toBeNull();
    expect(await people.run(buyer, 'cartLinesRemove', { cartId: cart.id, lineIds: [] })).toMatchObject({
      userErrors: [{ code: 'CART_NOT_FOUND' }],
    });
    const next = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
    expect(next.id).not.toBe(cart.id);
  });

  it('is closed as well when the buyer will pay in cash at the door', async () => {
    const { buyer, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.agreedOnCash(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartClosed']);
    expect(await people.look(buyer)).toBeNull();
  });

  it('leaves what was saved for later to the next cart, which is there at once', async () => {
    const { buyer, cart, variantId, checkoutId } = await filled();
    const scarf = await others.onSale('500');
    const { lines } = await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId: scarf, quantity: 3 }] });
    const [, line] = lines;
    const kept = await people.done(buyer, 'cartLinesSave', { cartId: cart.id, lineIds: [line?.id] });
    await people.done(buyer, 'cartCouponApply', { cartId: cart.id, code: 'WELCOME' });
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart: { ...kept, version: 5 }, buyerId: buyer.userId }));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    const next = await people.look(buyer);
    expect(next).toMatchObject({
      version: 1,
      status: 'OPEN',
      lines: [],
      couponCodes: [],
      savedLines: [{ quantity: 3, variant: { id: scarf }, total: { amount: '15.00' } }],
    });
    expect(next?.id).not.toBe(cart.id);
    expect(await people.done(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] })).toMatchObject({ id: next?.id, version: 2 });
  });

  it('stays open when money for a checkout arrives that had let go of it', async () => {
    const { buyer, cart, checkoutId } = await frozen();
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    expect(await people.look(buyer)).toMatchObject({ id: cart.id, status: 'OPEN' });
  });

  it('is frozen once, also when its message is delivered again after the checkout has ended', async () => {
    const { buyer, cart, checkoutId } = await filled();
    const start = { cart, buyerId: buyer.userId, eventId: newId() };
    await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, start));
    await others.checkoutStarted(checkoutId, start);
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    await others.checkoutStarted(checkoutId, start);
    await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
    expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
    expect(await people.look(buyer)).toMatchObject({ version: 3, status: 'OPEN' });
  });
});
