import type { Instant, ProductId } from '@marketplace/kernel';
import type { OrderNews, OrderStatus } from './order-news';

/** What one product brings in by an order; amounts are minor units as text, as they are stored. */
type ProductFacts = { readonly productId: ProductId; readonly title: string; readonly pieces: number; readonly revenue: string };

/**
 * What is known of one order. Each member is a fact of its own, which one event brings, so that the order of events does
 * not matter; news of the status counts by its version.
 */
export type OrderFacts = {
  readonly status: { readonly name: OrderStatus; readonly version: number };
  readonly terms?: {
    readonly at: Instant;
    readonly kind: 'PREPAID' | 'CASH_ON_DELIVERY';
    readonly currency: string;
    readonly revenue: string;
    readonly products: readonly ProductFacts[];
  };
  readonly paidAt?: Instant;
  readonly deliveredAt?: Instant;
};

/** One figure of one day that an order is part of; its key is a product or a status. */
export type Sum = {
  readonly day: string;
  readonly kind: 'SALES' | 'PRODUCT' | 'STATUS';
  readonly key: string;
  readonly currency: string;
  readonly orders: number;
  readonly pieces: number;
  /** Minor units as text. */
  readonly revenue: string;
};

const dayOf = (at: Instant): string => at.slice(0, 10);

const productsOf = ({ items }: NonNullable<OrderNews['terms']>): readonly ProductFacts[] => {
  const products = new Map<ProductId, ProductFacts>();
  for (const { productId, title, quantity, paid } of items) {
    const known = products.get(productId) ?? { productId, title, pieces: 0, revenue: '0' };
    const revenue = (BigInt(known.revenue) + paid.amount).toString();
    products.set(productId, { ...known, pieces: known.pieces + quantity, revenue });
  }
  return [...products.values()];
};

const factsOf = ({ status, version, at, terms }: OrderNews): OrderFacts => ({
  status: { name: status, version },
  ...(terms === undefined
    ? {}
    : {
        terms: {
          at,
          kind: terms.kind,
          currency: terms.revenue.currency,
          revenue: terms.revenue.amount.toString(),
          products: productsOf(terms),
        },
      }),
  ...(status === 'PAID' ? { paidAt: at } : {}),
  ...(status === 'DELIVERED' ? { deliveredAt: at } : {}),
});

/** What is known with this news, too. */
export const learn = (known: OrderFacts | undefined, news: OrderNews): OrderFacts => {
  const facts = factsOf(news);
  if (known === undefined) return facts;
  return { ...known, ...facts, status: known.status.version > facts.status.version ? known.status : facts.status };
};

/** Prepaid orders count when they are paid, the others when the cash was handed over. */
const moneyAt = ({ terms, paidAt, deliveredAt }: OrderFacts): Instant | undefined =>
  paidAt ?? (terms?.kind === 'CASH_ON_DELIVERY' ? deliveredAt : undefined);

/** The figures that an order is part of by what is known of it: nothing before it is known what was ordered. */
export const sumsOf = (facts: OrderFacts): readonly Sum[] => {
  const { status, terms } = facts;
  if (terms === undefined) return [];
  const { currency } = terms;
  const made: Sum = { day: dayOf(terms.at), kind: 'STATUS', key: status.name, currency, orders: 1, pieces: 0, revenue: '0' };
  const at = moneyAt(facts);
  if (at === undefined) return [made];
  const day = dayOf(at);
  const pieces = terms.products.reduce((sum, product) => sum + product.pieces, 0);
  return [
    made,
    { day, kind: 'SALES', key: '', currency, orders: 1, pieces, revenue: terms.revenue },
    ...terms.products.map((product): Sum => ({
      day,
      kind: 'PRODUCT',
      key: product.productId,
      currency,
      orders: 1,
      pieces: product.pieces,
      revenue: product.revenue,
    })),
  ];
};

const keyOf = ({ day, kind, key, currency }: Sum): string => [day, kind, key, currency].join(' ');

const negated = (sum: Sum): Sum => ({
  ...sum,
  orders: -sum.orders,
  pieces: -sum.pieces,
  revenue: (-BigInt(sum.revenue)).toString(),
});

const isNothing = ({ orders, pieces, revenue }: Sum): boolean => orders === 0 && pieces === 0 && BigInt(revenue) === 0n;

/** What to add to the figures of the days so that an order counts in them as `after` says, where it counted as `before`. */
export const difference = (before: readonly Sum[], after: readonly Sum[]): readonly Sum[] => {
  const sums = new Map<string, Sum>();
  for (const sum of [...after, ...before.map(negated)]) {
    const known = sums.get(keyOf(sum));
    sums.set(
      keyOf(sum),
      known === undefined
        ? sum
        : {
            ...known,
            orders: known.orders + sum.orders,
            pieces: known.pieces + sum.pieces,
            revenue: (BigInt(known.revenue) + BigInt(sum.revenue)).toString(),
          },
    );
  }
  return [...sums.values()].filter((sum) => !isNothing(sum));
};
