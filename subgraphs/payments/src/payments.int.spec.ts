import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { statusOf, storedPayment, stateFromHistory } from './adapters/postgres/stored-payments.fixtures';
import { context } from './main';
import { aCheckout, attemptsOf, balances, secretKey, webhookSecret, type Checkout } from './payments.fixtures';

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

const of = (checkout: Checkout) => (data: { paymentId: string }) => data.paymentId === checkout.paymentId;
const atProvider = (checkout: Checkout) => provider.ledger().filter((line) => line.metadata['payment_id'] === checkout.paymentId);

const reaches = (checkout: Checkout, status: string) =>
  eventually(async () => (await statusOf(harness, checkout)) === status, { waitingFor: `the payment to be ${status}` });

const authorized = async (token?: string): Promise<Checkout> => {
  const checkout = aCheckout(harness, token);
  await checkout.request();
  await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
  return checkout;
};

const captured = async (): Promise<Checkout> => {
  const checkout = await authorized();
  await checkout.capture();
  await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
  return checkout;
};

describe('a payment for two orders', () => {
  it('is authorised, then captured, with the money in escrow per order', async () => {
    const checkout = await captured();
    const event = await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    expect(event).toMatchObject({
      buyerId: checkout.buyerId,
      amount: { amount: '15500', currency: 'USD' },
      orders: [{ orderId: checkout.orders[0] }, { orderId: checkout.orders[1] }],
    });
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'succeeded', captured: 15_500, refunded: 0 })]);
    expect(await balances(harness, checkout)).toEqual({
      psp_clearing: 15_500n,
      [`buyer_escrow:${checkout.orders[0]}`]: -10_500n,
      [`buyer_escrow:${checkout.orders[1]}`]: -5_000n,
    });
  });

  it('keeps a history that leads to the state', async () => {
    const checkout = await captured();
    await checkout.cancelOrder(1);
    await harness.waitForEvent(paymentsEvents.PaymentRefundedV1, of(checkout));
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('deletes the payment method as soon as the provider has the payment', async () => {
    const checkout = await authorized();
    expect((await storedPayment(harness, checkout)).sealedMethod).toBeUndefined();
  });

  it('is made once, however often its events arrive', async () => {
    const checkout = aCheckout(harness);
    const first = await checkout.request();
    await checkout.request(first);
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    await checkout.request();
    const capture = await checkout.capture();
    await checkout.capture(capture);
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    await checkout.request(first);
    await harness.waitUntilHandled(await checkout.request());
    expect((await harness.publishedEvents(paymentsEvents.PaymentCapturedV1)).filter(of(checkout))).toHaveLength(1);
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ captured: 15_500 })]);
    expect((await balances(harness, checkout))['psp_clearing']).toBe(15_500n);
  });
});

describe('a declined card', () => {
  it.each([
    ['pm_card_chargeDeclined', 'card_declined'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_no_such_card', 'resource_missing'],
  ])('%s fails the payment as %s and books nothing', async (token, code) => {
    const checkout = aCheckout(harness, token);
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({ code });
    expect(await balances(harness, checkout)).toEqual({});
    expect((await storedPayment(harness, checkout)).sealedMethod).toBeUndefined();
  });

  it('is answered with PaymentVoided when it is voided', async () => {
    const checkout = aCheckout(harness, 'pm_card_chargeDeclined');
    await checkout.request();
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });
});

describe('a voided payment', () => {
  it('is cancelled at the provider', async () => {
    const checkout = await authorized();
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
  });

  it('is never made when the void arrives first', async () => {
    const checkout = aCheckout(harness);
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({ code: 'voided' });
    expect(await statusOf(harness, checkout)).toBe('VOIDED');
    expect(atProvider(checkout)).toEqual([]);
  });
});

describe('a cancelled order', () => {
  it('is not charged when it is cancelled before the capture', async () => {
    const checkout = await authorized();
    await harness.waitUntilHandled(await checkout.cancelOrder(0));
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({
      amount: { amount: '5000' },
      orders: [{ orderId: checkout.orders[1] }],
    });
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ captured: 5_000 })]);
  });

  it('is not charged when it is cancelled before the payment', async () => {
    const checkout = aCheckout(harness);
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    await checkout.request();
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({
      orders: [{ orderId: checkout.orders[0] }],
    });
  });

  it('voids the payment when no other order remains', async () => {
    const checkout = await authorized();
    await checkout.cancelOrder(0);
    await checkout.cancelOrder(1);
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled' })]);
  });

  it('is refunded when it is cancelled after the capture', async () => {
    const checkout = await captured();
    await checkout.cancelOrder(0);
    expect(await harness.waitForEvent(paymentsEvents.PaymentRefundedV1, of(checkout))).toMatchObject({
      amount: { amount: '10500' },
      reason: 'captured-after-abort',
    });
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ captured: 15_500, refunded: 10_500 })]);
    expect(await balances(harness, checkout)).toEqual({ psp_clearing: 5_000n, [`buyer_escrow:${checkout.orders[1]}`]: -5_000n });
    await checkout.cancelOrder(1);
    await reaches(checkout, 'REFUNDED');
    expect(await balances(harness, checkout)).toEqual({});
  });
});

describe('a closed order', () => {
  it('credits its seller once, less ten percent', async () => {
    const checkout = await captured();
    await checkout.closeOrder(0);
    const event = await harness.waitForEvent(paymentsEvents.EscrowReleasedV1, (data) => data.orderId === checkout.orders[0]);
    expect(event).toMatchObject({ sellerId: checkout.sellers[0], sellerAmount: { amount: '9450' }, commission: { amount: '1050' } });
    await harness.waitUntilHandled(await checkout.closeOrder(0));
    expect(
      (await harness.publishedEvents(paymentsEvents.EscrowReleasedV1)).filter((data) => data.orderId === checkout.orders[0]),
    ).toHaveLength(1);
    expect(await balances(harness, checkout)).toEqual({
      psp_clearing: 15_500n,
      platform_commission: -1_050n,
      [`seller_payable:${checkout.sellers[0]}`]: -9_450n,
      [`buyer_escrow:${checkout.orders[1]}`]: -5_000n,
    });
  });
});

describe('the cost of a payment', () => {
  const waitForEvents = async (checkout: Checkout, subject: string, work: () => Promise<unknown>): Promise<void> => {
    const subscription = harness.broker.connection.subscribe(`evt.payments.payment.${subject}.v1`);
    await work();
    for await (const message of subscription) if (message.string().includes(checkout.paymentId)) break;
  };

  it('is two writes to authorise it, and two to capture it', async () => {
    await harness.running.jobs.stop();
    const checkout = aCheckout(harness);
    expect(await harness.countStatements(() => waitForEvents(checkout, 'payment-authorized', checkout.request))).toBe(2);
    expect(await harness.countStatements(() => waitForEvents(checkout, 'payment-captured', checkout.capture))).toBe(2);
    expect(await attemptsOf(harness, checkout)).toEqual([
      expect.objectContaining({ kind: 'authorize' }),
      expect.objectContaining({ kind: 'capture' }),
    ]);
  });
});
