import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { repositoryOf, statusOf, storedPayment, toldByHistory } from './adapters/postgres/stored-payments.fixtures';
import { context } from './main';
import { aCheckout, attemptsOf, secretKey, webhookSecret, type Checkout } from './payments.fixtures';

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
const heldBy = (paymentId: string) => provider.ledger().filter((line) => line.metadata['payment_id'] === paymentId);

const cancelBoth = async (checkout: Checkout): Promise<void> => {
  for (const position of [0, 1] as const) await harness.waitUntilHandled(await checkout.cancelOrder(position));
};

/** The cancellations looked for a payment a moment before it was written. */
const overtake = async ({ orders }: Checkout): Promise<void> => {
  for (const orderId of orders) await repositoryOf(harness).noteCancelledOrder(orderId);
};

describe('a payment for orders that were all cancelled before it was asked for', () => {
  it.each([false, true])('fails, and no provider is asked (cash on delivery: %s)', async (cashOnDelivery) => {
    const checkout = aCheckout(harness, 'pm_card_visa', { cashOnDelivery });
    await cancelBoth(checkout);
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(checkout.paymentId))).toMatchObject({ code: 'voided' });
    expect(await attemptsOf(harness, checkout)).toEqual([]);
    expect(heldBy(checkout.paymentId)).toEqual([]);
    await harness.waitUntilHandled(await checkout.request());
    expect(await statusOf(harness, checkout)).toBe('FAILED');
    await checkout.callOff();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(by(checkout.paymentId))).toEqual([]);
  });

  it('fails after another card was declined, too', async () => {
    const checkout = aCheckout(harness, 'pm_card_chargeDeclined');
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(checkout.paymentId));
    await cancelBoth(checkout);
    const second = await checkout.tryAgain('pm_card_visa');
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(second))).toMatchObject({ code: 'voided' });
    expect(heldBy(second)).toEqual([]);
  });
});

describe('a payment of which one order was cancelled before it was asked for', () => {
  it('lets go of its hold when the other one is cancelled, without anybody asking for it', async () => {
    const checkout = aCheckout(harness);
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(checkout.paymentId));
    await checkout.cancelOrder(0);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect(heldBy(checkout.paymentId)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
  });
});

describe('a payment whose orders are all cancelled while it is asked for', () => {
  it.each(['pm_card_visa', 'pm_card_authenticationRequired'])('is let go as soon as the provider has answered (%s)', async (token) => {
    const checkout = aCheckout(harness, token);
    provider.failNext('create', 'slow');
    await checkout.request();
    await eventually(() => heldBy(checkout.paymentId).length > 0, { waitingFor: 'the provider to have the payment' });
    await overtake(checkout);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect(heldBy(checkout.paymentId)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(by(checkout.paymentId))).toEqual([]);
    expect((await harness.publishedEvents(paymentsEvents.PaymentActionRequiredV1)).filter(by(checkout.paymentId))).toEqual([]);
    expect(await toldByHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('holds nothing in the end, whoever comes first', async () => {
    const checkouts = Array.from({ length: 24 }, () => aCheckout(harness));
    await Promise.all(checkouts.flatMap((checkout) => [checkout.request(), checkout.cancelOrder(0), checkout.cancelOrder(1)]));
    const isOver = async (checkout: Checkout): Promise<boolean> => ['FAILED', 'VOIDED'].includes(await statusOf(harness, checkout));
    await eventually(async () => (await Promise.all(checkouts.map(isOver))).every(Boolean), { waitingFor: 'every payment to be over' });
    expect(checkouts.flatMap(({ paymentId }) => heldBy(paymentId)).filter(({ held }) => held > 0)).toEqual([]);
  });
});
