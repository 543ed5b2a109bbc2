import type { CheckoutId, OrderId, PaymentId, SellerId, UserId } from '@marketplace/kernel';
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
  /** Each returns the id of the event; the same id again is a second delivery. */
  readonly request: (eventId?: string) => Promise<string>;
  readonly capture: (eventId?: string) => Promise<string>;
  readonly callOff: () => Promise<string>;
  readonly cancelOrder: (position: 0 | 1) => Promise<string>;
  readonly closeOrder: (position: 0 | 1) => Promise<string>;
  readonly sealedMethod: string;
};

export const aCheckout = (harness: ContextHarness, token = 'pm_card_visa'): Checkout => {
  const { say } = harness;
  const checkoutId: CheckoutId = newId();
  const paymentId: PaymentId = newId();
  const buyerId: UserId = newId();
  const orders = [newId<'Order'>(), newId<'Order'>()] as const;
  const sellers = [newId<'Seller'>(), newId<'Seller'>()] as const;
  const sealedMethod = harness.seal.seal({ token });
  const aggregateId = checkoutId;
  const shares = [10_500, 5_000].map((cents, position) => ({
    orderId: orders[position] ?? '',
    sellerId: sellers[position] ?? '',
    amount: usd(cents),
  }));
  const ofOrder = (position: 0 | 1) => ({ orderId: orders[position], checkoutId, buyerId, sellerId: sellers[position] });
  const again = (eventId: string | undefined): { eventId?: string } => (eventId === undefined ? {} : { eventId });
  return {
    checkoutId,
    paymentId,
    buyerId,
    orders,
    sellers,
    sealedMethod,
    request: (eventId) =>
      say(
        checkoutEvents.PaymentAuthorizationRequestedV1,
        { checkoutId, paymentId, buyerId, amount: usd(15_500), sealedMethod, orders: shares },
        { aggregateId, version: 5, ...again(eventId) },
      ),
    capture: (eventId) =>
      say(checkoutEvents.PaymentCaptureRequestedV1, { checkoutId, paymentId }, { aggregateId, version: 6, ...again(eventId) }),
    callOff: () => say(checkoutEvents.PaymentVoidRequestedV1, { checkoutId, paymentId }, { aggregateId, version: 7 }),
    cancelOrder: (position) =>
      say(ordersEvents.OrderCancelledV1, { ...ofOrder(position), reason: 'test' }, { aggregateId: orders[position], version: 2 }),
    closeOrder: (position) =>
      say(ordersEvents.OrderClosedV1, { ...ofOrder(position), reason: 'receipt-confirmed' }, { aggregateId: orders[position], version: 6 }),
  };
};

/** Balances (debit less credit) of the accounts that a checkout's orders and payment have touched, without those at zero. */
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
