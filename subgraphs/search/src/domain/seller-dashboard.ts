import { defined, type Instant, type ProductId } from '@marketplace/kernel';
import type { OrderStatus, OrderTerms, OrderUpdate } from './order-updates';

/** The units and revenue of one product in an order. Amounts are minor units as text. Stored as JSON. */
type OrderedProduct = { readonly productId: ProductId; readonly title: string; readonly pieces: number; readonly revenue: string };

/**
 * The known state of one order. Each property comes from one event, so the order of events does not matter; the status with the
 * highest version counts.
 */
export type OrderFacts = {
  readonly status: { readonly name: OrderStatus; readonly version: number };
  readonly terms?: {
    readonly at: Instant;
    readonly kind: 'PREPAID' | 'CASH_ON_DELIVERY';
    readonly currency: string;
    readonly revenue: string;
    readonly products: readonly OrderedProduct[];
  };
  readonly paidAt?: Instant;
  readonly deliveredAt?: Instant;
};

/** The contribution of an order to one daily sum. The key is a product or a status. */
export type Contribution = {
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

const productsOf = ({ items }: OrderTerms): readonly OrderedProduct[] => {
  const products = new Map<ProductId, OrderedProduct>();
  for (const { productId, title, quantity, paid } of items) {
    const known = products.get(productId) ?? { productId, title, pieces: 0, revenue: '0' };
    const revenue = (BigInt(known.revenue) + paid.amount).toString();
    products.set(productId, { ...known, pieces: known.pieces + quantity, revenue });
  }
  return [...products.values()];
};

const termsOf = (terms: OrderTerms, at: Instant): OrderFacts['terms'] => ({
  at,
  kind: terms.kind,
  currency: terms.revenue.currency,
  revenue: terms.revenue.amount.toString(),
  products: productsOf(terms),
});

const factsOf = ({ status, version, at, terms }: OrderUpdate): OrderFacts => ({
  status: { name: status, version },
  ...defined({
    terms: terms === undefined ? undefined : termsOf(terms, at),
    paidAt: status === 'PAID' ? at : undefined,
    deliveredAt: status === 'DELIVERED' ? at : undefined,
  }),
});

/** The state of an order after an update. */
export const withUpdate = (known: OrderFacts | undefined, update: OrderUpdate): OrderFacts => {
  const facts = factsOf(update);
  if (known === undefined) return facts;
  return { ...known, ...facts, status: known.status.version > facts.status.version ? known.status : facts.status };
};

/** The time at which an order counts as revenue: payment of a prepaid order, delivery of a cash on delivery order. */
const revenueAt = ({ terms, paidAt, deliveredAt }: OrderFacts): Instant | undefined =>
  paidAt ?? (terms?.kind === 'CASH_ON_DELIVERY' ? deliveredAt : undefined);

/** The contributions of an order to daily sums; none before its terms are known. */
export const contributionsOf = (facts: OrderFacts): readonly Contribution[] => {
  const { status, terms } = facts;
  if (terms === undefined) return [];
  const { currency } = terms;
  const created: Contribution = { day: dayOf(terms.at), kind: 'STATUS', key: status.name, currency, orders: 1, pieces: 0, revenue: '0' };
  const at = revenueAt(facts);
  if (at === undefined) return [created];
  const day = dayOf(at);
  const pieces = terms.products.reduce((sum, product) => sum + product.pieces, 0);
  return [
    created,
    { day, kind: 'SALES', key: '', currency, orders: 1, pieces, revenue: terms.revenue },
    ...terms.products.map((product): Contribution => ({
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

const keyOf = ({ day, kind, key, currency }: Contribution): string => [day, kind, key, currency].join(' ');

const negated = (sum: Contribution): Contribution => ({
  ...sum,
  orders: -sum.orders,
  pieces: -sum.pieces,
  revenue: (-BigInt(sum.revenue)).toString(),
});

const isZero = ({ orders, pieces, revenue }: Contribution): boolean => orders === 0 && pieces === 0 && BigInt(revenue) === 0n;

/** The changes of daily sums that replace the contributions `before` by `after`. */
export const difference = (before: readonly Contribution[], after: readonly Contribution[]): readonly Contribution[] => {
  const sums = new Map<string, Contribution>();
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
  return [...sums.values()].filter((sum) => !isZero(sum));
};
