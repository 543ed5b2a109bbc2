import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { repositoryOf, statusOf, storedPayment, stateFromHistory } from './adapters/postgres/stored-payments.fixtures';
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
const atProvider = (paymentId: string) => provider.ledger().filter((line) => line.metadata['payment_id'] === paymentId);

const cancelBoth = async (checkout: Checkout): Promise<void> => {
  for (const position of [0, 1] as const) await harness.waitUntilHandled(await checkout.cancelOrder(position));
};

/** Records the cancellations as if they had arrived just before the payment was written. */
const overtake = async ({ orders }: Checkout): Promise<void> => {
  for (const orderId of orders) await repositoryOf(harness).recordCancelledOrder(orderId);
};

describe('a payment for orders that were all cancelled before its request', () => {
  it.each([false, true])('fails, and the provider is not called (cash on delivery: %s)', async (cashOnDelivery) => {
    const checkout = aCheckout(harness, 'pm_card_visa', { cashOnDelivery });
    await cancelBoth(checkout);
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(checkout.paymentId))).toMatchObject({ code: 'voided' });
    expect(await attemptsOf(harness, checkout)).toEqual([]);
    expect(atProvider(checkout.paymentId)).toEqual([]);
    await harness.waitUntilHandled(await checkout.request());
    expect(await statusOf(harness, checkout)).toBe('FAILED');
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(by(checkout.paymentId))).toEqual([]);
  });

  it('fails after a declined card, too', async () => {
    const checkout = aCheckout(harness, 'pm_card_chargeDeclined');
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(checkout.paymentId));
    await cancelBoth(checkout);
    const second = await checkout.requestAgain('pm_card_visa');
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, by(second))).toMatchObject({ code: 'voided' });
    expect(atProvider(second)).toEqual([]);
  });
});

describe('a payment with one order that was cancelled before its request', () => {
  it('voids its hold when the other one is cancelled', async () => {
    const checkout = aCheckout(harness);
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, by(checkout.paymentId));
    await checkout.cancelOrder(0);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect(atProvider(checkout.paymentId)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
  });
});

describe('a payment whose orders are all cancelled during its request', () => {
  it.each(['pm_card_visa', 'pm_card_authenticationRequired'])('is voided as soon as the provider has answered (%s)', async (token) => {
    const checkout = aCheckout(harness, token);
    provider.failNext('create', 'slow');
    await checkout.request();
    await eventually(() => atProvider(checkout.paymentId).length > 0, { waitingFor: 'the provider to have the payment' });
    await overtake(checkout);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, by(checkout.paymentId));
    expect(atProvider(checkout.paymentId)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(by(checkout.paymentId))).toEqual([]);
    expect((await harness.publishedEvents(paymentsEvents.PaymentActionRequiredV1)).filter(by(checkout.paymentId))).toEqual([]);
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('holds nothing in the end, in any order of events', async () => {
    const checkouts = Array.from({ length: 24 }, () => aCheckout(harness));
    await Promise.all(checkouts.flatMap((checkout) => [checkout.request(), checkout.cancelOrder(0), checkout.cancelOrder(1)]));
    const hasEnded = async (checkout: Checkout): Promise<boolean> => ['FAILED', 'VOIDED'].includes(await statusOf(harness, checkout));
    await eventually(async () => (await Promise.all(checkouts.map(hasEnded))).every(Boolean), { waitingFor: 'every payment to end' });
    expect(checkouts.flatMap(({ paymentId }) => atProvider(paymentId)).filter(({ held }) => held > 0)).toEqual([]);
  });
});
