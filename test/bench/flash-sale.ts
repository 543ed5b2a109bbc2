import { addToCart, buy, fillCart, type Cart } from '../journeys/support/buying';
import type { Client } from '../journeys/support/client';
import { newUsers, type Goods } from '../journeys/support/shop';
import { spreadOf, timed } from './measure';

/** The number of concurrent requests during preparation. */
const side = 40;

const inBatches = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const done: R[] = [];
  while (done.length < items.length) done.push(...(await Promise.all(items.slice(done.length, done.length + side).map(work))));
  return done;
};

type Ready = { readonly client: Client; readonly cart: Cart };

const prepareCart = async (client: Client, variantId: string): Promise<Ready> => {
  const { cart, userErrors } = await addToCart(client, [{ variantId, quantity: 1 }]);
  if (cart === null) throw new Error(JSON.stringify(userErrors));
  return { client, cart };
};

/** Measures many buyers who purchase a few units at the same time: every unit is sold exactly once, and every buyer gets a result. */
export const flashSale = async (url: string, goods: Goods, { buyers, units }: { readonly buyers: number; readonly units: number }) => {
  const clients = await newUsers(url, buyers);
  const [first, ...others] = clients;
  if (first === undefined) throw new Error('no buyer');
  const cart = await fillCart(first, { variantId: goods.variantId, quantity: 1 });
  const ready = [{ client: first, cart }, ...(await inBatches(others, (client) => prepareCart(client, goods.variantId)))];
  const sale = await timed(() => Promise.all(ready.map(({ client, cart: own }) => timed(() => buy(client, own)))));
  const outcomes = sale.value.map(({ value }) => value);
  const sold = outcomes.filter(({ status }) => status === 'COMPLETED').length;
  const without = outcomes.filter(({ abortReason }) => abortReason?.code === 'INSUFFICIENT_STOCK').length;
  if (sold !== units || sold + without !== buyers) {
    throw new Error(
      `of ${buyers.toString()} buyers ${sold.toString()} were sold ${units.toString()} units, ${without.toString()} came too late`,
    );
  }
  await inBatches(clients, (client) => client.hangUp());
  const { median, p99 } = spreadOf(sale.value.map(({ milliseconds }) => milliseconds));
  return {
    buyers,
    units,
    sold,
    'came too late': without,
    'all answered after s': sale.milliseconds / 1_000,
    'answers/s': buyers / (sale.milliseconds / 1_000),
    'median ms': median,
    'p99 ms': p99,
  };
};
