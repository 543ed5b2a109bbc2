import { moneyFromJson } from '@marketplace/kernel';
import { enumOf, enumOfNames, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import { ordersOf, stepNames, stepStatuses, totalOf, type Abort, type Checkout } from '../../domain/checkout';
import { attemptsLeft, paymentAttempts } from '../../domain/payment-attempts';
import { abortMessage } from './abort-messages';
import { CheckoutDiscountType, CheckoutLineType, CheckoutSummaryType, toDiscountTypes, toLineTypes, toSummaryType } from './price.types';

export const CheckoutStatusType = enumOf<Checkout['progress']['status']>('CheckoutStatus', 'The status of a checkout.', {
  STARTED: 'The cart is being locked.',
  CART_FROZEN: 'The cart is locked; stock is being reserved and delivery quoted.',
  SHIPPING_QUOTED: 'Delivery is quoted; the stock reservation and the discounts may be pending.',
  ORDERS_CREATED: 'The orders are created; the payment is being authorized.',
  STOCK_RESERVED: 'Stock is reserved and the price is final; the orders are being created.',
  ACTION_REQUIRED: 'The buyer must confirm the payment at `paymentAction.url`, or try another card while `paymentRetry` is set.',
  PAYMENT_AUTHORIZED: 'The payment is authorized; the orders are being confirmed.',
  ORDERS_CONFIRMED: 'The orders are confirmed; the payment is being captured. The checkout can no longer be aborted.',
  COMPLETED: 'The orders are paid, or placed for cash on delivery.',
  ABORTING: 'The checkout failed or was cancelled; reservations are being released.',
  ABORTED: 'Nothing was bought; all reservations are released.',
});

const StepNameType = enumOfNames('CheckoutStepName', 'A step of a checkout.', stepNames);
const StepStatusType = enumOfNames('CheckoutStepStatus', 'The status of a checkout step.', stepStatuses);

const OrderStub = stubOf('Order', 'A purchase from one seller. A checkout creates one order per seller.');

const CheckoutStepType = objectType('CheckoutStep', 'A step of a checkout and its status.', {
  name: t.of(StepNameType, 'The name of the step.'),
  status: t.of(StepStatusType, 'The status of the step.'),
  at: t.dateTime('The date and time when the status last changed.'),
});
type CheckoutStepType = InstanceType<typeof CheckoutStepType>;

const AbortReasonType = objectType('CheckoutAbortReason', 'The reason why a checkout was aborted.', {
  code: t.string('A stable code, such as INSUFFICIENT_STOCK or PAYMENT_FAILED.'),
  message: t.string('A message for the buyer.'),
});
type AbortReasonType = InstanceType<typeof AbortReasonType>;

const PaymentActionType = objectType('PaymentAction', 'An action that the buyer must complete at the bank.', {
  url: t.string('The URL to redirect the buyer to. The checkout continues automatically afterwards.'),
});
type PaymentActionType = InstanceType<typeof PaymentActionType>;

const PaymentRetryType = objectType('PaymentRetry', 'A declined payment that can be retried with another card.', {
  code: t.string('The decline code of the last card, such as insufficient_funds.'),
  until: t.dateTime('The date and time when the reservations end and the payment can no longer be retried.'),
  attemptsLeft: t.int('The number of attempts left.'),
});
type PaymentRetryType = InstanceType<typeof PaymentRetryType>;

const PaymentAttemptType = objectType('CheckoutPaymentAttempt', 'A payment attempt of a checkout.', {
  at: t.dateTime('The date and time when the status last changed.'),
  status: t.of(StepStatusType, 'The status of the attempt.'),
  code: t.string('The decline code; null if the payment was not declined.').nullable(),
});
type PaymentAttemptType = InstanceType<typeof PaymentAttemptType>;

export const CheckoutType = objectType(
  'Checkout',
  'The process that turns a cart into orders: it reserves stock, authorizes the payment and creates one order per seller.',
  {
    id: t.id('The ID of the checkout.'),
    status: t.of(CheckoutStatusType, 'The status of the checkout.'),
    steps: t.list(CheckoutStepType, 'The steps that have started, in start order.'),
    abortReason: t.of(AbortReasonType, 'The reason for the abort; null unless the status is ABORTING or ABORTED.').nullable(),
    paymentAction: t.of(PaymentActionType, 'The action required at the bank; null unless the buyer must confirm the payment.').nullable(),
    paymentRetry: t
      .of(PaymentRetryType, 'The declined payment to retry with `checkoutPaymentRetry`; null unless a retry is possible.')
      .nullable(),
    paymentAttempts: t.list(PaymentAttemptType, 'The payment attempts, oldest first.'),
    lines: t.list(CheckoutLineType, 'The items to buy; empty until the cart is locked, and after an abort.'),
    discounts: t.list(CheckoutDiscountType, 'The discounts, one entry per promotion or coupon.'),
    summary: t.of(CheckoutSummaryType, 'The price summary; null until the cart is locked, and after an abort.').nullable(),
    total: t.of(MoneyType, 'The total of all orders, including discounts and delivery; null until the orders are created.').nullable(),
    orders: t.list(OrderStub, 'The orders, one per seller; empty until they are created.').nullable(),
  },
  { key: 'id' },
);
export type CheckoutType = InstanceType<typeof CheckoutType>;

export const CheckoutPayload = payloadOf('CheckoutPayload', 'The result of a checkout mutation.', {
  checkout: t.of(CheckoutType, 'The checkout; null if the mutation failed.'),
});

const toAbortType = (abort: Abort): AbortReasonType => ({
  code: abort.reason.replaceAll('-', '_').toUpperCase(),
  message: abortMessage(abort),
});

type RequiredAction = Pick<CheckoutType, 'paymentAction' | 'paymentRetry'>;

const toRequiredAction = (checkout: Checkout): RequiredAction => {
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
    ...toRequiredAction(checkout),
    paymentAttempts: paymentAttempts(checkout).map(({ at, status, code = null }) => ({ at, status, code })),
    lines: toLineTypes(checkout),
    discounts: toDiscountTypes(checkout),
    summary: toSummaryType(checkout),
    total: total === undefined ? null : toMoneyType(moneyFromJson(total)),
    orders: orders.map(({ orderId }) => ({ id: orderId })),
  };
};
