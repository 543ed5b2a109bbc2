import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { addToCart } from '../journeys/support/buying';
import type { Client } from '../journeys/support/client';
import { startPromotion } from '../journeys/support/promotions';
import type { Goods } from '../journeys/support/shop';
import { repeatFor } from './measure';
import type { Stack } from './stack';

type Row = Readonly<Record<string, string | number>>;

type Crowd = { readonly stack: Stack; readonly buyers: readonly Client[]; readonly milliseconds: number };

const measured = async (
  request: string,
  { stack, buyers, milliseconds }: Crowd,
  ask: (client: Client) => Promise<unknown>,
): Promise<Row> => {
  const before = await stack.metric('sql_statements_total');
  const { perSecond, spread } = await repeatFor(
    milliseconds,
    buyers.map((client) => () => ask(client)),
  );
  const statements = (await stack.metric('sql_statements_total')) - before;
  return { request, 'requests/s': perSecond, 'p50 ms': spread.median, 'p99 ms': spread.p99, 'SQL/request': statements / spread.count };
};

const add = (goods: Goods) => async (client: Client) => {
  const { userErrors } = await addToCart(client, [{ variantId: goods.variantId, quantity: 1 }]);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
};

const look = (client: Client): Promise<unknown> => client.ask(documents.Cart);

/** Promotions that are evaluated for a cart. A fifth of them apply, each in a different way. */
const startPromotions = async (operator: Client, goods: Goods): Promise<void> => {
  for (let number = 0; number < 50; number += 1) {
    const applies = number % 5 === 0;
    await startPromotion(operator, {
      terms: {
        label: `Bench ${number.toString()}`,
        priority: number,
        effects: [{ kind: 'PERCENTAGE', basisPoints: 50 + number }],
        rules: applies ? { productIds: [goods.productId] } : { productIds: [goods.productId], minimumQuantity: 900 },
      },
    });
  }
};

/** Measures carts with all fields that a frontend displays, before and after fifty promotions are started. */
export const cartTable = async (crowd: Crowd, operator: Client, goods: Goods): Promise<readonly Row[]> => {
  const adding = await measured('add to cart, answered with the whole cart', crowd, add(goods));
  const plain = await measured('cart with delivery and total, no promotion', crowd, look);
  await startPromotions(operator, goods);
  const [first] = crowd.buyers;
  if (first === undefined) throw new Error('no buyer');
  await eventually(
    async () => {
      const { cart } = await first.ask<{ cart: { discounts: readonly unknown[] | null } }>(documents.Cart);
      return cart.discounts?.length === 10;
    },
    { waitingFor: 'ten promotions to apply' },
  );
  return [adding, plain, await measured('the same with 50 active promotions (10 apply)', crowd, look)];
};
