import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, ordersEvents, paymentsEvents } from '@marketplace/schema';
import { context } from './main';
import { buyer, buyerId, creation, usd } from './orders.fixtures';

describe('orders, many of them', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  const confirmation = (checkoutId: string) =>
    harness.publish(checkoutEvents.OrderConfirmationRequestedV1, { checkoutId }, { aggregateId: checkoutId, version: 6 });
  const asking = (request: ReturnType<typeof creation>) =>
    harness.publish(checkoutEvents.OrderCreationRequestedV1, request, { aggregateId: request.checkoutId, version: 3 });
  const statusOf = async (id: string) =>
    (await harness.graph(buyer, 'query ($id: ID!) { order(id: $id) { status version } }', { id })).data?.['order'];
  const made = async () => {
    const request = creation(newId());
    await asking(request);
    return harness.waitForEvent(ordersEvents.OrderCreatedV1, (order) => order.checkoutId === request.checkoutId);
  };
  /** As another replica would, behind the back of this process. */
  const elsewhere = (orderId: string, status: string) =>
    harness.running.db.query(`UPDATE orders SET status = $2, cancel_reason = 'elsewhere', version = 2 WHERE id = $1`, [orderId, status]);

  it('are read as they are, also when another replica has written them', async () => {
    const { orderId } = await made();
    expect(await statusOf(orderId)).toEqual({ status: 'CREATED', version: 1 });
    await elsewhere(orderId, 'CANCELLED');
    expect(await statusOf(orderId)).toEqual({ status: 'CANCELLED', version: 2 });
  });

  it('are decided on as they are, also when another replica has written them', async () => {
    const [open, over] = [await made(), await made()];
    await elsewhere(open.orderId, 'CREATED');
    await elsewhere(over.orderId, 'CANCELLED');
    for (const { checkoutId } of [open, over]) await harness.waitUntilHandled(await confirmation(checkoutId));
    expect(await statusOf(open.orderId)).toEqual({ status: 'CONFIRMED', version: 3 });
    expect(await statusOf(over.orderId)).toEqual({ status: 'CANCELLED', version: 2 });
  });

  it('are made, confirmed and paid with one statement each for a checkout', async () => {
    const request = creation(newId(), [newId(), newId()]);
    const { checkoutId } = request;
    const paymentId = newId();
    await harness.running.jobs.stop();
    const told = async (subject: string, work: () => Promise<unknown>): Promise<void> => {
      const subscription = harness.broker.connection.subscribe(`evt.orders.order.${subject}.v1`);
      await work();
      let heard = 0;
      for await (const message of subscription) {
        if (message.string().includes(checkoutId)) heard += 1;
        if (heard === 2) break;
      }
    };
    expect(await harness.countStatements(() => told('order-created', () => asking(request)))).toBe(1);
    const orders = (await harness.publishedEvents(ordersEvents.OrderCreatedV1)).filter((order) => order.checkoutId === checkoutId);
    expect(await harness.countStatements(() => told('order-confirmed', () => confirmation(checkoutId)))).toBe(1);
    const shares = orders.map(({ orderId, sellerId, total }) => ({ orderId, sellerId, amount: total }));
    const capture = { paymentId, checkoutId, buyerId, amount: usd('6000'), orders: shares };
    const pay = () => harness.publish(paymentsEvents.PaymentCapturedV1, capture, { aggregateId: paymentId, version: 4 });
    expect(await harness.countStatements(() => told('order-paid', pay))).toBe(1);
  });
});
