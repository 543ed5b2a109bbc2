import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, type PaymentProvider } from '@marketplace/simulators';
import { storedPayment, stateFromHistory } from './adapters/postgres/stored-payments.fixtures';
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
const cash = { cashOnDelivery: true, discounts: [1_000, 0] } as const;

const promised = async (): Promise<Checkout> => {
  const checkout = aCheckout(harness, 'cash', cash);
  await checkout.request();
  await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
  return checkout;
};

const agreed = async (): Promise<Checkout> => {
  const checkout = await promised();
  await checkout.capture();
  await harness.waitForEvent(paymentsEvents.CashOnDeliveryAgreedV1, of(checkout));
  return checkout;
};

const see = async (checkout: Checkout, actor = userActor(checkout.buyerId)) => {
  const query = 'query ($id: ID!) { payment(id: $id) { method status amount { amount } capturedAmount { amount } } }';
  return (await harness.graph(actor, query, { id: checkout.paymentId })).data?.['payment'];
};

describe('cash on delivery', () => {
  it('is confirmed without a provider, and not booked before it is collected', async () => {
    const checkout = await agreed();
    expect(await harness.waitForEvent(paymentsEvents.CashOnDeliveryAgreedV1, of(checkout))).toMatchObject({
      amount: { amount: '15500' },
      orders: [{ orderId: checkout.orders[0], platformDiscount: { amount: '1000' } }, { orderId: checkout.orders[1] }],
    });
    expect(provider.intents()).toEqual([]);
    expect(await attemptsOf(harness, checkout)).toEqual([]);
    expect(await balances(harness, checkout)).toEqual({});
    expect(await see(checkout)).toEqual({
      method: 'CASH_ON_DELIVERY',
      status: 'CASH_DUE',
      amount: { amount: '155.00' },
      capturedAmount: { amount: '0.00' },
    });
    expect((await storedPayment(harness, checkout)).sealedMethod).toBeUndefined();
  });

  it('is collected once with each delivery, and released to the seller when the order is closed', async () => {
    const checkout = await agreed();
    await checkout.deliverOrder(0);
    expect(await harness.waitForEvent(paymentsEvents.CashCollectedV1, of(checkout))).toMatchObject({
      orderId: checkout.orders[0],
      amount: { amount: '10500' },
    });
    await harness.waitUntilHandled(await checkout.deliverOrder(0));
    expect(await balances(harness, checkout)).toEqual({
      cash_in_transit: 10_500n,
      'promo_expense:platform': 1_000n,
      [`buyer_escrow:${checkout.orders[0]}`]: -11_500n,
    });
    expect(await see(checkout)).toMatchObject({ status: 'CASH_DUE', capturedAmount: { amount: '105.00' } });
    const staffOf = (position: 0 | 1) => userActor(newId(), ['seller'], [checkout.sellers[position]]);
    expect(await see(checkout, staffOf(0))).toMatchObject({ status: 'COLLECTED', amount: { amount: '105.00' } });
    expect(await see(checkout, staffOf(1))).toMatchObject({ status: 'CASH_DUE', capturedAmount: { amount: '0.00' } });
    await harness.waitUntilHandled(await checkout.deliverOrder(1));
    expect(await see(checkout)).toMatchObject({ status: 'COLLECTED', capturedAmount: { amount: '155.00' } });
    await checkout.closeOrder(0);
    expect(await harness.waitForEvent(paymentsEvents.EscrowReleasedV1, (data) => data.orderId === checkout.orders[0])).toMatchObject({
      sellerAmount: { amount: '10350' },
      commission: { amount: '1150' },
    });
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('is voided when the checkout is aborted', async () => {
    const checkout = await promised();
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    await harness.waitUntilHandled(await checkout.capture());
    expect((await harness.publishedEvents(paymentsEvents.CashOnDeliveryAgreedV1)).filter(of(checkout))).toEqual([]);
  });

  it('fails above the limit', async () => {
    const checkout = aCheckout(harness, 'cash', { cashOnDelivery: true, cents: [40_000, 10_001] });
    await checkout.request();
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({
      code: 'cash-on-delivery-not-offered',
    });
  });

  it('is not due for an order that was cancelled before the confirmation', async () => {
    const checkout = aCheckout(harness, 'cash', cash);
    await harness.waitUntilHandled(await checkout.cancelOrder(0));
    await checkout.request();
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.CashOnDeliveryAgreedV1, of(checkout))).toMatchObject({
      amount: { amount: '5000' },
      orders: [{ orderId: checkout.orders[1] }],
    });
  });
});

describe('discounts of the platform', () => {
  it('complete the escrow at the capture, and are returned with a refund', async () => {
    const checkout = aCheckout(harness, 'pm_card_visa', { cents: [9_500, 4_500], discounts: [1_000, 500] });
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({
      amount: { amount: '14000' },
      orders: [{ platformDiscount: { amount: '1000' } }, { platformDiscount: { amount: '500' } }],
    });
    const escrow = { [`buyer_escrow:${checkout.orders[0]}`]: -10_500n };
    expect(await balances(harness, checkout)).toEqual({
      psp_clearing: 14_000n,
      'promo_expense:platform': 1_500n,
      ...escrow,
      [`buyer_escrow:${checkout.orders[1]}`]: -5_000n,
    });
    await checkout.cancelOrder(1);
    await harness.waitForEvent(paymentsEvents.PaymentRefundedV1, of(checkout));
    expect(await balances(harness, checkout)).toEqual({ psp_clearing: 9_500n, 'promo_expense:platform': 1_000n, ...escrow });
  });

  it('can reduce the amount to zero, and then the provider is not called', async () => {
    const checkout = aCheckout(harness, 'pm_card_visa', { cents: [0, 0], discounts: [10_500, 0] });
    const before = provider.intents().length;
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({ amount: { amount: '0' } });
    expect(provider.intents()).toHaveLength(before);
    expect(await balances(harness, checkout)).toEqual({
      'promo_expense:platform': 10_500n,
      [`buyer_escrow:${checkout.orders[0]}`]: -10_500n,
    });
    await checkout.closeOrder(0);
    await harness.waitForEvent(paymentsEvents.EscrowReleasedV1, (data) => data.orderId === checkout.orders[0]);
    const called = aCheckout(harness, 'pm_card_visa', { cents: [0, 0] });
    await called.request();
    await called.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(called));
  });
});
