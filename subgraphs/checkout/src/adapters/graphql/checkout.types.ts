import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { moneyFromJson } from '@marketplace/kernel';
import { DateTime, MoneyType, toMoneyType, UserErrorType } from '@marketplace/platform/graphql';
import { ordersOf, stepNames, totalOf, type Abort, type Checkout } from '../../domain/checkout';
import { abortMessage } from './abort-messages';

const named = <Name extends string>(...names: readonly Name[]): { readonly [Key in Name]: Key } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Key in Name]: Key };

export const CheckoutStatusType = named(
  'STARTED',
  'CART_FROZEN',
  'SHIPPING_QUOTED',
  'ORDERS_CREATED',
  'STOCK_RESERVED',
  'ACTION_REQUIRED',
  'PAYMENT_AUTHORIZED',
  'ORDERS_CONFIRMED',
  'COMPLETED',
  'ABORTING',
  'ABORTED',
);
registerEnumType(CheckoutStatusType, {
  name: 'CheckoutStatus',
  description: 'The last thing that is known of a checkout.',
  valuesConfig: {
    ACTION_REQUIRED: { description: 'The buyer must confirm at `paymentAction.url`.' },
    ORDERS_CONFIRMED: { description: 'The point of no return: the money is being captured.' },
    COMPLETED: { description: 'The orders are paid.' },
    ABORTING: { description: 'It failed or was called off; what was held is being let go.' },
    ABORTED: { description: 'Nothing was bought and nothing is held.' },
  },
});

const StepNameType = named(...stepNames);
registerEnumType(StepNameType, { name: 'CheckoutStepName', description: 'A step of a checkout, in order of beginning.' });
const StepStatusType = named('REQUESTED', 'DONE', 'FAILED', 'ACTION_REQUIRED', 'UNDOING', 'UNDONE');
registerEnumType(StepStatusType, { name: 'CheckoutStepStatus', description: 'How a step of a checkout stands.' });

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Order', { description: 'What a buyer bought from one seller in one checkout.' })
class OrderStub {
  @Field(() => ID, { description: 'The id of the order.' })
  id!: string;
}

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

@ObjectType('PaymentAction', { description: 'What the buyer must do for the payment to go on.' })
class PaymentActionType {
  @Field(() => String, { description: 'The address to send the buyer to; the checkout goes on by itself afterwards.' })
  url!: string;
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

  @Field(() => PaymentActionType, { nullable: true, description: 'Set while the status is ACTION_REQUIRED.' })
  paymentAction!: PaymentActionType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What the buyer pays for all orders together; null until the orders exist.' })
  total!: MoneyType | null;

  @Field(() => [OrderStub], { nullable: true, description: 'One order per seller, once they exist.' })
  orders!: readonly OrderStub[] | null;
}

@InputType('AddressInput', { description: 'Where the parcels go.' })
class AddressInput {
  @Field(() => String, { description: 'Who receives the parcel; up to 100 characters.' })
  name!: string;

  @Field(() => String, { description: 'Street and number; up to 200 characters.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Flat, floor, company; up to 200 characters.' })
  line2?: string;

  @Field(() => String, { description: 'Up to 100 characters.' })
  city!: string;

  @Field(() => String, { description: 'As the country writes it; up to 16 characters.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'State, province or the like.' })
  region?: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as DE.' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: 'For the carrier.' })
  phone?: string;
}

@InputType('PaymentMethodInput', { description: 'How the buyer pays.' })
class PaymentMethodInput {
  @Field(() => String, { description: "The payment provider's token for the card; card numbers never come here." })
  token!: string;
}

@InputType('CheckoutStartInput', { description: 'What to buy, where to, and how it is paid.' })
export class CheckoutStartInput {
  @Field(() => ID, { description: "The buyer's cart." })
  cartId!: string;

  @Field(() => Int, { description: 'The version of the cart that the buyer saw; another one aborts the checkout with VERSION_CONFLICT.' })
  expectedCartVersion!: number;

  @Field(() => AddressInput, { description: 'Where the parcels go.' })
  shippingAddress!: AddressInput;

  @Field(() => [String], {
    description: "One of the cart's shipping options for each seller; the cheapest for a seller that has none here.",
  })
  shippingOptionIds!: string[];

  @Field(() => PaymentMethodInput, { description: 'How the buyer pays.' })
  paymentMethod!: PaymentMethodInput;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@InputType('CheckoutAbortInput', { description: 'Which checkout to call off.' })
export class CheckoutAbortInput {
  @Field(() => ID, { description: 'The checkout.' })
  checkoutId!: string;
}

@ObjectType('CheckoutPayload', { description: 'The checkout, or why there is none.' })
export class CheckoutPayload {
  @Field(() => CheckoutType, { nullable: true, description: 'The checkout; null when it was refused.' })
  checkout!: CheckoutType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

const toAbortType = (abort: Abort): AbortReasonType => ({
  code: abort.reason.replaceAll('-', '_').toUpperCase(),
  message: abortMessage(abort),
});

export const toCheckoutType = (checkout: Checkout): CheckoutType => {
  const { progress, request, steps } = checkout;
  const total = totalOf(checkout);
  const orders = ordersOf(checkout);
  return {
    id: request.checkoutId,
    status: progress.status,
    steps,
    abortReason: 'abort' in progress ? toAbortType(progress.abort) : null,
    paymentAction: progress.status === 'ACTION_REQUIRED' ? { url: progress.actionUrl } : null,
    total: total === undefined ? null : toMoneyType(moneyFromJson(total)),
    orders: orders.map(({ orderId }) => ({ id: orderId })),
  };
};
