import { newId } from '@marketplace/platform';
import { contextHarness, playProducers, type ContextHarness, type Producers } from '@marketplace/platform/testing';
import { eventually } from '@marketplace/testing';
import type { Envelope } from '@marketplace/schema';
import { context } from './main';
import { announcing, buyer, noon, operator, placeOrder, remembering, staffOf, type Tell } from './read-models.fixtures';

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
let tell: Tell;

beforeAll(async () => {
  harness = await contextHarness(context);
  orders = playProducers(harness.broker, ['orders']);
  tell = announcing(orders);
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
  it('shows an order with what it is recognised by', async () => {
    const [buyerId, sellerId, productId] = [newId<'User'>(), newId<'Seller'>(), newId()];
    const items = [[productId, 'Tent', 2, 5_000] as const, [newId(), 'Peg', 10, 1_000] as const];
    const order = await placeOrder(tell, { buyerId, sellerId, day: 3, items });
    await order.goes(4, 'confirm', 'pay');
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

  it('goes page by page from the newest, and a newer order changes no page behind', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const placed: string[] = [];
    for (const day of [5, 9, 7, 9]) placed.push((await placeOrder(tell, { buyerId, sellerId, day })).orderId);
    await heardAll();
    const first = await listOf(buyer(buyerId), { first: 2 });
    await placeOrder(tell, { buyerId, sellerId, day: 20 });
    await heardAll();
    const second = await listOf(buyer(buyerId), { first: 2, after: first.pageInfo.endCursor });
    const [a = '', b = '', c = '', d = ''] = placed;
    const newest = [b, d].sort().reverse();
    expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual([...newest, c, a]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('can be narrowed down to a status', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const paid = await placeOrder(tell, { buyerId, sellerId });
    await paid.goes(2, 'confirm', 'pay');
    const cancelled = await placeOrder(tell, { buyerId, sellerId });
    await cancelled.goes(2, 'cancel');
    await heardAll();
    const only = async (status: string) => (await listOf(buyer(buyerId), { status })).edges.map(({ node }) => node.id);
    expect([await only('PAID'), await only('CANCELLED'), await only('SHIPPED')]).toEqual([[paid.orderId], [cancelled.orderId], []]);
  });

  it('is nobody else s: not of another buyer, of the seller, of an operator or of a guest', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    await placeOrder(tell, { buyerId, sellerId });
    await heardAll();
    for (const stranger of [buyer(newId()), staffOf(sellerId), operator]) expect((await listOf(stranger)).edges).toEqual([]);
    const { errors } = await harness.graph({ kind: 'guest' }, orderList, { first: 20 });
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('does not go back when older news comes late, or twice', async () => {
    const [buyerId, sellerId] = [newId<'User'>(), newId<'Seller'>()];
    const told: Envelope[] = [];
    const order = await placeOrder(
      (...args) => {
        const event = remembering(orders)(...args);
        if (!(event instanceof Promise)) told.push(event);
        return event;
      },
      { buyerId, sellerId },
    );
    await order.goes(2, 'confirm', 'pay', 'ship', 'deliver');
    const [created, ...later] = told;
    for (const event of [...later].reverse()) {
      await orders.deliver(event);
      await harness.waitUntilHandled(event.id);
    }
    expect((await listOf(buyer(buyerId))).edges).toEqual([]);
    if (created !== undefined) await orders.deliver(created);
    await heardAll();
    for (const event of told) await orders.deliver({ ...event, id: newId() });
    const last = await placeOrder(tell, { buyerId, sellerId });
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

  it('is one statement', async () => {
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
    const one = await placeOrder(tell, { buyerId, sellerId, day: 2, items: [[tent, 'Tent', 1, 10_000], [peg, 'Peg', 10, 1_000]] }); // prettier-ignore
    await one.goes(3, 'confirm', 'pay', 'ship');
    const two = await placeOrder(tell, { buyerId, sellerId, day: 3, items: [[tent, 'Tent, new', 2, 20_000]] });
    await two.goes(3, 'confirm', 'pay');
    const euro = await placeOrder(tell, { buyerId, sellerId, day: 4, currency: 'EUR', items: [[tent, 'Tent', 1, 9_000]] });
    await euro.goes(5, 'confirm', 'pay');
    const cash = await placeOrder(tell, { buyerId, sellerId, day: 5, kind: 'CASH_ON_DELIVERY', items: [[peg, 'Peg', 5, 500]] });
    await cash.goes(5, 'confirm', 'placeForCash', 'ship');
    await cash.goes(8, 'deliver');
    const lost = await placeOrder(tell, { buyerId, sellerId, day: 6 });
    await lost.goes(6, 'cancel');
    const open = await placeOrder(tell, { buyerId, sellerId, day: 7 });
    await open.goes(7, 'confirm');
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

  it('comes to the same when news comes in any order and more than once, from many at the same time', async () => {
    const buyerId = newId<'User'>();
    const [inOrder, anyhow] = [newId<'Seller'>(), newId<'Seller'>()];
    const products = [newId(), newId(), newId()];
    const story = async (sellerId: typeof inOrder, through: Tell) => {
      for (let number = 0; number < 12; number += 1) {
        const items = [[products[number % 3] ?? '', `Product ${(number % 3).toString()}`, 1 + (number % 2), 100 * (number + 1)] as const];
        const order = await placeOrder(through, { buyerId, sellerId, day: 1 + (number % 5), items });
        await order.goes(6 + (number % 4), ...(number % 4 === 3 ? (['cancel'] as const) : (['confirm', 'pay', 'ship'] as const)));
      }
    };
    await story(inOrder, tell);
    const told: Envelope[] = [];
    await story(anyhow, (...args) => {
      const event = orders.remember(...args);
      told.push(event);
      return event;
    });
    const copies = told.flatMap((event) => [event, { ...event, id: newId() }]);
    const shuffled = copies.map((event, position) => ({ event, place: (position * 7_919) % 97 })).sort((a, b) => a.place - b.place);
    await Promise.all(shuffled.map(({ event }) => orders.deliver(event)));
    for (const { event } of shuffled) await harness.waitUntilHandled(event.id);
    const [expected, actual] = await Promise.all([inOrder, anyhow].map((sellerId) => read(operator, { sellerId })));
    expect(actual?.figures).toEqual({ ...(expected?.figures as object), seller: { id: anyhow } });
  });

  it('is for those who work for the seller, and operators', async () => {
    const sellerId = newId<'Seller'>();
    const strangers = [buyer(newId()), staffOf(newId()), { kind: 'guest' as const }];
    for (const stranger of strangers) expect(await read(stranger, { sellerId })).toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(staffOf(sellerId), { sellerId })).figures).toMatchObject({ totals: [], days: [], topProducts: [], statuses: [] });
    expect(await read(operator, { sellerId: 'nobody' })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    { from: 'yesterday' },
    { to: '2026-02-30' },
    { from: '2026-11-30', to: '2026-11-01' },
    { from: '2025-01-01', to: '2026-11-01' },
  ])('refuses the days %p', async (days) => {
    expect(await read(operator, { sellerId: newId(), ...days })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is one statement, however many orders there were', async () => {
    const sellerId = newId<'Seller'>();
    expect(await harness.statementsOf(() => read(operator, { sellerId }))).toBe(1);
  });
});

it('says when it last heard anything', async () => {
  await placeOrder(tell, { buyerId: newId(), sellerId: newId() });
  await heardAll();
  // The broker may count a message for a moment longer that has had its effect.
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
