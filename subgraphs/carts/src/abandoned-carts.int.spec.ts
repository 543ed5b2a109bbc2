import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { cartsEvents } from '@marketplace/schema';
import { otherContexts, newcomer, cartClient, someBuyer, usd } from './carts.fixtures';
import { context } from './main';

describe('an inactive cart', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    harness = await contextHarness(context, { variables: { ABANDONED_AFTER_HOURS: '48', FROZEN_CART_MINUTES: '90' } });
    await harness.pauseJobs('abandoned-carts', 'expired-checkout-locks');
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  const filled = async (quantity = 2) => {
    const buyer = someBuyer();
    const variantId = await others.onSale('1250');
    const cart = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity }] });
    return { buyer, variantId, cart, checkoutId: newId() as string };
  };
  const age = (cartId: string, hours: number) =>
    harness.running.db.query(
      `UPDATE carts SET updated_at = updated_at - $2 * interval '1 hour', frozen_at = frozen_at - $2 * interval '1 hour' WHERE id = $1`,
      [cartId, hours],
    );
  const run = (job: string) => harness.running.jobs.runNow(job);
  const said = async (checkoutId: string): Promise<readonly string[]> => {
    const rows = await harness.running.db.query<{ event_type: string }>(
      `SELECT event_type FROM outbox_events WHERE payload->'data'->>'checkoutId' = $1 ORDER BY seq`,
      [checkoutId],
    );
    return rows.map((row) => row.event_type);
  };
  const abandonments = async (cartId: string) =>
    (await harness.publishedEvents(cartsEvents.CartAbandonedV1)).filter((data) => data.cartId === cartId);

  describe('of a user, with lines', () => {
    it('is published as abandoned, once, and does not change', async () => {
      const { buyer, cart } = await filled();
      const recent = await filled();
      await age(cart.id, 49);
      await age(recent.cart.id, 47);
      expect(await run('abandoned-carts')).toBe(1);
      expect(await run('abandoned-carts')).toBe(0);
      expect(await abandonments(cart.id)).toEqual([
        { cartId: cart.id, buyerId: buyer.userId, lineCount: 1, value: usd('2500'), lastChangedAt: expect.stringMatching(/Z$/) },
      ]);
      expect(await abandonments(recent.cart.id)).toEqual([]);
      expect(await client.read(buyer)).toEqual(cart);
    });

    it('is published again when it was changed and left again', async () => {
      const { buyer, variantId, cart } = await filled();
      await age(cart.id, 49);
      await run('abandoned-carts');
      await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }], expectedVersion: 1 });
      expect(await run('abandoned-carts')).toBe(0);
      await age(cart.id, 49);
      expect(await run('abandoned-carts')).toBe(1);
      expect((await abandonments(cart.id)).map(({ value }) => value)).toEqual([usd('2500'), usd('3750')]);
    });

    it('is skipped when it is empty, has no available lines, is in checkout, or belongs to a guest', async () => {
      const [empty, busy] = [await filled(), await filled()];
      await client.change(empty.buyer, 'cartLinesSave', { cartId: empty.cart.id, lineIds: [empty.cart.lines[0]?.id] });
      await harness.waitUntilHandled(await others.checkoutStarted(busy.checkoutId, { cart: busy.cart, buyerId: busy.buyer.userId }));
      const guests = await client.change(newcomer, 'cartLinesAdd', { lines: [{ variantId: empty.variantId, quantity: 1 }] });
      for (const id of [empty.cart.id, busy.cart.id, guests.id]) await age(id, 49);
      await run('abandoned-carts');
      for (const id of [empty.cart.id, busy.cart.id, guests.id]) expect(await abandonments(id)).toEqual([]);
      await harness.waitUntilHandled(await others.unfreezeRequested(busy.checkoutId, busy.cart.id));
    });
  });

  describe('locked by a checkout that does not end', () => {
    const forgotten = async () => {
      const setting = await filled(3);
      await client.change(setting.buyer, 'cartCouponApply', { cartId: setting.cart.id, code: 'WELCOME' });
      const start = { cart: { ...setting.cart, version: 2 }, buyerId: setting.buyer.userId };
      await harness.waitUntilHandled(await others.checkoutStarted(setting.checkoutId, start));
      await age(setting.cart.id, 2);
      expect(await run('expired-checkout-locks')).toBe(1);
      return setting;
    };

    it('is unlocked after the timeout, and not before', async () => {
      const { buyer, cart, checkoutId } = await filled();
      await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId }));
      await age(cart.id, 1);
      expect(await run('expired-checkout-locks')).toBe(0);
      await age(cart.id, 1);
      expect(await run('expired-checkout-locks')).toBe(1);
      expect(await run('expired-checkout-locks')).toBe(0);
      expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen']);
      expect(await client.read(buyer)).toMatchObject({ id: cart.id, status: 'OPEN', version: 3, lines: [{ quantity: 2 }] });
    });

    it.each(['captured', 'agreedOnCash'] as const)(
      'loses what was paid for after all (%s), and keeps what was added since',
      async (how) => {
        const { buyer, variantId, cart, checkoutId } = await forgotten();
        const scarf = await others.onSale('500');
        const more = [
          { variantId, quantity: 2 },
          { variantId: scarf, quantity: 1 },
        ];
        await client.change(buyer, 'cartLinesAdd', { lines: more });
        await harness.waitUntilHandled(await others[how](checkoutId, buyer.userId));
        const left = await client.read(buyer);
        expect(left).toMatchObject({
          id: cart.id,
          status: 'OPEN',
          lines: [
            { variant: { id: variantId }, quantity: 2 },
            { variant: { id: scarf }, quantity: 1 },
          ],
          couponCodes: [],
        });
        await harness.waitUntilHandled(await others[how](checkoutId, buyer.userId));
        expect(await client.read(buyer)).toEqual(left);
      },
    );

    it('keeps its contents when another checkout has locked it by then', async () => {
      const { buyer, cart, checkoutId } = await forgotten();
      const another = newId();
      await harness.waitUntilHandled(await others.checkoutStarted(another, { cart: { ...cart, version: 4 }, buyerId: buyer.userId }));
      await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
      expect(await client.read(buyer)).toMatchObject({ status: 'FROZEN', version: 5, lines: [{ quantity: 3 }] });
      await harness.waitUntilHandled(await others.captured(another, buyer.userId));
      expect(await said(another)).toEqual(['CartFrozen', 'CartClosed']);
    });

    it('is answered with CartUnfrozen when the checkout releases it later, and is not changed by a payment afterwards', async () => {
      const { buyer, cart, checkoutId } = await forgotten();
      await harness.waitUntilHandled(await others.unfreezeRequested(checkoutId, cart.id));
      expect(await said(checkoutId)).toEqual(['CartFrozen', 'CartUnfrozen', 'CartUnfrozen']);
      await harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId));
      expect(await client.read(buyer)).toMatchObject({ lines: [{ quantity: 3 }], couponCodes: ['WELCOME'] });
    });
  });
});
