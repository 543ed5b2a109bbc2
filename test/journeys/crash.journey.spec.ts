import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { checkoutInput, fillCart } from './support/buying';
import type { Client } from './support/client';
import { providerIntents, startProgram, type Program } from './support/program';
import { logIn, newUser, openShop, type Goods, type Seller } from './support/shop';
import { eventuallyStock } from './support/truth';

type CheckoutView = { readonly status: string; readonly orders: readonly { readonly id: string; readonly status: string }[] };

const checkoutOf = async (client: Client, id: string): Promise<CheckoutView> =>
  (await client.ask<{ checkout: CheckoutView }>('query ($id: ID!) { checkout(id: $id) { status orders { id status } } }', { id })).checkout;

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

  // From before the first event is out to about when the money is captured.
  it.each([0, 15, 40, 80, 150])('finishes them once after a crash %i ms into them', async (moment) => {
    const { client, email } = await newUser(program.url, 'Ada Buyer');
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(documents.CheckoutStart, {
      input: checkoutInput(cart),
    });
    await new Promise((resolve) => setTimeout(resolve, moment));
    await program.kill();
    await program.start();
    const again = await logIn(program.url, email);
    const { id } = checkoutStart.checkout;
    const checkout = await eventually(
      async () => {
        const found = await checkoutOf(again, id);
        return found.status === 'COMPLETED' ? found : undefined;
      },
      { every: 100, waitingFor: 'the checkout to be completed' },
    );
    expect(checkout.orders).toHaveLength(1);
    const { orders } = await again.ask<{ orders: { edges: { node: { id: string; status: string; payment: { status: string } } }[] } }>(
      '{ orders(first: 10) { edges { node { id status payment { status } } } } }',
    );
    expect(orders.edges.map(({ node }) => node)).toEqual([{ id: checkout.orders[0]?.id, status: 'PAID', payment: { status: 'CAPTURED' } }]);
  });

  it('has charged each of them once, and sold one unit for each', async () => {
    const intents = await providerIntents(program.dataDir);
    expect(intents).toHaveLength(5);
    expect(intents.every((intent) => intent.status === 'succeeded' && intent.amount_received > 0)).toBe(true);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 95, reserved: 0 });
  });
});
