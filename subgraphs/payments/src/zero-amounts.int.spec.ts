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
const nothing = { cents: [0, 0], discounts: [10_500, 5_000] } as const;

const authorized = async (terms: Parameters<typeof aCheckout>[2]): Promise<Checkout> => {
  const checkout = aCheckout(harness, 'pm_card_visa', terms);
  await checkout.request();
  await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
  return checkout;
};

const see = async (checkout: Checkout) => {
  const query = 'query ($id: ID!) { payment(id: $id) { method status amount { amount } capturedAmount { amount } } }';
  return (await harness.graph(userActor(checkout.buyerId), query, { id: checkout.paymentId })).data?.['payment'];
};

describe('a checkout whose discounts leave nothing to pay', () => {
  it('is paid once without the provider, and its sellers are credited', async () => {
    const checkout = await authorized(nothing);
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({
      amount: { amount: '0' },
      orders: [{ platformDiscount: { amount: '10500' } }, { platformDiscount: { amount: '5000' } }],
    });
    await harness.waitUntilHandled(await checkout.capture());
    expect((await harness.publishedEvents(paymentsEvents.PaymentCapturedV1)).filter(of(checkout))).toHaveLength(1);
    expect(atProvider(checkout)).toEqual([]);
    expect(await see(checkout)).toMatchObject({ status: 'CAPTURED', amount: { amount: '0.00' }, capturedAmount: { amount: '0.00' } });
    await checkout.closeOrder(0);
    expect(await harness.waitForEvent(paymentsEvents.EscrowReleasedV1, (data) => data.orderId === checkout.orders[0])).toMatchObject({
      sellerAmount: { amount: '9450' },
      commission: { amount: '1050' },
    });
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    expect(await balances(harness, checkout)).toEqual({
      'promo_expense:platform': 10_500n,
      [`seller_payable:${checkout.sellers[0]}`]: -9_450n,
      platform_commission: -1_050n,
    });
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });

  it('is collected once per order with cash on delivery', async () => {
    const checkout = await authorized({ ...nothing, cashOnDelivery: true });
    await checkout.capture();
    expect(await harness.waitForEvent(paymentsEvents.CashOnDeliveryAgreedV1, of(checkout))).toMatchObject({ amount: { amount: '0' } });
    for (const position of [0, 1, 0, 1] as const) await harness.waitUntilHandled(await checkout.deliverOrder(position));
    expect((await harness.publishedEvents(paymentsEvents.CashCollectedV1)).filter(of(checkout))).toMatchObject([
      { orderId: checkout.orders[0], amount: { amount: '0' } },
      { orderId: checkout.orders[1], amount: { amount: '0' } },
    ]);
    expect(await see(checkout)).toMatchObject({ status: 'COLLECTED', amount: { amount: '0.00' } });
    for (const position of [0, 1, 0] as const) await harness.waitUntilHandled(await checkout.closeOrder(position));
    expect(await balances(harness, checkout)).toEqual({
      'promo_expense:platform': 15_500n,
      [`seller_payable:${checkout.sellers[0]}`]: -9_450n,
      [`seller_payable:${checkout.sellers[1]}`]: -4_500n,
      platform_commission: -1_550n,
    });
  });

  it('books nothing when there is no discount either', async () => {
    const checkout = await authorized({ cents: [0, 0] });
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    await harness.waitUntilHandled(await checkout.cancelOrder(0));
    await harness.waitUntilHandled(await checkout.closeOrder(1));
    expect(await balances(harness, checkout)).toEqual({});
    expect(await attemptsOf(harness, checkout)).toMatchObject([{ kind: 'authorize' }, { kind: 'capture' }]);
  });
});

describe('a checkout with only a free order left', () => {
  it.each([undefined, 'timeout', 'error-500', 'error-500-saved'] as const)(
    'lets go of the hold instead of taking nothing, and is paid for (the provider: %s)',
    async (trouble) => {
      const checkout = await authorized({ cents: [10_500, 0], discounts: [0, 5_000] });
      await harness.waitUntilHandled(await checkout.cancelOrder(0));
      if (trouble !== undefined) provider.failNext('cancel', trouble);
      await checkout.capture();
      expect(await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout))).toMatchObject({
        amount: { amount: '0' },
        orders: [{ orderId: checkout.orders[1], amount: { amount: '0' }, platformDiscount: { amount: '5000' } }],
      });
      expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled', held: 0 })]);
      expect(await balances(harness, checkout)).toEqual({
        'promo_expense:platform': 5_000n,
        [`buyer_escrow:${checkout.orders[1]}`]: -5_000n,
      });
    },
  );
});

describe('orders that are cancelled after the capture', () => {
  it('are refunded to the buyer and the platform, to the last cent', async () => {
    const checkout = await authorized({ cents: [3_333, 0], discounts: [1_667, 77] });
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    await checkout.cancelOrder(0);
    await harness.waitForEvent(paymentsEvents.PaymentRefundedV1, of(checkout));
    for (const position of [0, 1] as const) {
      await harness.waitUntilHandled(await checkout.cancelOrder(position));
      await harness.waitUntilHandled(await checkout.closeOrder(position));
    }
    expect(await balances(harness, checkout)).toEqual({});
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ captured: 3_333, refunded: 3_333 })]);
  });

  it('leave the cash of the other order due, and are not refunded twice', async () => {
    const checkout = await authorized({ cashOnDelivery: true, discounts: [1_000, 500] });
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.CashOnDeliveryAgreedV1, of(checkout));
    await harness.waitUntilHandled(await checkout.cancelOrder(0));
    await harness.waitUntilHandled(await checkout.deliverOrder(0));
    expect(await balances(harness, checkout)).toEqual({});
    await harness.waitUntilHandled(await checkout.deliverOrder(1));
    await harness.waitUntilHandled(await checkout.cancelOrder(1));
    expect((await harness.publishedEvents(paymentsEvents.CashCollectedV1)).filter(of(checkout))).toMatchObject([
      { orderId: checkout.orders[1] },
    ]);
    expect(await balances(harness, checkout)).toEqual({
      cash_in_transit: 5_000n,
      'promo_expense:platform': 500n,
      [`buyer_escrow:${checkout.orders[1]}`]: -5_500n,
    });
    expect(await see(checkout)).toMatchObject({ status: 'COLLECTED' });
  });
});
