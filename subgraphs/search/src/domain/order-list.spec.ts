import fc from 'fast-check';
import { currency, idOf, instant, money } from '@marketplace/kernel';
import { listedOrders } from './order-list';
import type { OrderUpdate, OrderStatus } from './order-updates';

const updates = (status: OrderStatus, version: number): OrderUpdate => ({
  orderId: idOf('o1'),
  buyerId: idOf('b1'),
  sellerId: idOf('s1'),
  version,
  at: instant(Date.UTC(2026, 10, version)),
  status,
});

const line = (title: string, quantity: number) => ({
  variantId: idOf<'Variant'>(`v-${title}`),
  productId: idOf<'Product'>(`p-${title}`),
  title,
  quantity,
  paid: money(100n, currency('EUR')),
});

const created: OrderUpdate = {
  ...updates('CREATED', 1),
  terms: {
    orderNumber: '2611-7',
    kind: 'PREPAID',
    total: money(1_000n, currency('EUR')),
    revenue: money(1_000n, currency('EUR')),
    items: [line('Tent', 1), line('Peg', 12), line('Rope', 2), line('Lamp', 1)],
  },
};

const story = [created, updates('CONFIRMED', 2), updates('PAID', 3), updates('SHIPPED', 5), updates('DELIVERED', 8)];

describe("an order in its buyer's list", () => {
  it('shows its first lines and the number of units', () => {
    const [order] = listedOrders([created]);
    expect(order?.terms).toMatchObject({ itemCount: 16, lines: [{ title: 'Tent' }, { title: 'Peg' }, { title: 'Rope' }] });
  });

  it('is the same for any order and repetition of events', () => {
    const [expected] = listedOrders(story);
    expect(expected).toMatchObject({ status: 'DELIVERED', statusVersion: 8, terms: { orderNumber: '2611-7', createdAt: created.at } });
    fc.assert(
      fc.property(fc.shuffledSubarray([...story, ...story], { minLength: 10, maxLength: 10 }), (unordered) => {
        expect(listedOrders(unordered)).toEqual([expected]);
      }),
    );
  });

  it('has no terms before its first event is received', () => {
    expect(listedOrders(story.slice(1))[0]?.terms).toBeUndefined();
  });

  it('is separate from other orders', () => {
    const other: OrderUpdate = { ...updates('CREATED', 1), orderId: idOf('o2') };
    expect(listedOrders([created, other, updates('PAID', 3)]).map(({ orderId, status }) => [orderId, status])).toEqual([
      ['o1', 'PAID'],
      ['o2', 'CREATED'],
    ]);
  });
});
