import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, webhookSignature, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { statusOf, storedPayment } from './adapters/postgres/stored-payments.fixtures';
import { context } from './main';
import { aCheckout, secretKey, webhookSecret, type Checkout } from './payments.fixtures';

let provider: PaymentProvider;
let harness: ContextHarness;

beforeAll(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
  harness = await contextHarness(context, {
    variables: { STRIPE_BASE_URL: provider.url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
  });
});

afterAll(async () => {
  await harness.stop();
  await provider.stop();
});

const by = (paymentId: string) => (data: { paymentId: string }) => data.paymentId === paymentId;
const atProvider = (paymentId: string) => provider.ledger().filter((line) => line.metadata['payment_id'] === paymentId);

const declined = async (): Promise<Checkout> => {
  const checkout = aCheckout(harness, 'pm_card_chargeDeclined');
  await checkout.request();
  await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(checkout.paymentId));
  return checkout;
};

/** The payment of the order, as the buyer sees it. */
const seenOf = async (checkout: Checkout): Promise<unknown> => {
  const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { payment { id status } } } }';
  const refs = checkout.orders.map((id) => ({ __typename: 'Order', id }));
  return (await harness.graph(userActor(checkout.buyerId), query, { refs })).data?.['_entities'];
};

/** Sends a late webhook event: the provider authorised the first payment after all. */
const lateSuccessOf = async (checkout: Checkout): Promise<void> => {
  const intent = provider.intents().find((each) => each.metadata['payment_id'] === checkout.paymentId);
  const object = {
    id: intent?.id,
    status: 'requires_capture',
    currency: 'usd',
    amount_received: 0,
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    metadata: { payment_id: checkout.paymentId },
  };
  const body = JSON.stringify({ id: `evt_${checkout.paymentId}`, type: 'payment_intent.amount_capturable_updated', data: { object } });
  const signature = webhookSignature(webhookSecret, body, Math.floor(Date.now() / 1_000));
  const request = { method: 'POST', path: 'stripe', query: new URLSearchParams(), headers: { 'stripe-signature': signature } };
  expect(await harness.running.transport.webhook({ ...request, rawBody: Buffer.from(body) })).toMatchObject({ status: 200 });
};

describe('a checkout whose first card was declined', () => {
  it('is paid with another card for the same orders', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    expect(await seenOf(checkout)).toEqual([
      { payment: { id: second, status: 'AUTHORIZED' } },
      { payment: { id: second, status: 'AUTHORIZED' } },
    ]);
    expect(await statusOf(harness, checkout)).toBe('FAILED');
    expect(atProvider(second)).toEqual([expect.objectContaining({ held: 15_500 })]);
  });

  it('shows the last payment while none can take money', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_chargeDeclinedExpiredCard');
    await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(second));
    expect(await seenOf(checkout)).toEqual([{ payment: { id: second, status: 'FAILED' } }, { payment: { id: second, status: 'FAILED' } }]);
  });

  it('cancels its orders at the payment that can take money', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    await checkout.cancelOrder(0);
    await checkout.cancelOrder(1);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(second));
    expect(atProvider(second)).toEqual([expect.objectContaining({ held: 0, status: 'canceled' })]);
  });

  it('leaves out an order that was cancelled between two payments', async () => {
    const checkout = await declined();
    await harness.waitUntilHandled(await checkout.cancelOrder(0));
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    await checkout.captureBy(second);
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, by(second))).toMatchObject({
      amount: { amount: '5000' },
      orders: [{ orderId: checkout.orders[1] }],
    });
  });
});

describe('two payments of one checkout', () => {
  it('never both take money: the second fails while the first can', async () => {
    const checkout = aCheckout(harness);
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(checkout.paymentId));
    const second = await checkout.requestAgain('pm_card_visa');
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(second))).toMatchObject({ code: 'another-payment-under-way' });
    expect(atProvider(second)).toEqual([]);
    expect(await statusOf(harness, checkout)).toBe('AUTHORIZED');
  });

  it('are refused by the database', async () => {
    const checkout = aCheckout(harness);
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(checkout.paymentId));
    const copy = `INSERT INTO payment_intents (id, checkout_id, version, status, buyer_id, amount, currency, gateway, idempotency_key, correlation_id, created_at)
      SELECT $2::uuid, checkout_id, 1, $3, buyer_id, amount, currency, gateway, $2::uuid::text, correlation_id, created_at FROM payment_intents WHERE id = $1`;
    await expect(harness.running.db.query(copy, [checkout.paymentId, newId(), 'REQUESTED'])).rejects.toThrow('payment_intents_current');
  });

  it('void the late hold of the first', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    await lateSuccessOf(checkout);
    await eventually(() => atProvider(checkout.paymentId)[0]?.status === 'canceled', { waitingFor: 'the first hold to be cancelled' });
    expect((await storedPayment(harness, checkout)).state).toMatchObject({ status: 'FAILED', hold: { kind: 'nothing' } });
    expect(atProvider(second)).toEqual([expect.objectContaining({ held: 15_500 })]);
  });

  it('at the same time: one is authorised, the others fail', async () => {
    const checkout = await declined();
    const tries = await Promise.all(Array.from({ length: 6 }, () => checkout.requestAgain('pm_card_visa')));
    const isOurs = ({ paymentId }: { paymentId: string }) => tries.some((each) => each === paymentId);
    const answers = await eventually(
      async () => {
        const held = (await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(isOurs);
        const failed = (await harness.publishedEvents(paymentsEvents.PaymentFailedV1)).filter(isOurs);
        return held.length + failed.length === tries.length && { held, failed };
      },
      { waitingFor: 'six answers' },
    );
    expect(answers.held).toHaveLength(1);
    expect(new Set(answers.failed.map(({ code }) => code))).toEqual(new Set(['another-payment-under-way']));
    expect(tries.flatMap(atProvider)).toEqual([expect.objectContaining({ held: 15_500 })]);
  });

  it('are never both charged: the late hold of the first is voided, also after the capture of the second', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    await checkout.captureBy(second);
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, by(second));
    await lateSuccessOf(checkout);
    await eventually(() => atProvider(checkout.paymentId)[0]?.status === 'canceled', { waitingFor: 'the first hold to be cancelled' });
    // A capture of the first payment is refused.
    await harness.waitUntilHandled(await checkout.capture());
    await harness.waitUntilHandled(await checkout.captureBy(second));
    expect(
      (await harness.publishedEvents(paymentsEvents.PaymentCapturedV1)).filter(({ checkoutId }) => checkoutId === checkout.checkoutId),
    ).toHaveLength(1);
    expect(atProvider(second)).toEqual([expect.objectContaining({ captured: 15_500, refunded: 0 })]);
    expect(await harness.running.db.query('SELECT coalesce(sum(debit - credit), 0)::bigint AS sum FROM ledgers')).toEqual([{ sum: 0n }]);
  });

  it('are voided separately: a void of the first does not change the second', async () => {
    const checkout = await declined();
    const second = await checkout.requestAgain('pm_card_visa');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(second));
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect(atProvider(second)).toEqual([expect.objectContaining({ held: 15_500 })]);
    expect((await harness.publishedEvents(paymentsEvents.PaymentVoidedV1)).filter(by(second))).toEqual([]);
  });
});
