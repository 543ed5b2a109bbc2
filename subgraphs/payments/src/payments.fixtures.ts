import { defined, type CheckoutId, type OrderId, type PaymentId, type SellerId, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import type { ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, ordersEvents } from '@marketplace/schema';

export const webhookSecret = 'whsec_test';
export const secretKey = 'sk_test_payments';
export const webhookPath = '/webhooks/stripe';

const usd = (cents: number): { amount: string; currency: string } => ({ amount: cents.toString(), currency: 'USD' });

/** A checkout of two orders of two sellers: 105.00 and 50.00. */
export type Checkout = {
  readonly checkoutId: CheckoutId;
  readonly paymentId: PaymentId;
  readonly buyerId: UserId;
  readonly orders: readonly [OrderId, OrderId];
  readonly sellers: readonly [SellerId, SellerId];
  /** Each action returns the ID of its event; the same ID again is a redelivery. */
  readonly request: (eventId?: string) => Promise<string>;
  /** Requests another payment for the same orders. */
  readonly requestAgain: (token: string) => Promise<PaymentId>;
  readonly capture: (eventId?: string) => Promise<string>;
  readonly captureBy: (paymentId: PaymentId) => Promise<string>;
  readonly requestVoid: () => Promise<string>;
  readonly cancelOrder: (position: 0 | 1) => Promise<string>;
  readonly deliverOrder: (position: 0 | 1) => Promise<string>;
  readonly closeOrder: (position: 0 | 1) => Promise<string>;
  readonly sealedMethod: string;
};

type Terms = {
  readonly cashOnDelivery?: boolean;
  /** The amount of each order, in cents. */
  readonly cents?: readonly [number, number];
  /** The platform's discount on each order, in cents. */
  readonly discounts?: readonly [number, number];
};

type Parties = Pick<Checkout, 'checkoutId' | 'paymentId' | 'buyerId' | 'orders' | 'sellers' | 'sealedMethod'>;
type OrderActions = Pick<Checkout, 'cancelOrder' | 'deliverOrder' | 'closeOrder'>;

/** Publishes the events of orders. */
const orderActions = ({ publish }: ContextHarness, parties: Parties, { cashOnDelivery = false }: Terms): OrderActions => {
  const { checkoutId, buyerId, orders, sellers } = parties;
  const ofOrder = (position: 0 | 1) => ({ orderId: orders[position], checkoutId, buyerId, sellerId: sellers[position] });
  const orderType = cashOnDelivery ? 'CASH_ON_DELIVERY' : 'PREPAID';
  return {
    cancelOrder: (position) =>
      publish(ordersEvents.OrderCancelledV1, { ...ofOrder(position), reason: 'test' }, { aggregateId: orders[position], version: 2 }),
    deliverOrder: (position) =>
      publish(ordersEvents.OrderDeliveredV1, { ...ofOrder(position), orderType }, { aggregateId: orders[position], version: 5 }),
    closeOrder: (position) =>
      publish(
        ordersEvents.OrderClosedV1,
        { ...ofOrder(position), reason: 'receipt-confirmed' },
        { aggregateId: orders[position], version: 6 },
      ),
  };
};

/** Publishes the events of the checkout. */
const checkoutActions = (
  { publish, seal }: ContextHarness,
  parties: Parties,
  terms: Terms,
): Omit<Checkout, keyof Parties | keyof OrderActions> => {
  const { checkoutId, paymentId, buyerId, orders, sellers, sealedMethod } = parties;
  const { cashOnDelivery, cents: paid = [10_500, 5_000], discounts } = terms;
  const aggregateId = checkoutId;
  const requested = {
    checkoutId,
    buyerId,
    amount: usd(paid[0] + paid[1]),
    orders: paid.map((cents, position) => ({
      orderId: orders[position] ?? '',
      sellerId: sellers[position] ?? '',
      amount: usd(cents),
      ...defined({ platformDiscount: discounts && usd(discounts[position] ?? 0) }),
    })),
    ...defined({ cashOnDelivery }),
  };
  return {
    request: (eventId) =>
      publish(
        checkoutEvents.PaymentAuthorizationRequestedV1,
        { ...requested, paymentId, sealedMethod },
        { aggregateId, version: 5, ...defined({ eventId }) },
      ),
    requestAgain: async (token) => {
      const another: PaymentId = newId();
      const data = { ...requested, paymentId: another, sealedMethod: seal.seal({ token }) };
      await publish(checkoutEvents.PaymentAuthorizationRequestedV1, data, { aggregateId, version: 6 });
      return another;
    },
    capture: (eventId) =>
      publish(checkoutEvents.PaymentCaptureRequestedV1, { checkoutId, paymentId }, { aggregateId, version: 6, ...defined({ eventId }) }),
    captureBy: (another) =>
      publish(checkoutEvents.PaymentCaptureRequestedV1, { checkoutId, paymentId: another }, { aggregateId, version: 8 }),
    requestVoid: () => publish(checkoutEvents.PaymentVoidRequestedV1, { checkoutId, paymentId }, { aggregateId, version: 7 }),
  };
};

export const aCheckout = (harness: ContextHarness, token = 'pm_card_visa', terms: Terms = {}): Checkout => {
  const parties: Parties = {
    checkoutId: newId(),
    paymentId: newId(),
    buyerId: newId(),
    orders: [newId<'Order'>(), newId<'Order'>()],
    sellers: [newId<'Seller'>(), newId<'Seller'>()],
    sealedMethod: harness.seal.seal({ token }),
  };
  return { ...parties, ...checkoutActions(harness, parties, terms), ...orderActions(harness, parties, terms) };
};

/** The balances (debit minus credit) of the accounts of a checkout, without those at zero. */
export const balances = async (harness: ContextHarness, checkout: Checkout): Promise<Readonly<Record<string, bigint>>> => {
  const rows = await harness.running.db.query<{ account: string; balance: bigint }>(
    `SELECT account, sum(debit - credit)::bigint AS balance FROM ledgers WHERE reference_id = ANY ($1) GROUP BY account HAVING sum(debit - credit) <> 0 ORDER BY account`,
    [[checkout.paymentId, ...checkout.orders]],
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.balance]));
};

export const attemptsOf = async (
  harness: ContextHarness,
  checkout: Checkout,
): Promise<readonly { kind: string; outcome: string; idempotency_key: string }[]> =>
  harness.running.db.query('SELECT kind, outcome, idempotency_key FROM payment_attempts WHERE payment_id = $1 ORDER BY id', [
    checkout.paymentId,
  ]);
