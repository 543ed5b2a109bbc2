import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { checkoutInput, fillCart, type Cart } from './support/buying';
import type { Client } from './support/client';
import { providerIntents, startProgram, type Program } from './support/program';
import { logIn, newUser, openShop, type Goods, type Seller } from './support/shop';
import { eventuallyStock } from './support/stock-and-ledger';

type CheckoutView = {
  readonly status: string;
  readonly abortReason: { readonly code: string } | null;
  readonly orders: readonly { readonly id: string; readonly status: string }[];
};

const checkoutQuery = 'query ($id: ID!) { checkout(id: $id) { status abortReason { code } orders { id status } } }';
const ordersQuery = '{ orders(first: 10) { edges { node { id status payment { status } } } } }';

type Orders = { readonly orders: { readonly edges: readonly { readonly node: { readonly id: string } }[] } };

type Buyer = { readonly client: Client; readonly email: string; readonly cart: Cart };

/** The ages of the checkouts when the process is killed, in ms: from before the first event until about the capture. */
const ages = [0, 15, 40, 80, 150];
const oldest = Math.max(...ages);

const [wanted, mostRounds] = [2 * ages.length, 5];

/** Kills the process at many points in time of a checkout. After a restart, each checkout must finish exactly once. */
describe('a marketplace that is killed during checkouts', () => {
  let program: Program;
  let seller: Seller;
  let goods: Goods;
  let finished = 0;

  beforeAll(async () => {
    program = await startProgram({ CARRIER_STEP_MS: '600000', DEMO_DATA: 'off' });
    const shop = await openShop(program.url);
    seller = await shop.newSeller(`Crash ${randomUUID().slice(0, 6)}`);
    goods = await seller.offers('Survivor', '20.00', 100);
  });
  afterAll(() => program.dispose());

  const newBuyer = async (): Promise<Buyer> => {
    const { client, email } = await newUser(program.url, 'Ada Buyer');
    return { client, email, cart: await fillCart(client, { variantId: goods.variantId, quantity: 1 }) };
  };

  /** Starts a checkout for each buyer at each age, and kills the process when the last one is accepted. */
  const crashDuringCheckouts = async (buyers: readonly Buyer[]): Promise<readonly string[]> => {
    const ids = await Promise.all(
      buyers.map(async ({ client, cart }, position) => {
        await passed(oldest - (ages[position] ?? 0));
        type Answer = { readonly checkoutStart: { readonly checkout: { readonly id: string } } };
        return (await client.ask<Answer>(documents.CheckoutStart, { input: checkoutInput(cart) })).checkoutStart.checkout.id;
      }),
    );
    await program.kill();
    return ids;
  };

  const endOf = (client: Client, id: string): Promise<CheckoutView> =>
    eventually(
      async () => {
        const { checkout } = await client.ask<{ checkout: CheckoutView }>(checkoutQuery, { id });
        return ['COMPLETED', 'ABORTED'].includes(checkout.status) ? checkout : undefined;
      },
      { every: 100, timeout: 120_000, waitingFor: 'the end of the checkout' },
    );

  /** On a busy machine, a restart can take longer than the timeout of 30 s of a step. Then the checkout is aborted without an order. */
  const expectOneEnd = async (email: string, id: string): Promise<void> => {
    const client = await logIn(program.url, email);
    const checkout = await endOf(client, id);
    const { orders } = await client.ask<Orders>(ordersQuery);
    const paid = orders.edges.map(({ node }) => node).filter((node) => !('status' in node) || node.status !== 'CANCELLED');
    if (checkout.status === 'ABORTED') {
      expect([checkout.abortReason?.code, paid]).toEqual(['TIMED_OUT', []]);
      return;
    }
    expect(checkout.orders).toHaveLength(1);
    expect(paid).toEqual([{ id: checkout.orders[0]?.id, status: 'PAID', payment: { status: 'CAPTURED' } }]);
    finished += 1;
  };

  it('finishes each checkout once', async () => {
    for (let round = 0; round < mostRounds && finished < wanted; round += 1) {
      const buyers = await Promise.all(ages.map(newBuyer));
      const ids = await crashDuringCheckouts(buyers);
      await program.start();
      await Promise.all(buyers.map(({ email }, position) => expectOneEnd(email, ids[position] ?? '')));
    }
    expect(finished).toBeGreaterThanOrEqual(wanted);
  });

  it('has charged each checkout once, and sold one unit for each', async () => {
    const intents = await providerIntents(program.dataDir);
    expect(intents.filter(({ amount_received }) => amount_received > 0)).toHaveLength(finished);
    expect(intents.every(({ status, amount_received }) => (status === 'succeeded') === amount_received > 0)).toBe(true);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 100 - finished, reserved: 0 });
  });
});
