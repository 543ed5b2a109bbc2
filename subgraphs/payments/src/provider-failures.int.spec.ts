import { after, seconds, systemOf, type Instant } from '@marketplace/kernel';
import { now } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { stripeClient } from './adapters/gateways/stripe-client';
import { stripeGateway } from './adapters/gateways/stripe-gateway';
import { creationOf } from './application/changes';
import { decide } from './domain/decide';
import type { PaymentEvent } from './domain/payment';
import { shares, terms } from './domain/payment.fixtures';
import { repositoryOf, statusOf, storedPayment, stateFromHistory } from './adapters/postgres/stored-payments.fixtures';
import { context } from './main';
import { aCheckout, attemptsOf, secretKey, webhookSecret, type Checkout } from './payments.fixtures';

let provider: PaymentProvider;
let harness: ContextHarness;

beforeAll(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
  harness = await contextHarness(context, {
    variables: {
      STRIPE_BASE_URL: provider.url,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_TIMEOUT_MS: '300',
    },
  });
});

afterAll(async () => {
  await harness.stop();
  await provider.stop();
});

const of = (checkout: Checkout) => (data: { paymentId: string }) => data.paymentId === checkout.paymentId;
const atProvider = (checkout: Checkout) => provider.ledger().filter((line) => line.metadata['payment_id'] === checkout.paymentId);

const held = async (checkout: Checkout): Promise<void> => {
  await checkout.request();
  await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
};

const firstEvents = (checkout: Checkout, at: Instant): readonly PaymentEvent[] => {
  const { paymentId, checkoutId, orders } = checkout;
  const own = shares.map((share, position) => ({ ...share, orderId: orders[position] ?? share.orderId }));
  const ref = { paymentId, checkoutId };
  const decision = decide({ type: 'RequestAuthorization', ref, terms: { ...terms, createdAt: at }, shares: own, at }, { status: 'NONE' });
  if ('refused' in decision) throw new Error(decision.refused);
  return decision;
};

/** Writes the state of a process that crashed right after its first write. */
const crashAfterFirstWrite = async (checkout: Checkout, at: Instant): Promise<void> => {
  const kept = { correlationId: 'test', sealedMethod: checkout.sealedMethod };
  const change = creationOf(firstEvents(checkout, at), kept, { now: at, retryAt: now() });
  await repositoryOf(harness).create(change, { actor: systemOf('payments'), correlationId: 'test' });
};

describe('a provider that does not answer', () => {
  it.each(['timeout', 'break', 'error-500-saved', 'error-500', 'rate-limit', 'hang'] as const)(
    'holds the money once after a %s',
    async (trouble) => {
      const checkout = aCheckout(harness);
      provider.failNext('create', trouble);
      await held(checkout);
      expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'requires_capture', held: 15_500 })]);
      const attempts = await attemptsOf(harness, checkout);
      expect(attempts[0]).toMatchObject({ outcome: 'unknown' });
      expect(new Set(attempts.map((attempt) => attempt.idempotency_key)).size).toBe(1);
    },
  );

  it.each(['timeout', 'error-500', 'error-500-saved'] as const)('charges once after a %s', async (trouble) => {
    const checkout = aCheckout(harness);
    await held(checkout);
    provider.failNext('capture', trouble);
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ captured: 15_500, refunded: 0 })]);
  });

  it.each(['timeout', 'error-500', 'error-500-saved'] as const)('refunds once after a %s', async (trouble) => {
    const checkout = aCheckout(harness);
    await held(checkout);
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    provider.failNext('refund', trouble);
    await checkout.cancelOrder(0);
    await harness.waitForEvent(paymentsEvents.PaymentRefundedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ refunded: 10_500 })]);
  });

  it('voids a hold although the answer to the cancellation was lost', async () => {
    const checkout = aCheckout(harness);
    await held(checkout);
    provider.failNext('cancel', 'timeout');
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled' })]);
  });

  it('is queried for its hold before a payment is voided', async () => {
    const checkout = aCheckout(harness);
    provider.failNext('create', 'timeout');
    await checkout.request();
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('fails the payment after a minute, and its hold is cancelled', async () => {
    const checkout = aCheckout(harness);
    provider.failNext('create', 'timeout');
    provider.failNext('list', 'error-500');
    await crashAfterFirstWrite(checkout, after(now(), seconds(-70)));
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({ code: 'provider-unavailable' });
    await eventually(() => atProvider(checkout)[0]?.status === 'canceled', { waitingFor: 'the provider to cancel the hold' });
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(of(checkout))).toEqual([]);
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
  });
});

describe('a process that crashes', () => {
  it('after its first write leaves a payment that another process completes', async () => {
    const checkout = aCheckout(harness);
    await crashAfterFirstWrite(checkout, now());
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    expect(atProvider(checkout)).toHaveLength(1);
  });

  it('between the call and its commit repeats the call with the same key, without a second hold', async () => {
    const checkout = aCheckout(harness);
    const client = stripeClient({ baseUrl: provider.url, secretKey, timeoutMs: 60_000 });
    const gateway = stripeGateway(client, { returnUrl: undefined });
    const [first] = firstEvents(checkout, now());
    if (first?.type !== 'PaymentRequested') throw new Error('it begins with the request');
    const key = `${checkout.paymentId}:authorize`;
    const call = await gateway.authorize({ ref: first.ref, amount: first.terms.amount, token: 'pm_card_visa', key });
    await client.close();
    await crashAfterFirstWrite(checkout, now());
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ intentId: 'reference' in call ? call.reference : '' })]);
  });
});

describe('a payment method that cannot be decrypted', () => {
  it('fails the payment without calling the provider', async () => {
    const checkout = aCheckout(harness, '');
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({ code: 'payment-method-unreadable' });
    expect(atProvider(checkout)).toEqual([]);
    expect(await statusOf(harness, checkout)).toBe('FAILED');
  });
});
