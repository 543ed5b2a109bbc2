import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { subtract } from '@marketplace/kernel';
import { DateTime, enumOf, MoneyType, toMoneyType } from '@marketplace/platform/graphql';
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

@Directive('@key(fields: "id")')
@ObjectType('Payment', {
  description: 'What a buyer pays for a checkout; one payment for all orders of it. A seller sees the part that is for its own orders.',
})
export class PaymentType {
  @Field(() => ID, { description: 'The id of the payment.' })
  id!: string;

  @Field(() => PaymentStatusType, { description: 'Where the payment stands.' })
  status!: string;

  @Field(() => PaymentMethodType, { description: 'How it is paid.' })
  method!: string;

  @Field(() => MoneyType, { description: 'What is to be paid.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'What was taken or collected so far; zero before that.' })
  capturedAmount!: MoneyType;

  @Field(() => MoneyType, { description: 'What went back to the buyer so far.' })
  refundedAmount!: MoneyType;

  @Field(() => String, { description: "The ISO 4217 code of the payment's currency; it never changes." })
  currency!: string;

  @Field(() => DateTime, { description: 'When the payment was asked for.' })
  createdAt!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Order', { description: 'What a buyer has bought from one seller.' })
export class OrderType {
  @Field(() => ID, { description: 'The id of the order.' })
  id!: string;
}

@ObjectType('LedgerAccount', { description: "An account of the platform's books in one currency; for operators." })
export class LedgerAccountType {
  @Field(() => String, { description: 'Such as "psp_clearing" or "buyer_escrow:<order id>".' })
  account!: string;

  @Field(() => MoneyType, { description: 'The sum of its debits.' })
  debit!: MoneyType;

  @Field(() => MoneyType, { description: 'The sum of its credits.' })
  credit!: MoneyType;

  @Field(() => MoneyType, { description: 'Debits less credits; negative where the platform owes.' })
  balance!: MoneyType;
}

@ObjectType('LedgerEntry', { description: "One line of the platform's books; never changed or removed. For operators." })
export class LedgerEntryType {
  @Field(() => ID, { description: 'The id of the entry.' })
  id!: string;

  @Field(() => ID, { description: 'The transaction it is part of; the entries of one transaction sum to zero.' })
  transactionId!: string;

  @Field(() => String, { description: 'What was booked, such as "capture", "cash-collection", "refund" or "escrow-release".' })
  kind!: string;

  @Field(() => String, { description: 'The account that the entry is on.' })
  account!: string;

  @Field(() => MoneyType, { description: 'The amount on the debit side; zero on a credit.' })
  debit!: MoneyType;

  @Field(() => MoneyType, { description: 'The amount on the credit side; zero on a debit.' })
  credit!: MoneyType;

  @Field(() => ID, { description: 'The payment, order or refund that was booked.' })
  referenceId!: string;

  @Field(() => DateTime, { description: 'When it was booked.' })
  at!: string;
}

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
