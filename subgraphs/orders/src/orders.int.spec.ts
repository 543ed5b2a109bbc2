import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, ordersEvents, paymentsEvents, shippingEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { at, buyer, buyerId, creation, usd } from './orders.fixtures';

const stranger = userActor(idOf('01900000-0000-7000-8000-0000000000b2'));
const orderFields = `id orderNumber status type total { amount currency formatted } discount { amount } shippingDiscount { amount } tax { amount } seller { id }
  items { title sku quantity unitPrice { amount } total { amount } discount { amount } discounts { label amount { amount } promotionId } tax { amount } variant { id } } history { version status reason }`;

describe('orders', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  const requested = async (checkoutId: string, sellers?: readonly string[]) => {
    const eventId = await harness.publish(checkoutEvents.OrderCreationRequestedV1, creation(checkoutId, sellers), {
      aggregateId: checkoutId,
      version: 3,
    });
    await harness.waitUntilHandled(eventId);
    return (await harness.publishedEvents(ordersEvents.OrderCreatedV1)).filter((order) => order.checkoutId === checkoutId);
  };
  const paid = async (checkoutId: string) => {
    const orders = await requested(checkoutId);
    const paymentId = newId();
    const eventId = await harness.publish(
      paymentsEvents.PaymentCapturedV1,
      {
        paymentId,
        checkoutId,
        buyerId,
        amount: usd('3000'),
        orders: orders.map(({ orderId, sellerId, total }) => ({ orderId, sellerId, amount: total })),
      },
      { aggregateId: paymentId, version: 2 },
    );
    await harness.waitUntilHandled(eventId);
    return orders;
  };
  const shipmentEvents = (orderId: string) => {
    const shipmentId = newId();
    const ref = { shipmentId, orderId };
    return {
      created: (shipmentCount = 1) =>
        harness.publish(
          shippingEvents.ShipmentCreatedV1,
          { ...ref, sellerId: newId(), buyerId, warehouseId: newId(), shipmentCount, items: [] },
          { aggregateId: shipmentId, version: 1 },
        ),
      dispatched: () =>
        harness.publish(
          shippingEvents.ShipmentDispatchedV1,
          { ...ref, carrier: 'swiftpost', trackingNumber: 'SP1' },
          { aggregateId: shipmentId, version: 3 },
        ),
      delivered: () =>
        harness.publish(shippingEvents.ShipmentDeliveredV1, { ...ref, deliveredAt: at }, { aggregateId: shipmentId, version: 9 }),
    };
  };
  const read = async (id: string, actor = buyer) =>
    (await harness.graph(actor, `query ($id: ID!) { order(id: $id) { ${orderFields} } }`, { id })).data?.['order'];

  it('creates one order per seller, with totals and the tax of the destination', async () => {
    const orders = await requested(newId(), [newId(), newId()]);
    expect(orders).toHaveLength(2);
    expect(await read(orders[0]?.orderId ?? '')).toMatchObject({
      status: 'CREATED',
      total: { amount: '30.00', currency: 'USD', formatted: '$30.00' },
      tax: { amount: '4.79' },
      items: [{ quantity: 2, unitPrice: { amount: '12.50' }, total: { amount: '25.00' }, tax: { amount: '3.99' } }],
      history: [{ version: 1, status: 'CREATED', reason: null }],
    });
  });

  const promotionId = newId();
  const discount = (amount: string, fundedBy: 'PLATFORM' | 'SELLER' = 'SELLER') => ({
    promotionId,
    label: 'Ten off',
    fundedBy,
    amount: usd(amount),
  });
  const requestCreation = (request: ReturnType<typeof creation>) =>
    harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: request.checkoutId, version: 3 });
  /** A request with discounts on its only line and its delivery. */
  const discounted = (line: readonly ReturnType<typeof discount>[], delivery: readonly ReturnType<typeof discount>[] = []) => {
    const request = creation(newId());
    return {
      ...request,
      sellers: request.sellers.map((seller) => ({
        ...seller,
        lines: seller.lines.map((each) => ({ ...each, discounts: [...line] })),
        shipping: { ...seller.shipping, discounts: [...delivery] },
      })),
    };
  };

  it('keeps the discounts of each line and the delivery, and taxes the rest', async () => {
    const request = discounted([discount('500', 'PLATFORM'), discount('250')], [discount('500', 'PLATFORM')]);
    await harness.waitUntilHandled(await requestCreation(request));
    const order = await harness.waitForEvent(ordersEvents.OrderCreatedV1, (data) => data.checkoutId === request.checkoutId);
    expect(order).toMatchObject({
      total: usd('1750'),
      shippingDiscount: usd('500'),
      platformDiscount: usd('1000'),
      orderType: 'PREPAID',
      items: [{ total: usd('2500'), discount: usd('750'), tax: usd('279') }],
    });
    expect(await read(order.orderId)).toMatchObject({
      type: 'PREPAID',
      total: { amount: '17.50' },
      discount: { amount: '12.50' },
      shippingDiscount: { amount: '5.00' },
      tax: { amount: '2.79' },
      items: [
        {
          total: { amount: '25.00' },
          discount: { amount: '7.50' },
          discounts: [{ label: 'Ten off', amount: { amount: '5.00' }, promotionId }, { amount: { amount: '2.50' } }],
        },
      ],
    });
  });

  it.each([
    ['the discount on a line exceeds its price', discounted([discount('2501')])],
    ['the discount on the delivery exceeds its price', discounted([], [discount('501')])],
    ['a discount is negative', discounted([discount('-1')])],
    ['a discount is in another currency', discounted([{ ...discount('1'), amount: { amount: '1', currency: 'EUR' } }])],
  ])('refuses orders in which %s', async (_name, request) => {
    await harness.waitUntilHandled(await requestCreation(request));
    expect(
      await harness.waitForEvent(ordersEvents.OrderCreationRejectedV1, (data) => data.checkoutId === request.checkoutId),
    ).toMatchObject({
      reason: 'invalid-amounts',
    });
  });

  const placed = async () => {
    const request = { ...creation(newId()), orderType: 'CASH_ON_DELIVERY' as const };
    const { checkoutId } = request;
    await harness.waitUntilHandled(await requestCreation(request));
    const order = await harness.waitForEvent(ordersEvents.OrderCreatedV1, (data) => data.checkoutId === checkoutId);
    await harness.waitUntilHandled(
      await harness.publish(checkoutEvents.OrderConfirmationRequestedV1, { checkoutId }, { aggregateId: checkoutId, version: 6 }),
    );
    const paymentId = newId();
    const orders = [{ orderId: order.orderId, sellerId: order.sellerId, amount: order.total }];
    await harness.waitUntilHandled(
      await harness.publish(
        paymentsEvents.CashOnDeliveryAgreedV1,
        { paymentId, checkoutId, buyerId, amount: usd('3000'), orders },
        { aggregateId: paymentId, version: 4 },
      ),
    );
    return order;
  };

  it('places an order for cash on delivery, ships it, and closes it after delivery', async () => {
    const { orderId, checkoutId } = await placed();
    expect(await harness.waitForEvent(ordersEvents.CashOnDeliveryOrderPlacedV1, (data) => data.orderId === orderId)).toMatchObject({
      checkoutId,
      cashDue: usd('3000'),
      carrier: 'swiftpost',
      items: [{ quantity: 2 }],
    });
    expect(await read(orderId)).toMatchObject({ status: 'CONFIRMED', type: 'CASH_ON_DELIVERY' });
    const receipt = async (key: string) => {
      const mutation =
        'mutation ($input: OrderConfirmReceiptInput!) { orderConfirmReceipt(input: $input) { order { status } userErrors { code } } }';
      return (await harness.graph(buyer, mutation, { input: { orderId, idempotencyKey: key } })).data?.['orderConfirmReceipt'];
    };
    const parcel = shipmentEvents(orderId);
    await harness.waitUntilHandled(await parcel.created());
    await harness.waitUntilHandled(await parcel.dispatched());
    expect(await read(orderId)).toMatchObject({ status: 'SHIPPED' });
    expect(await receipt('too-early')).toMatchObject({ order: null, userErrors: [{ code: 'ORDER_NOT_DELIVERED' }] });
    await harness.waitUntilHandled(await parcel.delivered());
    expect(await harness.waitForEvent(ordersEvents.OrderDeliveredV1, (data) => data.orderId === orderId)).toMatchObject({
      orderType: 'CASH_ON_DELIVERY',
    });
    expect(await receipt('delivered')).toMatchObject({ order: { status: 'CLOSED' }, userErrors: [] });
    expect((await harness.publishedEvents(ordersEvents.OrderPaidV1)).filter((data) => data.orderId === orderId)).toEqual([]);
  });

  it('does not cancel an order that was placed for cash on delivery, however old it is', async () => {
    const { orderId } = await placed();
    await harness.running.db.query(`UPDATE orders SET created_at = now() - interval '3 days' WHERE id = $1`, [orderId]);
    await harness.running.jobs.runNow('unpaid-orders');
    expect(await read(orderId)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('creates its orders once, however often the request arrives', async () => {
    const checkoutId = newId();
    const request = creation(checkoutId);
    const eventId = await harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: checkoutId, version: 3 });
    await harness.waitUntilHandled(eventId);
    await harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: checkoutId, version: 3, eventId });
    const again = await harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: checkoutId, version: 3 });
    await harness.waitUntilHandled(again);
    expect((await harness.publishedEvents(ordersEvents.OrderCreatedV1)).filter((order) => order.checkoutId === checkoutId)).toHaveLength(1);
  });

  it('refuses orders whose amounts are in another currency than the checkout, for the same reason each time', async () => {
    const checkoutId = newId();
    for (const version of [3, 4]) {
      const request = creation(checkoutId, undefined, 'EUR');
      await harness.waitUntilHandled(
        await harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: checkoutId, version }),
      );
    }
    const rejections = await harness.publishedEvents(ordersEvents.OrderCreationRejectedV1);
    expect(rejections.filter((data) => data.checkoutId === checkoutId).map(({ reason }) => reason)).toEqual([
      'invalid-amounts',
      'invalid-amounts',
    ]);
  });

  it('refuses orders of a checkout that was cancelled before', async () => {
    const checkoutId = newId();
    await harness.publish(
      checkoutEvents.OrderCancellationRequestedV1,
      { checkoutId, reason: 'timed-out' },
      { aggregateId: checkoutId, version: 9 },
    );
    await harness.waitForEvent(ordersEvents.CheckoutOrdersCancelledV1, (data) => data.checkoutId === checkoutId);
    expect(await requested(checkoutId)).toEqual([]);
    await harness.waitForEvent(ordersEvents.OrderCreationRejectedV1, (data) => data.checkoutId === checkoutId);
  });

  it('tracks an order from payment to delivery, and streams changes after a cursor', async () => {
    const checkoutId = newId();
    const [order] = await paid(checkoutId);
    const orderId = order?.orderId ?? '';
    const stream = await harness.follow(
      buyer,
      'subscription ($id: ID!) { orderTracking(orderId: $id, after: "1") { cursor status order { status } } }',
      { id: orderId },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const next = async () =>
      ((await stream.next()).value as { data: { orderTracking: { cursor: string; status: string } } }).data.orderTracking;
    expect(await next()).toMatchObject({ cursor: '2', status: 'PAID' });
    const parcel = shipmentEvents(orderId);
    await parcel.created();
    await parcel.dispatched();
    expect(await next()).toMatchObject({ status: 'SHIPPED' });
    await parcel.delivered();
    expect(await next()).toMatchObject({ status: 'DELIVERED' });
    await stream.return?.();
    await harness.waitForEvent(ordersEvents.OrderDeliveredV1, (data) => data.orderId === orderId);
  });

  it('is delivered only when every parcel is, also when events arrive out of order', async () => {
    const [order] = await paid(newId());
    const orderId = order?.orderId ?? '';
    const [first, second] = [shipmentEvents(orderId), shipmentEvents(orderId)];
    await first.delivered();
    await second.created(2);
    await first.created(2);
    await eventually(async () => ((await read(orderId)) as { status: string }).status === 'SHIPPED', {
      waitingFor: 'the order to be shipped',
    });
    await second.delivered();
    await eventually(async () => ((await read(orderId)) as { status: string }).status === 'DELIVERED', {
      waitingFor: 'the order to be delivered',
    });
  });

  it('is also delivered when the plan of its only parcel arrives last', async () => {
    const [order] = await paid(newId());
    const orderId = order?.orderId ?? '';
    const parcel = shipmentEvents(orderId);
    await harness.waitUntilHandled(await parcel.delivered());
    expect(await read(orderId)).toMatchObject({ status: 'SHIPPED' });
    await harness.waitUntilHandled(await parcel.created());
    expect(await read(orderId)).toMatchObject({ status: 'DELIVERED' });
  });

  it('lets the buyer cancel before payment, once per idempotency key', async () => {
    const [order] = await requested(newId());
    const cancel = (key: string, reason: string, actor = buyer) =>
      harness.graph(
        actor,
        'mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { id status } userErrors { __typename code path } } }',
        {
          input: { orderId: order?.orderId, reason, idempotencyKey: key },
        },
      );
    expect((await cancel('k0', 'mine', stranger)).data).toMatchObject({
      orderCancel: { order: null, userErrors: [{ code: 'ORDER_NOT_FOUND' }] },
    });
    expect((await cancel('k1', 'changed my mind')).data).toMatchObject({ orderCancel: { order: { status: 'CANCELLED' }, userErrors: [] } });
    expect((await cancel('k1', 'changed my mind')).data).toMatchObject({ orderCancel: { order: { status: 'CANCELLED' }, userErrors: [] } });
    expect((await cancel('k1', 'another')).data).toMatchObject({
      orderCancel: { order: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] },
    });
    expect(await harness.publishedEvents(ordersEvents.OrderCancelledV1)).toContainEqual(
      expect.objectContaining({ orderId: order?.orderId, reason: 'changed my mind' }),
    );
  });

  it('refuses to cancel a paid order', async () => {
    const [order] = await paid(newId());
    const answer = await harness.graph(
      buyer,
      'mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { id } userErrors { code message } } }',
      {
        input: { orderId: order?.orderId, idempotencyKey: 'k2' },
      },
    );
    expect(answer.data).toMatchObject({ orderCancel: { order: null, userErrors: [{ code: 'ORDER_NO_LONGER_CANCELLABLE' }] } });
  });

  it('answers a stranger as if the order did not exist, in every query', async () => {
    const [order] = await requested(newId());
    const orderId = order?.orderId ?? '';
    expect(await read(orderId, stranger)).toBeNull();
    const entities = await harness.graph(stranger, 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { id } } }', {
      r: [{ __typename: 'Order', id: orderId }],
    });
    expect(entities.data).toEqual({ _entities: [null] });
    const stream = await harness.follow(stranger, 'subscription ($id: ID!) { orderTracking(orderId: $id) { cursor } }', { id: orderId });
    expect(JSON.parse(JSON.stringify(stream))).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    const page = await harness.graph(stranger, '{ orders(first: 5) { edges { node { id } } } }');
    expect(page.data).toEqual({ orders: { edges: [] } });
  });

  it('reads a page of fifty orders with items and history in two statements, and pages without repeating', async () => {
    const other = userActor(idOf(newId()));
    for (let count = 0; count < 55; count += 1) {
      const checkoutId = newId();
      await harness.publish(
        checkoutEvents.OrderCreationRequestedV1,
        { ...creation(checkoutId), buyerId: other.userId },
        { aggregateId: checkoutId, version: 3 },
      );
    }
    const query = `query ($after: String) { orders(first: 50, after: $after) { edges { cursor node { ${orderFields} } } pageInfo { endCursor hasNextPage } } }`;
    type Page = { orders: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    await eventually(
      async () =>
        (await harness.publishedEvents(ordersEvents.OrderCreatedV1)).filter((order) => order.buyerId === other.userId).length === 55,
      { waitingFor: '55 orders' },
    );
    let first: Page | undefined;
    const read = async (): Promise<void> => {
      first = (await harness.graph(other, query)).data as Page;
    };
    const statements = await harness.statementsOf(read);
    expect(first?.orders.edges).toHaveLength(50);
    expect(statements).toBeLessThanOrEqual(3);
    const second = (await harness.graph(other, query, { after: first?.orders.pageInfo.endCursor })).data as Page;
    const ids = [...(first?.orders.edges ?? []), ...second.orders.edges].map((edge) => edge.node.id);
    expect(new Set(ids).size).toBe(55);
    expect(second.orders.pageInfo.hasNextPage).toBe(false);
  });

  it('keeps a history and items that the database protects, and that match the stored state', async () => {
    const [order] = await paid(newId());
    await expect(
      harness.running.db.query('UPDATE history SET actor = $2 WHERE aggregate_id = $1', [order?.orderId, 'lie']),
    ).rejects.toThrow(/append-only/);
    await expect(harness.running.db.query('DELETE FROM order_items WHERE order_id = $1', [order?.orderId])).rejects.toThrow(/append-only/);
    const rows = await harness.running.db.query<{ status: string; last: string; version: number; count: bigint }>(
      `SELECT o.status, o.version, (SELECT status_after FROM history h WHERE h.aggregate_id = o.id ORDER BY version DESC LIMIT 1) AS last,
         (SELECT count(*) FROM history h WHERE h.aggregate_id = o.id) AS count FROM orders o`,
    );
    const shown = (status: string): string => (status === 'PLACED_FOR_CASH' ? 'CONFIRMED' : status);
    for (const row of rows) expect(row).toMatchObject({ last: shown(row.status), count: BigInt(row.version) });
  });

  const statusesOf = async (checkoutId: string) => {
    const rows = await harness.running.db.query<{ status: string }>('SELECT DISTINCT status FROM orders WHERE checkout_id = $1', [
      checkoutId,
    ]);
    return rows.map(({ status }) => status);
  };
  const failureOf = async (job: string) =>
    (await harness.running.db.query<{ last_error: string | null }>('SELECT last_error FROM jobs WHERE name = $1', [job]))[0]?.last_error;

  it('cancels all orders that were not paid for a day, also in several batches and in parallel', async () => {
    const [old, recent] = [newId(), newId()];
    await requested(
      old,
      Array.from({ length: 105 }, () => newId()),
    );
    await requested(recent);
    const setAge = (checkoutId: string, ago: string) =>
      harness.running.db.query('UPDATE orders SET created_at = now() - $2::interval WHERE checkout_id = $1', [checkoutId, ago]);
    await setAge(old, '25 hours');
    await setAge(recent, '23 hours');
    await Promise.all([harness.running.jobs.runNow('unpaid-orders'), harness.running.jobs.runNow('unpaid-orders')]);
    expect(await failureOf('unpaid-orders')).toBeNull();
    expect(await statusesOf(old)).toEqual(['CANCELLED']);
    expect(await statusesOf(recent)).toEqual(['CREATED']);
    const cancellations = (await harness.publishedEvents(ordersEvents.OrderCancelledV1)).filter((data) => data.checkoutId === old);
    expect(cancellations.map(({ reason }) => reason)).toEqual(Array.from({ length: 105 }, () => 'payment-never-came'));
  });

  it('closes an order fifteen days after its delivery, and not earlier', async () => {
    const deliveredAgo = async (ago: string) => {
      const checkoutId = newId();
      const [order] = await paid(checkoutId);
      const parcel = shipmentEvents(order?.orderId ?? '');
      await harness.waitUntilHandled(await parcel.created());
      await harness.waitUntilHandled(await parcel.delivered());
      // Every change of an order increases its version.
      const backdate = 'UPDATE orders SET delivered_at = now() - $2::interval, version = version + 1 WHERE checkout_id = $1';
      await harness.running.db.query(backdate, [checkoutId, ago]);
      return checkoutId;
    };
    const [over, running] = [await deliveredAgo('15 days 1 minute'), await deliveredAgo('14 days 23 hours')];
    await harness.running.jobs.runNow('end-protection');
    expect(await failureOf('end-protection')).toBeNull();
    expect(await harness.waitForEvent(ordersEvents.OrderClosedV1, (data) => data.checkoutId === over)).toMatchObject({
      reason: 'protection-period-over',
    });
    expect(await statusesOf(over)).toEqual(['CLOSED']);
    expect(await statusesOf(running)).toEqual(['DELIVERED']);
  });

  it('refuses malformed cursors and sizes', async () => {
    for (const args of ['first: 0', 'first: 101', 'first: 5, after: "x"', 'first: -1']) {
      expect((await harness.graph(buyer, `{ orders(${args}) { edges { cursor } } }`)).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
  });

  const lists = `query ($seller: ID!, $first: Int, $after: String) {
    orders(first: $first, after: $after) { edges { node { id } } } sellerOrders(sellerId: $seller, first: $first, after: $after) { edges { node { id } } } }`;

  it('treats null like an omitted argument', async () => {
    const seller = newId<'Seller'>();
    const [order] = await requested(newId(), [seller]);
    const staff = userActor(buyerId, ['seller'], [seller]);
    const { data, errors } = await harness.graph(staff, lists, { seller, first: null, after: null });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ sellerOrders: { edges: [{ node: { id: order?.orderId } }] } });
    const stream = await harness.follow(buyer, 'subscription ($id: ID!) { orderTracking(orderId: $id, after: null) { cursor } }', {
      id: order?.orderId,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    expect((await stream.next()).value).toMatchObject({ data: { orderTracking: { cursor: '1' } } });
    await stream.return?.();
    const cancel =
      'mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { history { reason } } userErrors { code } } }';
    const input = { orderId: order?.orderId, reason: null, idempotencyKey: newId() };
    expect((await harness.graph(buyer, cancel, { input })).data).toMatchObject({
      orderCancel: { order: { history: [{}, { reason: 'cancelled-by-buyer' }] }, userErrors: [] },
    });
  });

  it('shows lists to their owners, and asks guests to log in', async () => {
    const codeFor = async (actor: Parameters<typeof harness.graph>[0], list: string) =>
      (await harness.graph(actor, `{ ${list} { edges { cursor } } }`)).errors?.[0]?.extensions['code'];
    const guest = { kind: 'guest' } as const;
    expect(await codeFor(guest, 'orders')).toBe('UNAUTHENTICATED');
    expect(await codeFor(guest, `sellerOrders(sellerId: "${newId()}")`)).toBe('UNAUTHENTICATED');
    expect(await codeFor(buyer, `sellerOrders(sellerId: "${newId()}")`)).toBe('FORBIDDEN');
    expect(await codeFor(buyer, 'sellerOrders(sellerId: "nothing")')).toBe('BAD_USER_INPUT');
  });
});
