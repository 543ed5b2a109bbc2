import { subtract } from '@marketplace/kernel';
import { enumOf, MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { VisiblePayment } from '../../application/access';
import type { LedgerAccount, LedgerLine } from '../../application/ports';
import type { ExistingPayment, PaymentMethod } from '../../domain/payment';

const PaymentStatusType = enumOf<ExistingPayment['status']>('PaymentStatus', 'The status of a payment.', {
  REQUESTED: 'The authorization has been requested from the provider.',
  ACTION_REQUIRED: 'The buyer must confirm the payment at the bank.',
  AUTHORIZED: 'The amount is authorized; nothing has been charged yet.',
  CAPTURING: 'The amount is being captured.',
  CAPTURED: 'The amount has been captured. Part of it may have been refunded.',
  REFUNDED: 'The whole amount has been refunded.',
  FAILED: 'The payment was declined, or the provider did not respond.',
  VOIDING: 'The authorization is being voided.',
  VOIDED: 'The authorization is voided; nothing will be charged.',
  PROMISED: 'Cash on delivery is authorized; the orders have not been placed yet.',
  CASH_DUE: 'Couriers will collect the cash on delivery.',
  COLLECTED: 'Couriers have collected the cash for every order.',
});

const PaymentMethodType = enumOf<PaymentMethod>('PaymentMethod', 'The method of a payment.', {
  CARD: 'By card, before shipping.',
  CASH_ON_DELIVERY: 'In cash, to the courier on delivery.',
});

export const PaymentType = objectType(
  'Payment',
  'The payment for a checkout. It covers all orders of the checkout; sellers see only the amounts of their own orders.',
  {
    id: t.id('The ID of the payment.'),
    status: t.of(PaymentStatusType, 'The status of the payment.'),
    method: t.of(PaymentMethodType, 'The method of the payment.'),
    amount: t.of(MoneyType, 'The amount to pay.'),
    capturedAmount: t.of(MoneyType, 'The amount captured or collected so far.'),
    refundedAmount: t.of(MoneyType, 'The amount refunded to the buyer so far.'),
    currency: t.string('The currency of the payment, as an ISO 4217 code. It never changes.'),
    createdAt: t.dateTime('The date and time when the payment was requested.'),
  },
  { key: 'id' },
);
export type PaymentType = InstanceType<typeof PaymentType>;

export const OrderType = objectType(
  'Order',
  'A purchase from one seller. A checkout creates one order per seller.',
  {
    id: t.id('The ID of the order.'),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const LedgerAccountType = objectType('LedgerAccount', 'A ledger account in one currency. Operators only.', {
  account: t.string('The name of the account, such as "psp_clearing" or "buyer_escrow:<order ID>".'),
  debit: t.of(MoneyType, 'The sum of the debits.'),
  credit: t.of(MoneyType, 'The sum of the credits.'),
  balance: t.of(MoneyType, 'The debits minus the credits; negative if the platform owes the amount.'),
});
export type LedgerAccountType = InstanceType<typeof LedgerAccountType>;

export const LedgerEntryType = objectType('LedgerEntry', 'A ledger entry. Entries are never changed or deleted. Operators only.', {
  id: t.id('The ID of the entry.'),
  transactionId: t.id('The ID of the ledger transaction of the entry. The entries of a transaction sum to zero.'),
  kind: t.string('The kind of the transaction, such as "capture", "cash-collection", "refund" or "escrow-release".'),
  account: t.string('The name of the account.'),
  debit: t.of(MoneyType, 'The debit amount; zero for a credit entry.'),
  credit: t.of(MoneyType, 'The credit amount; zero for a debit entry.'),
  referenceId: t.id('The ID of the payment, order or refund.'),
  at: t.dateTime('The date and time when the entry was booked.'),
});
export type LedgerEntryType = InstanceType<typeof LedgerEntryType>;

export const toPaymentType = (payment: VisiblePayment): PaymentType => ({
  id: payment.id,
  status: payment.status,
  method: payment.method,
  amount: toMoneyType(payment.amount),
  capturedAmount: toMoneyType(payment.captured),
  refundedAmount: toMoneyType(payment.refunded),
  currency: payment.amount.currency,
  createdAt: payment.createdAt,
});

export const toAccountType = ({ account, debit, credit }: LedgerAccount): LedgerAccountType => ({
  account,
  debit: toMoneyType(debit),
  credit: toMoneyType(credit),
  balance: toMoneyType(subtract(debit, credit)),
});

export const toEntryType = (line: LedgerLine): LedgerEntryType => ({
  ...line,
  debit: toMoneyType(line.debit),
  credit: toMoneyType(line.credit),
});
