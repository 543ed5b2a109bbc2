import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { cartsEvents } from '@marketplace/schema';
import { guestWith, otherContexts, newcomer, cartClient, someBuyer, type CartView, type Payload } from './carts.fixtures';
import { context } from './main';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position);

describe('a cart with concurrent requests', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let others: ReturnType<typeof otherContexts>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('expired-checkout-locks');
    client = cartClient(harness);
    others = otherContexts(harness);
  });
  afterAll(() => harness.stop());

  const add = (actor: Parameters<typeof client.mutate>[0], variantId: string): Promise<Payload> =>
    client.mutate(actor, 'cartLinesAdd', { lines: [{ variantId, quantity: 1 }] });
  const piecesOf = (cart: CartView | null, variantId: string): number =>
    cart?.lines.find((line) => line.variant.id === variantId)?.quantity ?? 0;
  const codesOf = ({ userErrors }: Payload): readonly string[] => userErrors.map(({ code }) => code);

  it('receives the lines of a guest cart once, whatever both add during the login', async () => {
    const [shirt, hat] = [await others.onSale('1000'), await others.onSale('500')];
    await Promise.all(
      range(5).map(async () => {
        const buyer = someBuyer();
        const begun = await client.change(newcomer, 'cartLinesAdd', { lines: [{ variantId: hat, quantity: 3 }] });
        const guest = guestWith(begun.token ?? '');
        const [merged, added, late] = await Promise.all([
          Promise.all(range(3).map(() => client.mutate(buyer, 'cartMerge', { token: begun.token }))),
          Promise.all(range(12).map(() => add(buyer, shirt))),
          Promise.all(range(6).map(() => add(guest, shirt))),
        ]);
        for (const each of [...merged, ...added]) expect(codesOf(each)).toEqual([]);
        // Lines that the guest adds after the merge start a new cart.
        const before = late.filter(({ cart }) => cart?.id === begun.id).length;
        const cart = await client.read(buyer);
        expect([piecesOf(cart, shirt), piecesOf(cart, hat)]).toEqual([12 + before, 3]);
      }),
    );
  });

  it('is locked as agreed or not at all, while lines and coupons change', async () => {
    const [shirt, hat] = [await others.onSale('1000'), await others.onSale('500')];
    const outcomes = await Promise.all(
      range(20).map(async (number) => {
        const buyer = someBuyer();
        const cart = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: shirt, quantity: 2 }] });
        const checkoutId = newId();
        const change = (): Promise<Payload> =>
          number % 2 === 0 ? add(buyer, hat) : client.mutate(buyer, 'cartCouponApply', { cartId: cart.id, code: 'WELCOME' });
        const starting = others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId });
        await new Promise((resolve) => setTimeout(resolve, number % 5));
        const [changed, eventId] = await Promise.all([change(), starting]);
        await harness.waitUntilHandled(eventId);
        const frozen = (await harness.publishedEvents(cartsEvents.CartFrozenV1)).filter((each) => each.checkoutId === checkoutId);
        const refused = (await harness.publishedEvents(cartsEvents.CartFreezeRejectedV1)).filter((each) => each.checkoutId === checkoutId);
        const seen = await client.read(buyer);
        if (frozen.length === 1) {
          expect(frozen).toMatchObject([{ lines: [{ variantId: shirt, quantity: 2 }], couponCodes: [] }]);
          expect({ refused, changed: codesOf(changed), status: seen?.status }).toEqual({
            refused: [],
            changed: ['CART_FROZEN'],
            status: 'FROZEN',
          });
          return 'frozen';
        }
        expect({ frozen, changed: codesOf(changed), status: seen?.status }).toEqual({ frozen: [], changed: [], status: 'OPEN' });
        expect(refused).toMatchObject([{ reason: 'version-conflict', currentVersion: seen?.version }]);
        return 'refused';
      }),
    );
    expect(outcomes).toHaveLength(20);
  });

  it('contains no paid items when the payment arrives while the lock expires', async () => {
    const [shirt, hat] = [await others.onSale('1000'), await others.onSale('500')];
    const paid = await Promise.all(
      range(12).map(async () => {
        const buyer = someBuyer();
        const cart = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: shirt, quantity: 2 }] });
        const checkoutId = newId();
        await harness.waitUntilHandled(await others.checkoutStarted(checkoutId, { cart, buyerId: buyer.userId }));
        return { buyer, checkoutId };
      }),
    );
    await harness.running.db.query(`UPDATE carts SET frozen_at = now() - interval '1 day' WHERE status = 'FROZEN'`);
    const [, added] = await Promise.all([
      harness.running.jobs.runNow('expired-checkout-locks'),
      Promise.all(paid.map(({ buyer }) => add(buyer, hat))),
      Promise.all(paid.map(async ({ buyer, checkoutId }) => harness.waitUntilHandled(await others.captured(checkoutId, buyer.userId)))),
    ]);
    await harness.running.jobs.runNow('expired-checkout-locks');
    for (const [position, { buyer }] of paid.entries()) {
      const cart = await client.read(buyer);
      const kept = added[position]?.userErrors.length === 0 ? 1 : 0;
      expect({ shirts: piecesOf(cart, shirt), hats: piecesOf(cart, hat) }).toEqual({ shirts: 0, hats: kept });
      expect(cart?.status ?? 'OPEN').toBe('OPEN');
    }
    expect(await harness.running.db.query('SELECT 1 FROM dead_letters')).toEqual([]);
  });
});
