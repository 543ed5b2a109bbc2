import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, ordersEvents, paymentsEvents } from '@marketplace/schema';
import { context } from './main';
import { buyer, buyerId, creation, usd } from './orders.fixtures';

describe('orders in several replicas and in batches', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  const confirmation = (checkoutId: string) =>
    harness.publish(checkoutEvents.OrderConfirmationRequestedV1, { checkoutId }, { aggregateId: checkoutId, version: 6 });
  const requestCreation = (request: ReturnType<typeof creation>) =>
    harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: request.checkoutId, version: 3 });
  const statusOf = async (id: string) =>
    (await harness.graph(buyer, 'query ($id: ID!) { order(id: $id) { status version } }', { id })).data?.['order'];
  const createOrder = async () => {
    const request = creation(newId());
    await requestCreation(request);
    return harness.waitForEvent(ordersEvents.OrderCreatedV1, (order) => order.checkoutId === request.checkoutId);
  };
  /** Changes an order as another replica would: this process is not notified. */
  const writeElsewhere = (orderId: string, status: string) =>
    harness.running.db.query(`UPDATE orders SET status = $2, cancel_reason = 'elsewhere', version = 2 WHERE id = $1`, [orderId, status]);

  it('are read in their current state, also when another replica has written them', async () => {
    const { orderId } = await createOrder();
    expect(await statusOf(orderId)).toEqual({ status: 'CREATED', version: 1 });
    await writeElsewhere(orderId, 'CANCELLED');
    expect(await statusOf(orderId)).toEqual({ status: 'CANCELLED', version: 2 });
  });

  it('are decided on in their current state, also when another replica has written them', async () => {
    const [open, cancelled] = [await createOrder(), await createOrder()];
    await writeElsewhere(open.orderId, 'CREATED');
    await writeElsewhere(cancelled.orderId, 'CANCELLED');
    for (const { checkoutId } of [open, cancelled]) await harness.waitUntilHandled(await confirmation(checkoutId));
    expect(await statusOf(open.orderId)).toEqual({ status: 'CONFIRMED', version: 3 });
    expect(await statusOf(cancelled.orderId)).toEqual({ status: 'CANCELLED', version: 2 });
  });

  it('are created, confirmed and paid with one statement each per checkout', async () => {
    const request = creation(newId(), [newId(), newId()]);
    const { checkoutId } = request;
    const paymentId = newId();
    await harness.running.jobs.stop();
    const untilPublished = async (subject: string, work: () => Promise<unknown>): Promise<void> => {
      const subscription = harness.broker.connection.subscribe(`evt.orders.order.${subject}.v1`);
      await work();
      let received = 0;
      for await (const message of subscription) {
        if (message.string().includes(checkoutId)) received += 1;
        if (received === 2) break;
      }
    };
    expect(await harness.countStatements(() => untilPublished('order-created', () => requestCreation(request)))).toBe(1);
    const orders = (await harness.publishedEvents(ordersEvents.OrderCreatedV1)).filter((order) => order.checkoutId === checkoutId);
    expect(await harness.countStatements(() => untilPublished('order-confirmed', () => confirmation(checkoutId)))).toBe(1);
    const shares = orders.map(({ orderId, sellerId, total }) => ({ orderId, sellerId, amount: total }));
    const capture = { paymentId, checkoutId, buyerId, amount: usd('6000'), orders: shares };
    const pay = () => harness.publish(paymentsEvents.PaymentCapturedV1, capture, { aggregateId: paymentId, version: 4 });
    expect(await harness.countStatements(() => untilPublished('order-paid', pay))).toBe(1);
  });
});
