import fc from 'fast-check';
import { currency, idOf, instant, money, type Instant } from '@marketplace/kernel';
import type { OrderUpdate, OrderStatus } from './order-updates';
import { difference, withUpdate, contributionsOf, type OrderFacts, type Contribution } from './seller-dashboard';

const usd = (amount: bigint) => money(amount, currency('USD'));
const at = (day: number, hour = 12): Instant => instant(Date.UTC(2026, 10, day, hour));

const order = (status: OrderStatus, version: number, day: number): OrderUpdate => ({
  orderId: idOf('o1'),
  buyerId: idOf('b1'),
  sellerId: idOf('s1'),
  version,
  at: at(day),
  status,
});

const created = (kind: 'PREPAID' | 'CASH_ON_DELIVERY' = 'PREPAID'): OrderUpdate => ({
  ...order('CREATED', 1, 1),
  terms: {
    orderNumber: '2611-1',
    kind,
    total: usd(3_000n),
    revenue: usd(3_200n),
    items: [
      { variantId: idOf('v1'), productId: idOf('p1'), title: 'Jacket', quantity: 2, paid: usd(2_000n) },
      { variantId: idOf('v2'), productId: idOf('p1'), title: 'Jacket', quantity: 1, paid: usd(500n) },
      { variantId: idOf('v3'), productId: idOf('p2'), title: 'Hat', quantity: 1, paid: usd(500n) },
    ],
  },
});

const known = (...updates: readonly OrderUpdate[]): OrderFacts => {
  const facts = updates.reduce<OrderFacts | undefined>(withUpdate, undefined);
  if (facts === undefined) throw new Error('no updates');
  return facts;
};

const of = (kind: Contribution['kind'], sums: readonly Contribution[]) => sums.filter((sum) => sum.kind === kind);

describe("an order in its seller's figures", () => {
  it('counts by status on the day of its creation', () => {
    expect(contributionsOf(known(created(), order('CONFIRMED', 2, 2)))).toEqual([
      { day: '2026-11-01', kind: 'STATUS', key: 'CONFIRMED', currency: 'USD', orders: 1, pieces: 0, revenue: '0' },
    ]);
  });

  it('counts as revenue on the day of payment, including discounts paid by the platform', () => {
    const sums = contributionsOf(known(created(), order('CONFIRMED', 2, 1), order('PAID', 3, 2), order('SHIPPED', 4, 5)));
    expect(of('SALES', sums)).toEqual([
      { day: '2026-11-02', kind: 'SALES', key: '', currency: 'USD', orders: 1, pieces: 4, revenue: '3200' },
    ]);
  });

  it('sums up the lines of one product', () => {
    expect(
      of('PRODUCT', contributionsOf(known(created(), order('PAID', 2, 2)))).map(({ key, pieces, revenue }) => [key, pieces, revenue]),
    ).toEqual([
      ['p1', 3, '2500'],
      ['p2', 1, '500'],
    ]);
  });

  it('counts a cash on delivery order on delivery, not before', () => {
    const placed = known(created('CASH_ON_DELIVERY'), order('CONFIRMED', 2, 1), order('SHIPPED', 3, 2));
    expect(of('SALES', contributionsOf(placed))).toEqual([]);
    expect(of('SALES', contributionsOf(withUpdate(placed, order('DELIVERED', 4, 6)))).map(({ day }) => day)).toEqual(['2026-11-06']);
  });

  it('does not count before its terms are known', () => {
    expect(contributionsOf(known(order('PAID', 3, 2), order('CONFIRMED', 2, 1)))).toEqual([]);
  });

  it('keeps the later status when the earlier event arrives last', () => {
    expect(known(order('SHIPPED', 4, 3), order('PAID', 3, 2), created()).status).toEqual({ name: 'SHIPPED', version: 4 });
  });
});

const paths: readonly (readonly OrderStatus[])[] = [
  ['CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED', 'CLOSED'],
  ['CONFIRMED', 'CANCELLED'],
  ['CANCELLED'],
  ['CONFIRMED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CLOSED'],
];

const history = fc
  .record({
    path: fc.constantFrom(...paths),
    length: fc.nat(5),
    cash: fc.boolean(),
    days: fc.array(fc.nat(20), { minLength: 6, maxLength: 6 }),
  })
  .map(({ path, length, cash, days }) => [
    created(cash ? 'CASH_ON_DELIVERY' : 'PREPAID'),
    ...path.slice(0, length).map((status, position) => order(status, position + 2, 1 + (days[position] ?? 0))),
  ]);

/** The figures of days, as the database adds them up. */
const total = (changes: readonly Contribution[]): ReadonlyMap<string, readonly [number, number, bigint]> => {
  const totals = new Map<string, readonly [number, number, bigint]>();
  for (const { day, kind, key, currency: code, orders, pieces, revenue } of changes) {
    const sumKey = [day, kind, key, code].join(' ');
    const [o, p, r] = totals.get(sumKey) ?? [0, 0, 0n];
    totals.set(sumKey, [o + orders, p + pieces, r + BigInt(revenue)]);
  }
  return new Map([...totals].filter(([, [orders, pieces, revenue]]) => orders !== 0 || pieces !== 0 || revenue !== 0n).sort());
};

/** The changes of all updates, in order. */
const changesOf = (updates: readonly OrderUpdate[]): readonly Contribution[] => {
  let facts: OrderFacts | undefined;
  let counted: readonly Contribution[] = [];
  return updates.flatMap((each) => {
    facts = withUpdate(facts, each);
    const next = contributionsOf(facts);
    const changes = difference(counted, next);
    counted = next;
    return changes;
  });
};

describe("a seller's figures", () => {
  it('are the same for any order and repetition of updates', () => {
    fc.assert(
      fc.property(
        history.chain((updates) =>
          fc.tuple(
            fc.constant(updates),
            fc.shuffledSubarray([...updates, ...updates, ...updates], { minLength: updates.length * 3, maxLength: updates.length * 3 }),
          ),
        ),
        ([inOrder, unordered]) => {
          expect(total(changesOf(unordered))).toEqual(total(changesOf(inOrder)));
          expect(total(changesOf(inOrder))).toEqual(total(contributionsOf(known(...inOrder))));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('do not change with a repeated update', () => {
    fc.assert(
      fc.property(history, (updates) => {
        const facts = known(...updates);
        for (const each of updates) expect(difference(contributionsOf(facts), contributionsOf(withUpdate(facts, each)))).toEqual([]);
      }),
    );
  });
});
