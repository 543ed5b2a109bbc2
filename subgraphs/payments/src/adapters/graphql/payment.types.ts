import { subtract } from '@marketplace/kernel';
import { enumOf, MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { VisiblePayment } from '../../application/access';
import type { LedgerAccount, LedgerLine } from '../../application/ports';
import type { KnownPayment, PaymentMethod } from '../../domain/payment';

const PaymentStatusType = enumOf<KnownPayment['status']>('PaymentStatus', 'Where a payment stands.', {
  REQUESTED: 'The provider has been asked to hold the amount.',
  ACTION_REQUIRED: 'The buyer has to confirm at the bank.',
  AUTHORIZED: 'The amount is held; nothing has moved yet.',
  CAPTURING: 'The amount is being taken.',
  CAPTURED: 'The money has moved; part of it may have been refunded.',
  REFUNDED: 'All of it went back to the buyer.',
  FAILED: 'It was declined, or the provider could not be reached.',
  VOIDING: 'What is held is being let go.',
  VOIDED: 'Nothing is held and nothing will be charged.',
  PROMISED: 'Cash on delivery is offered; the orders are not placed yet.',
  CASH_DUE: 'Couriers will collect the money when they hand the orders over.',
  COLLECTED: 'Couriers have collected the money of every order.',
});

const PaymentMethodType = enumOf<PaymentMethod>('PaymentMethod', 'How a checkout is paid.', {
  CARD: 'By card, before anything is shipped.',
  CASH_ON_DELIVERY: 'In cash, to the couriers who hand the orders over.',
});

export const PaymentType = objectType(
  'Payment',
  'What a buyer pays for a checkout; one payment for all orders of it. A seller sees the part that is for its own orders.',
  {
    id: t.id('The id of the payment.'),
    status: t.of(PaymentStatusType, 'Where the payment stands.'),
    method: t.of(PaymentMethodType, 'How it is paid.'),
    amount: t.of(MoneyType, 'What is to be paid.'),
    capturedAmount: t.of(MoneyType, 'What was taken or collected so far; zero before that.'),
    refundedAmount: t.of(MoneyType, 'What went back to the buyer so far.'),
    currency: t.string("The ISO 4217 code of the payment's currency; it never changes."),
    createdAt: t.dateTime('When the payment was asked for.'),
  },
  { key: 'id' },
);
export type PaymentType = InstanceType<typeof PaymentType>;

export const OrderType = objectType(
  'Order',
  'What a buyer has bought from one seller.',
  {
    id: t.id('The id of the order.'),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const LedgerAccountType = objectType('LedgerAccount', "An account of the platform's books in one currency; for operators.", {
  account: t.string('Such as "psp_clearing" or "buyer_escrow:<order id>".'),
  debit: t.of(MoneyType, 'The sum of its debits.'),
  credit: t.of(MoneyType, 'The sum of its credits.'),
  balance: t.of(MoneyType, 'Debits less credits; negative where the platform owes.'),
});
export type LedgerAccountType = InstanceType<typeof LedgerAccountType>;

export const LedgerEntryType = objectType('LedgerEntry', "One line of the platform's books; never changed or removed. For operators.", {
  id: t.id('The id of the entry.'),
  transactionId: t.id('The transaction it is part of; the entries of one transaction sum to zero.'),
  kind: t.string('What was booked, such as "capture", "cash-collection", "refund" or "escrow-release".'),
  account: t.string('The account that the entry is on.'),
  debit: t.of(MoneyType, 'The amount on the debit side; zero on a credit.'),
  credit: t.of(MoneyType, 'The amount on the credit side; zero on a debit.'),
  referenceId: t.id('The payment, order or refund that was booked.'),
  at: t.dateTime('When it was booked.'),
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
