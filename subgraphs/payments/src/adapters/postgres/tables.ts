import { bigint, boolean, currencyCode, id, integer, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { LedgerKind } from '../../domain/ledger';
import type { Hold, ExistingPayment, PaymentMethod } from '../../domain/payment';
import type { ProviderRequest } from '../../domain/provider-request';
import type { ProviderTransaction } from '../../domain/transactions';

/** Payments, with amounts in minor units. A payment that ended before its request arrived has no terms. */
export const Payments = table(
  'payment_intents',
  {
    id: id<'Payment'>().primary(),
    checkoutId: id<'Checkout'>(),
    version: integer(),
    announced: integer().withDefault(),
    status: text<ExistingPayment['status']>(),
    buyerId: id<'User'>().nullable(),
    amount: bigint().nullable(),
    currency: currencyCode().nullable(),
    method: text<PaymentMethod>().withDefault(),
    gateway: text<'stripe' | 'courier'>(),
    idempotencyKey: text(),
    providerReference: text().nullable(),
    actionUrl: text().nullable(),
    failureCode: text().nullable(),
    holdKind: text<Hold['kind']>().nullable(),
    holdAmount: bigint().nullable(),
    capturedAmount: bigint().withDefault(),
    refundedAmount: bigint().withDefault(),
    /** Encrypted with the platform's key. */
    sealedMethod: text().nullable(),
    attempts: integer().withDefault(),
    nextAttemptAt: timestamp().nullable(),
    checkedAt: timestamp().nullable(),
    correlationId: text(),
    createdAt: timestamp(),
    updatedAt: updatedAt(),
  },
  { unique: [['idempotencyKey'], ['providerReference']] },
);

export const PaymentOrders = table(
  'payment_orders',
  {
    paymentId: id<'Payment'>().primary(),
    orderId: id<'Order'>().primary(),
    position: integer(),
    sellerId: id<'Seller'>(),
    amount: bigint(),
    platformDiscount: bigint().withDefault(),
    cancelled: boolean().withDefault(),
    inCapture: boolean().withDefault(),
    collected: boolean().withDefault(),
    refundedAmount: bigint().withDefault(),
    released: boolean().withDefault(),
  },
  { unique: [['paymentId', 'position']] },
);

/** Append-only, like the tables below up to the webhooks. */
export const CancelledOrders = table('cancelled_orders', {
  orderId: id<'Order'>().primary(),
  notedAt: timestamp().withDefault(),
});

export const PaymentAttempts = table('payment_attempts', {
  id: bigint().primary().withDefault(),
  paymentId: id<'Payment'>(),
  kind: text<ProviderRequest['kind']>(),
  idempotencyKey: text(),
  outcome: text(),
  detail: text().nullable(),
  attemptedAt: timestamp(),
});

export const Refunds = table('refunds', {
  id: id<'Refund'>().primary(),
  paymentId: id<'Payment'>(),
  orderId: id<'Order'>(),
  amount: bigint(),
  currency: currencyCode(),
  reason: text(),
  requestedAt: timestamp(),
});

export const PaymentTransactions = table(
  'payment_transactions',
  {
    id: id<'PaymentTransaction'>().primary(),
    paymentId: id<'Payment'>(),
    gatewayTransactionId: text().nullable(),
    type: text<ProviderTransaction['type']>(),
    status: text<ProviderTransaction['status']>(),
    amount: bigint(),
    currency: currencyCode(),
    refundId: id<'Refund'>().nullable(),
    createdAt: timestamp(),
  },
  { unique: [['refundId']] },
);

export const LedgerTransactions = table(
  'ledger_transactions',
  {
    id: id<'LedgerTransaction'>().primary(),
    kind: text<LedgerKind>(),
    referenceId: id(),
    createdAt: timestamp(),
  },
  { unique: [['referenceId', 'kind']] },
);

export const LedgerEntries = table('ledgers', {
  id: bigint().primary().withDefault(),
  transactionId: id<'LedgerTransaction'>(),
  account: text(),
  debit: bigint(),
  credit: bigint(),
  currency: currencyCode(),
  referenceId: id(),
  createdAt: timestamp(),
});

/** The webhook events of the provider that changed a payment. */
export const PaymentWebhooks = table('payment_webhooks', {
  eventId: text().primary(),
  eventType: text(),
  receivedAt: timestamp().withDefault(),
});

/** The end of the period that each job has processed at the provider. */
export const ProviderWatermarks = table('provider_watermarks', { job: text().primary(), doneUntil: timestamp() });
