import { Field, ID, InputType, Int } from 'type-graphql';
import type { CheckoutId } from '@marketplace/kernel';
import { IdempotencyKey, MoneyInput } from '@marketplace/platform/graphql';

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

@InputType('PaymentMethodInput', { description: 'How the buyer pays: by card, or in cash at the door; exactly one of the two.' })
export class PaymentMethodInput {
  @Field(() => String, { nullable: true, description: "The payment provider's token for the card; card numbers never come here." })
  token?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True to pay the courier in cash; where that is not offered, the checkout aborts with CASH_ON_DELIVERY_NOT_OFFERED.',
  })
  cashOnDelivery?: boolean;
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

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether a declined card leaves everything held, with the status ACTION_REQUIRED, for `checkoutPaymentRetry`; without it a decline aborts the checkout.',
  })
  keepOnDecline!: boolean;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "The total that the buyer was shown, such as the cart's `estimatedTotal`; if it costs more, the checkout is aborted with TOTAL_CHANGED before anything is paid. Without it whatever it costs is charged.",
  })
  expectedTotal?: MoneyInput;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('CheckoutAbortInput', { description: 'Which checkout to call off.' })
export class CheckoutAbortInput {
  @Field(() => ID, { description: 'The checkout.' })
  checkoutId!: CheckoutId;
}

@InputType('CheckoutPaymentRetryInput', { description: 'Another card for a checkout whose payment was declined.' })
export class CheckoutPaymentRetryInput {
  @Field(() => ID, { description: 'The checkout.' })
  checkoutId!: CheckoutId;

  @Field(() => PaymentMethodInput, { description: 'The card to try now; cash cannot be chosen any more.' })
  paymentMethod!: PaymentMethodInput;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('CheckoutResumeInput', { description: 'Which checkout to make ask again.' })
export class CheckoutResumeInput {
  @Field(() => ID, { description: 'The checkout.' })
  checkoutId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('CheckoutCompensateInput', { description: 'Which checkout to undo, and why.' })
export class CheckoutCompensateInput {
  @Field(() => ID, { description: 'The checkout.' })
  checkoutId!: string;

  @Field(() => String, { description: 'For the log, not for the buyer; 1 to 300 characters.' })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
