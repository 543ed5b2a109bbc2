import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { moneyFromJson } from '@marketplace/kernel';
import { DateTime, enumOf, enumOfNames, field, MoneyType, payloadOf, stubOf, toMoneyType, type Stub } from '@marketplace/platform/graphql';
import { ordersOf, stepNames, stepStatuses, totalOf, type Abort, type Checkout } from '../../domain/checkout';
import { attemptsLeft, paymentAttempts } from '../../domain/payment-attempts';
import { abortMessage } from './abort-messages';
import { CheckoutDiscountType, CheckoutLineType, CheckoutSummaryType, toDiscountTypes, toLineTypes, toSummaryType } from './price.types';

export const CheckoutStatusType = enumOf<Checkout['progress']['status']>('CheckoutStatus', 'The last thing that is known of a checkout.', {
  STARTED: null,
  CART_FROZEN: 'Stock is being held and delivery quoted.',
  SHIPPING_QUOTED: 'Delivery is quoted; discounts and stock may be outstanding.',
  ORDERS_CREATED: 'The orders are there; the payment is under way.',
  STOCK_RESERVED: 'Stock is held and the price is final; the orders are being made.',
  ACTION_REQUIRED: 'The buyer must confirm at `paymentAction.url`, or pay another way while there is `paymentRetry`.',
  PAYMENT_AUTHORIZED: null,
  ORDERS_CONFIRMED: 'The point of no return: the money is being captured.',
  COMPLETED: 'The orders are paid, or placed to be paid at the door.',
  ABORTING: 'It failed or was called off; what was held is being let go.',
  ABORTED: 'Nothing was bought and nothing is held.',
});

const StepNameType = enumOfNames('CheckoutStepName', 'A step of a checkout, in order of beginning.', stepNames);
const StepStatusType = enumOfNames('CheckoutStepStatus', 'How a step of a checkout stands.', stepStatuses);

const OrderStub = stubOf('Order', 'What a buyer bought from one seller in one checkout.');

@ObjectType('CheckoutStep', { description: 'A step of a checkout and how it stands.' })
class CheckoutStepType {
  @Field(() => StepNameType, { description: 'Which step.' })
  name!: string;

  @Field(() => StepStatusType, { description: 'How it stands.' })
  status!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  at!: string;
}

@ObjectType('CheckoutAbortReason', { description: 'Why nothing was bought.' })
class AbortReasonType {
  @Field(() => String, { description: 'A stable code, such as INSUFFICIENT_STOCK or PAYMENT_FAILED.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the buyer.' })
  message!: string;
}

@ObjectType('PaymentAction', { description: 'What the buyer must do at the bank for the payment to go on.' })
class PaymentActionType {
  @Field(() => String, { description: 'The address to send the buyer to; the checkout goes on by itself afterwards.' })
  url!: string;
}

@ObjectType('PaymentRetry', { description: 'A declined payment that another card may still be tried for.' })
class PaymentRetryType {
  @Field(() => String, { description: "Why the last card was declined: the bank's code, such as insufficient_funds." })
  code!: string;

  @Field(() => DateTime, { description: 'Until when everything stays held for another card.' })
  until!: string;

  @Field(() => Int, { description: 'How many more cards may be tried.' })
  attemptsLeft!: number;
}

@ObjectType('CheckoutPaymentAttempt', { description: 'One try to pay.' })
class PaymentAttemptType {
  @Field(() => DateTime, { description: 'Since when it stands so.' })
  at!: string;

  @Field(() => StepStatusType, { description: 'How it stands.' })
  status!: string;

  @Field(() => String, { nullable: true, description: 'Why it was declined; null when it was not.' })
  code!: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Checkout', { description: 'A cart on its way to becoming orders.' })
export class CheckoutType {
  @Field(() => ID, { description: 'The id of the checkout.' })
  id!: string;

  @Field(() => CheckoutStatusType, { description: 'The last thing that is known of it.' })
  status!: string;

  @Field(() => [CheckoutStepType], { description: 'The steps that have begun, and how each stands.' })
  steps!: readonly CheckoutStepType[];

  @Field(() => AbortReasonType, { nullable: true, description: 'Why it is, or is being, aborted; null while it goes forward.' })
  abortReason!: AbortReasonType | null;

  @Field(() => PaymentActionType, { nullable: true, description: 'Set while the buyer must confirm the payment at the bank.' })
  paymentAction!: PaymentActionType | null;

  @Field(() => PaymentRetryType, { nullable: true, description: 'Set while another card may be tried by `checkoutPaymentRetry`.' })
  paymentRetry!: PaymentRetryType | null;

  @Field(() => [PaymentAttemptType], { description: 'Every try to pay, oldest first.' })
  paymentAttempts!: readonly PaymentAttemptType[];

  @Field(() => [CheckoutLineType], { description: 'What is bought, from when the cart is frozen; empty when it was called off.' })
  lines!: readonly CheckoutLineType[];

  @Field(() => [CheckoutDiscountType], { description: 'What comes off, for each promotion and coupon once.' })
  discounts!: readonly CheckoutDiscountType[];

  @Field(() => CheckoutSummaryType, {
    nullable: true,
    description: 'What it costs as far as it is known; null before the cart is frozen and when it was called off.',
  })
  summary!: CheckoutSummaryType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What the buyer pays for all orders together; null until the orders exist.' })
  total!: MoneyType | null;

  @Field(() => [OrderStub], { nullable: true, description: 'One order per seller, once they exist.' })
  orders!: readonly Stub[] | null;
}

export const CheckoutPayload = payloadOf(
  'CheckoutPayload',
  'The checkout, or why there is none.',
  { checkout: field(() => CheckoutType, 'The checkout; null when it was refused.') },
  { userErrors: 'Why nothing happened; empty when it did.' },
);

const toAbortType = (abort: Abort): AbortReasonType => ({
  code: abort.reason.replaceAll('-', '_').toUpperCase(),
  message: abortMessage(abort),
});

type Waiting = Pick<CheckoutType, 'paymentAction' | 'paymentRetry'>;

const toWaiting = (checkout: Checkout): Waiting => {
  const { progress } = checkout;
  if (progress.status !== 'ACTION_REQUIRED') return { paymentAction: null, paymentRetry: null };
  const { action } = progress;
  switch (action.type) {
    case 'CONFIRM_PAYMENT':
      return { paymentAction: { url: action.url }, paymentRetry: null };
    case 'PAY_ANOTHER_WAY':
      return {
        paymentAction: null,
        paymentRetry: { code: action.code, until: action.retryUntil, attemptsLeft: attemptsLeft(checkout) },
      };
  }
};

export const toCheckoutType = (checkout: Checkout): CheckoutType => {
  const { progress, request, steps } = checkout;
  const total = totalOf(checkout);
  const orders = ordersOf(checkout);
  return {
    id: request.checkoutId,
    status: progress.status,
    steps,
    abortReason: 'abort' in progress ? toAbortType(progress.abort) : null,
    ...toWaiting(checkout),
    paymentAttempts: paymentAttempts(checkout).map(({ at, status, code = null }) => ({ at, status, code })),
    lines: toLineTypes(checkout),
    discounts: toDiscountTypes(checkout),
    summary: toSummaryType(checkout),
    total: total === undefined ? null : toMoneyType(moneyFromJson(total)),
    orders: orders.map(({ orderId }) => ({ id: orderId })),
  };
};
