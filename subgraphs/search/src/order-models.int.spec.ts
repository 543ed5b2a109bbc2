import { newId } from '@marketplace/platform';
import { contextHarness, fakeProducers, type ContextHarness, type Producers } from '@marketplace/platform/testing';
import { eventually } from '@marketplace/testing';
import type { Envelope } from '@marketplace/schema';
import { context } from './main';
import { publishingTo, buyer, noon, operator, placeOrder, addingToHistory, staffOf, type PublishEvent } from './read-models.fixtures';

const orderList = `query ($first: Int!, $after: String, $status: OrderListStatus) {
  orderList(first: $first, after: $after, status: $status) {
    edges { node { id orderNumber status total { amount currency } createdAt itemCount lines { title quantity variant { id } } seller { id } order { id } } }
    pageInfo { endCursor hasNextPage } } }`;

const dashboard = `query ($sellerId: ID!, $from: String, $to: String) {
  sellerDashboard(sellerId: $sellerId, from: $from, to: $to) { from to seller { id }
    totals { revenue { amount currency } orderCount pieces }
    days { day revenue { amount currency } orderCount pieces }
    topProducts { product { id } title pieces revenue { amount currency } }
    statuses { status orderCount } } }`;

type Listed = { readonly id: string; readonly status: string };
type Page = { orderList: { edges: { node: Listed }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } };

let harness: ContextHarness;
let orders: Producers;
let publishEvent: PublishEvent;

beforeAll(async () => {
  harness = await contextHarness(context);
  orders = fakeProducers(harness.broker, ['orders']);
  publishEvent = publishingTo(orders);
});
afterAll(async () => {
  await orders.stop();
  await harness.stop();
});

const heardAll = async (): Promise<void> => {
  for (const { id } of orders.history()) await harness.waitUntilHandled(id);
};

const listOf = async (actor: Parameters<ContextHarness['graph']>[0], variables: Record<string, unknown> = {}) => {
  const { data, errors } = await harness.graph(actor, orderList, { first: 20, ...variables });
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return (data as Page).orderList;
};

describe("a buyer's order list", () => {
  it('shows an order with its number, first lines and total', async () => {
    const [buyerId, sellerId, productId] = [newId<'User'>(), newId<'Seller'>(), newId()];
    const items = [[productId, 'Tent', 2, 5_000] as const, [newId(), 'Peg', 10, 1_000] as const];
    const order = await placeOrder(publishEvent, { buyerId, sellerId, day: 3, items });
    await order.advance(4, 'confirm', 'pay');
    await heardAll();
    expect((await listOf(buyer(buyerId))).edges).toEqual([
      {
        node: {
          id: order.orderId,
          orderNumber: order.orderNumber,
          status: 'PAID',
          total: { amount: '60.00', currency: 'USD' },
          createdAt: noon(3),
          itemCount: 12,
          lines: [
            { title: 'Tent', quantity: 2, variant: { id: expect.any(String) } },
            { title: 'Peg', quantity: 10, variant: { id: expect.any(String) } },
          ],
          seller: { id: sellerId },
          order: { id: order.orderId },
        },
      },
    ]);
  });

  it('is paged from the newest order, and a newer order does not change later pages', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const placed: string[] = [];
    for (const day of [5, 9, 7, 9]) placed.push((await placeOrder(publishEvent, { buyerId, sellerId, day })).orderId);
    await heardAll();
    const first = await listOf(buyer(buyerId), { first: 2 });
    await placeOrder(publishEvent, { buyerId, sellerId, day: 20 });
    await heardAll();
    const second = await listOf(buyer(buyerId), { first: 2, after: first.pageInfo.endCursor });
    const [a = '', b = '', c = '', d = ''] = placed;
    const newest = [b, d].sort().reverse();
    expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual([...newest, c, a]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('can be filtered by status', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const paid = await placeOrder(publishEvent, { buyerId, sellerId });
    await paid.advance(2, 'confirm', 'pay');
    const cancelled = await placeOrder(publishEvent, { buyerId, sellerId });
    await cancelled.advance(2, 'cancel');
    await heardAll();
    const only = async (status: string) => (await listOf(buyer(buyerId), { status })).edges.map(({ node }) => node.id);
    expect([await only('PAID'), await only('CANCELLED'), await only('SHIPPED')]).toEqual([[paid.orderId], [cancelled.orderId], []]);
  });

  it('is visible to its buyer only: not to another buyer, the seller, an operator or a guest', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    await placeOrder(publishEvent, { buyerId, sellerId });
    await heardAll();
    for (const stranger of [buyer(newId()), staffOf(sellerId), operator]) expect((await listOf(stranger)).edges).toEqual([]);
    const { errors } = await harness.graph({ kind: 'guest' }, orderList, { first: 20 });
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('keeps the newest status when older events arrive late or twice', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const events: Envelope[] = [];
    const order = await placeOrder(
      (...args) => {
        const event = addingToHistory(orders)(...args);
        if (!(event instanceof Promise)) events.push(event);
        return event;
      },
      { buyerId, sellerId },
    );
    await order.advance(2, 'confirm', 'pay', 'ship', 'deliver');
    const [created, ...later] = events;
    for (const event of [...later].reverse()) {
      await orders.deliver(event);
      await harness.waitUntilHandled(event.id);
    }
    expect((await listOf(buyer(buyerId))).edges).toEqual([]);
    if (created !== undefined) await orders.deliver(created);
    await heardAll();
    for (const event of events) await orders.deliver({ ...event, id: newId() });
    const last = await placeOrder(publishEvent, { buyerId, sellerId });
    await heardAll();
    expect((await listOf(buyer(buyerId))).edges.map(({ node }) => [node.id, node.status])).toEqual(
      expect.arrayContaining([
        [order.orderId, 'DELIVERED'],
        [last.orderId, 'CREATED'],
      ]),
    );
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'nonsense' }, { after: Buffer.from('["x","y"]').toString('base64url') }])(
    'refuses a page of %p',
    async (page) => {
      const { errors } = await harness.graph(buyer(newId()), orderList, { first: 20, ...page });
      expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    },
  );

  it('is read with one statement', async () => {
    const reader = buyer(newId());
    await listOf(reader);
    expect(await harness.statementsOf(() => listOf(reader))).toBe(1);
  });
});

describe("a seller's dashboard", () => {
  const read = async (actor: Parameters<ContextHarness['graph']>[0], variables: Record<string, unknown>) => {
    const { data, errors } = await harness.graph(actor, dashboard, { from: '2026-11-01', to: '2026-11-30', ...variables });
    return { figures: data?.['sellerDashboard'], code: errors?.[0]?.extensions['code'] };
  };

  it('sums up revenue, orders, products and statuses by day and currency', async () => {
    const [buyerId, sellerId, tent, peg] = [newId<'User'>(), newId<'Seller'>(), newId(), newId()];
    const one = await placeOrder(publishEvent, { buyerId, sellerId, day: 2, items: [[tent, 'Tent', 1, 10_000], [peg, 'Peg', 10, 1_000]] }); // prettier-ignore
    await one.advance(3, 'confirm', 'pay', 'ship');
    const two = await placeOrder(publishEvent, { buyerId, sellerId, day: 3, items: [[tent, 'Tent, new', 2, 20_000]] });
    await two.advance(3, 'confirm', 'pay');
    const euro = await placeOrder(publishEvent, { buyerId, sellerId, day: 4, currency: 'EUR', items: [[tent, 'Tent', 1, 9_000]] });
    await euro.advance(5, 'confirm', 'pay');
    const cash = await placeOrder(publishEvent, { buyerId, sellerId, day: 5, kind: 'CASH_ON_DELIVERY', items: [[peg, 'Peg', 5, 500]] });
    await cash.advance(5, 'confirm', 'placeForCash', 'ship');
    await cash.advance(8, 'deliver');
    const lost = await placeOrder(publishEvent, { buyerId, sellerId, day: 6 });
    await lost.advance(6, 'cancel');
    const open = await placeOrder(publishEvent, { buyerId, sellerId, day: 7 });
    await open.advance(7, 'confirm');
    await heardAll();
    expect((await read(staffOf(sellerId), { sellerId })).figures).toEqual({
      from: '2026-11-01',
      to: '2026-11-30',
      seller: { id: sellerId },
      totals: [
        { revenue: { amount: '315.00', currency: 'USD' }, orderCount: 3, pieces: 18 },
        { revenue: { amount: '90.00', currency: 'EUR' }, orderCount: 1, pieces: 1 },
      ],
      days: [
        { day: '2026-11-03', revenue: { amount: '310.00', currency: 'USD' }, orderCount: 2, pieces: 13 },
        { day: '2026-11-05', revenue: { amount: '90.00', currency: 'EUR' }, orderCount: 1, pieces: 1 },
        { day: '2026-11-08', revenue: { amount: '5.00', currency: 'USD' }, orderCount: 1, pieces: 5 },
      ],
      topProducts: [
        { product: { id: tent }, title: 'Tent', pieces: 1, revenue: { amount: '90.00', currency: 'EUR' } },
        { product: { id: tent }, title: 'Tent', pieces: 3, revenue: { amount: '300.00', currency: 'USD' } },
        { product: { id: peg }, title: 'Peg', pieces: 15, revenue: { amount: '15.00', currency: 'USD' } },
      ],
      statuses: [
        { status: 'CANCELLED', orderCount: 1 },
        { status: 'CONFIRMED', orderCount: 1 },
        { status: 'DELIVERED', orderCount: 1 },
        { status: 'PAID', orderCount: 2 },
        { status: 'SHIPPED', orderCount: 1 },
      ],
    });
    expect((await read(operator, { sellerId, from: '2026-11-04', to: '2026-11-07' })).figures).toMatchObject({
      totals: [{ revenue: { amount: '90.00' } }],
      statuses: [
        { status: 'CANCELLED', orderCount: 1 },
        { status: 'CONFIRMED', orderCount: 1 },
        { status: 'DELIVERED', orderCount: 1 },
        { status: 'PAID', orderCount: 1 },
      ],
    });
  });

  it('has the same figures when events arrive in any order, repeatedly and concurrently', async () => {
    const buyerId = newId<'User'>();
    const [inOrder, unordered] = [newId<'Seller'>(), newId<'Seller'>()];
    const products = [newId(), newId(), newId()];
    const story = async (sellerId: typeof inOrder, through: PublishEvent) => {
      for (let number = 0; number < 12; number += 1) {
        const items = [[products[number % 3] ?? '', `Product ${(number % 3).toString()}`, 1 + (number % 2), 100 * (number + 1)] as const];
        const order = await placeOrder(through, { buyerId, sellerId, day: 1 + (number % 5), items });
        await order.advance(6 + (number % 4), ...(number % 4 === 3 ? (['cancel'] as const) : (['confirm', 'pay', 'ship'] as const)));
      }
    };
    await story(inOrder, publishEvent);
    const events: Envelope[] = [];
    await story(unordered, (...args) => {
      const event = orders.addToHistory(...args);
      events.push(event);
      return event;
    });
    const copies = events.flatMap((event) => [event, { ...event, id: newId() }]);
    const shuffled = copies.map((event, position) => ({ event, rank: (position * 7_919) % 97 })).sort((a, b) => a.rank - b.rank);
    await Promise.all(shuffled.map(({ event }) => orders.deliver(event)));
    for (const { event } of shuffled) await harness.waitUntilHandled(event.id);
    const [expected, actual] = await Promise.all([inOrder, unordered].map((sellerId) => read(operator, { sellerId })));
    expect(actual?.figures).toEqual({ ...(expected?.figures as object), seller: { id: unordered } });
  });

  it('is visible to staff of the seller and to operators only', async () => {
    const sellerId = newId<'Seller'>();
    const strangers = [buyer(newId()), staffOf(newId())];
    for (const stranger of strangers) expect(await read(stranger, { sellerId })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await read({ kind: 'guest' }, { sellerId })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await read(staffOf(sellerId), { sellerId })).figures).toMatchObject({ totals: [], days: [], topProducts: [], statuses: [] });
    expect(await read(operator, { sellerId: 'invalid' })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    { from: 'yesterday' },
    { to: '2026-02-30' },
    { from: '2026-11-30', to: '2026-11-01' },
    { from: '2025-01-01', to: '2026-11-01' },
  ])('refuses the period %p', async (days) => {
    expect(await read(operator, { sellerId: newId(), ...days })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is read with one statement, however many orders there are', async () => {
    const sellerId = newId<'Seller'>();
    expect(await harness.statementsOf(() => read(operator, { sellerId }))).toBe(1);
  });
});

it('reports when the last event was received', async () => {
  await placeOrder(publishEvent, { buyerId: newId(), sellerId: newId() });
  await heardAll();
  // The broker can count a message as pending for a moment after it was handled.
  await eventually(async () => {
    const { data } = await harness.graph(
      operator,
      '{ searchLag { lastEventAt producers { producer waiting } versions { model version status waiting seconds } } }',
    );
    expect(data?.['searchLag']).toMatchObject({
      lastEventAt: expect.any(String),
      producers: expect.arrayContaining([{ producer: 'orders', waiting: 0 }]),
      versions: expect.arrayContaining([{ model: 'ORDER_LIST', version: 1, status: 'LIVE', waiting: 0, seconds: 0 }]),
    });
    return true;
  });
});
