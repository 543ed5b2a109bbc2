import { moneyFromJson } from '@marketplace/kernel';
import { enumOf, enumOfNames, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
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

const CheckoutStepType = objectType('CheckoutStep', 'A step of a checkout and how it stands.', {
  name: t.of(StepNameType, 'Which step.'),
  status: t.of(StepStatusType, 'How it stands.'),
  at: t.dateTime('Since when.'),
});
type CheckoutStepType = InstanceType<typeof CheckoutStepType>;

const AbortReasonType = objectType('CheckoutAbortReason', 'Why nothing was bought.', {
  code: t.string('A stable code, such as INSUFFICIENT_STOCK or PAYMENT_FAILED.'),
  message: t.string('A sentence for the buyer.'),
});
type AbortReasonType = InstanceType<typeof AbortReasonType>;

const PaymentActionType = objectType('PaymentAction', 'What the buyer must do at the bank for the payment to go on.', {
  url: t.string('The address to send the buyer to; the checkout goes on by itself afterwards.'),
});
type PaymentActionType = InstanceType<typeof PaymentActionType>;

const PaymentRetryType = objectType('PaymentRetry', 'A declined payment that another card may still be tried for.', {
  code: t.string("Why the last card was declined: the bank's code, such as insufficient_funds."),
  until: t.dateTime('Until when everything stays held for another card.'),
  attemptsLeft: t.int('How many more cards may be tried.'),
});
type PaymentRetryType = InstanceType<typeof PaymentRetryType>;

const PaymentAttemptType = objectType('CheckoutPaymentAttempt', 'One try to pay.', {
  at: t.dateTime('Since when it stands so.'),
  status: t.of(StepStatusType, 'How it stands.'),
  code: t.string('Why it was declined; null when it was not.').nullable(),
});
type PaymentAttemptType = InstanceType<typeof PaymentAttemptType>;

export const CheckoutType = objectType(
  'Checkout',
  'A cart on its way to becoming orders.',
  {
    id: t.id('The id of the checkout.'),
    status: t.of(CheckoutStatusType, 'The last thing that is known of it.'),
    steps: t.list(CheckoutStepType, 'The steps that have begun, and how each stands.'),
    abortReason: t.of(AbortReasonType, 'Why it is, or is being, aborted; null while it goes forward.').nullable(),
    paymentAction: t.of(PaymentActionType, 'Set while the buyer must confirm the payment at the bank.').nullable(),
    paymentRetry: t.of(PaymentRetryType, 'Set while another card may be tried by `checkoutPaymentRetry`.').nullable(),
    paymentAttempts: t.list(PaymentAttemptType, 'Every try to pay, oldest first.'),
    lines: t.list(CheckoutLineType, 'What is bought, from when the cart is frozen; empty when it was called off.'),
    discounts: t.list(CheckoutDiscountType, 'What comes off, for each promotion and coupon once.'),
    summary: t
      .of(CheckoutSummaryType, 'What it costs as far as it is known; null before the cart is frozen and when it was called off.')
      .nullable(),
    total: t.of(MoneyType, 'What the buyer pays for all orders together; null until the orders exist.').nullable(),
    orders: t.list(OrderStub, 'One order per seller, once they exist.').nullable(),
  },
  { key: 'id' },
);
export type CheckoutType = InstanceType<typeof CheckoutType>;

export const CheckoutPayload = payloadOf(
  'CheckoutPayload',
  'The checkout, or why there is none.',
  { checkout: t.of(CheckoutType, 'The checkout; null when it was refused.') },
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
