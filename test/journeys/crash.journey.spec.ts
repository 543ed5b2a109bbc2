import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { checkoutInput, fillCart } from './support/buying';
import type { Client } from './support/client';
import { providerIntents, startProgram, type Program } from './support/program';
import { logIn, newUser, openShop, type Goods, type Seller } from './support/shop';
import { eventuallyStock } from './support/truth';

type CheckoutView = {
  readonly status: string;
  readonly abortReason: { readonly code: string } | null;
  readonly orders: readonly { readonly id: string; readonly status: string }[];
};

const checkoutQuery = 'query ($id: ID!) { checkout(id: $id) { status abortReason { code } orders { id status } } }';

const checkoutOf = async (client: Client, id: string): Promise<CheckoutView> =>
  (await client.ask<{ checkout: CheckoutView }>(checkoutQuery, { id })).checkout;

const restarts = 4;

/** The process dies at moments all over a checkout; a restart must finish each one, once. */
describe('a marketplace that is killed in the middle of checkouts', () => {
  let program: Program;
  let seller: Seller;
  let goods: Goods;
  beforeAll(async () => {
    program = await startProgram({ CARRIER_STEP_MS: '600000', DEMO_DATA: 'off' });
    const shop = await openShop(program.url);
    seller = await shop.newSeller(`Crash ${randomUUID().slice(0, 6)}`);
    goods = await seller.offers('Survivor', '20.00', 100);
  });
  afterAll(() => program.dispose());

  /** Starts a checkout, kills the marketplace a moment later, starts it again, and waits for the end of the checkout. */
  const crashDuring = async (moment: number): Promise<{ readonly client: Client; readonly checkout: CheckoutView }> => {
    const { client, email } = await newUser(program.url, 'Ada Buyer');
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(documents.CheckoutStart, {
      input: checkoutInput(cart),
    });
    await new Promise((resolve) => setTimeout(resolve, moment));
    await program.kill();
    await program.start();
    const again = await logIn(program.url, email);
    const checkout = await eventually(
      async () => {
        const found = await checkoutOf(again, checkoutStart.checkout.id);
        return ['COMPLETED', 'ABORTED'].includes(found.status) ? found : undefined;
      },
      { every: 100, timeout: 120_000, waitingFor: 'the end of the checkout' },
    );
    return { client: again, checkout };
  };

  // From before the first event is out to about when the money is captured.
  it.each([0, 15, 40, 80, 150])('finishes them once after a crash %i ms into them', async (moment) => {
    let { client, checkout } = await crashDuring(moment);
    // On a busy machine a restart can take longer than the 30 s that a step may wait. Such a checkout is aborted, and charges nothing.
    for (let restart = 1; restart < restarts && checkout.status === 'ABORTED'; restart += 1) {
      expect(checkout.abortReason?.code).toBe('TIMED_OUT');
      ({ client, checkout } = await crashDuring(moment));
    }
    expect(checkout).toMatchObject({ status: 'COMPLETED', orders: [{}] });
    const { orders } = await client.ask<{ orders: { edges: { node: { id: string; status: string; payment: { status: string } } }[] } }>(
      '{ orders(first: 10) { edges { node { id status payment { status } } } } }',
    );
    expect(orders.edges.map(({ node }) => node)).toEqual([{ id: checkout.orders[0]?.id, status: 'PAID', payment: { status: 'CAPTURED' } }]);
  });

  it('has charged each of them once, and sold one unit for each', async () => {
    const intents = await providerIntents(program.dataDir);
    expect(intents.filter(({ amount_received }) => amount_received > 0)).toHaveLength(5);
    expect(intents.every(({ status, amount_received }) => (status === 'succeeded') === amount_received > 0)).toBe(true);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 95, reserved: 0 });
  });
});
