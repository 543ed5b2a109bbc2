import type { CheckoutId } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';

const AddressInput = inputType('AddressInput', 'Where the parcels go.', {
  name: t.string('Who receives the parcel; up to 100 characters.'),
  line1: t.string('Street and number; up to 200 characters.'),
  line2: t.string('Flat, floor, company; up to 200 characters.').optional(),
  city: t.string('Up to 100 characters.'),
  postalCode: t.string('As the country writes it; up to 16 characters.'),
  region: t.string('State, province or the like.').optional(),
  countryCode: t.string('ISO 3166-1 alpha-2, such as DE.'),
  phone: t.string('For the carrier.').optional(),
});
type AddressInput = InstanceType<typeof AddressInput>;

const PaymentMethodInput = inputType('PaymentMethodInput', 'How the buyer pays: by card, or in cash at the door; exactly one of the two.', {
  token: t.string("The payment provider's token for the card; card numbers never come here.").optional(),
  cashOnDelivery: t
    .boolean('True to pay the courier in cash; where that is not offered, the checkout aborts with CASH_ON_DELIVERY_NOT_OFFERED.')
    .optional(),
});
type PaymentMethodInput = InstanceType<typeof PaymentMethodInput>;

export const CheckoutStartInput = inputType('CheckoutStartInput', 'What to buy, where to, and how it is paid.', {
  cartId: t.id("The buyer's cart."),
  expectedCartVersion: t.int('The version of the cart that the buyer saw; another one aborts the checkout with VERSION_CONFLICT.'),
  shippingAddress: t.of(AddressInput, 'Where the parcels go.'),
  shippingOptionIds: t.strings("One of the cart's shipping options for each seller; the cheapest for a seller that has none here."),
  paymentMethod: t.of(PaymentMethodInput, 'How the buyer pays.'),
  keepOnDecline: t
    .boolean(
      'Whether a declined card leaves everything held, with the status ACTION_REQUIRED, for `checkoutPaymentRetry`; without it a decline aborts the checkout.',
    )
    .default(false),
  expectedTotal: t
    .of(
      MoneyInput,
      "The total that the buyer was shown, such as the cart's `estimatedTotal`; if it costs more, the checkout is aborted with TOTAL_CHANGED before anything is paid. Without it whatever it costs is charged.",
    )
    .optional(),
  idempotencyKey: t.idempotencyKey(),
});
export type CheckoutStartInput = InstanceType<typeof CheckoutStartInput>;

export const CheckoutAbortInput = inputType('CheckoutAbortInput', 'Which checkout to call off.', {
  checkoutId: t.id<CheckoutId>('The checkout.'),
});

export const CheckoutPaymentRetryInput = inputType('CheckoutPaymentRetryInput', 'Another card for a checkout whose payment was declined.', {
  checkoutId: t.id<CheckoutId>('The checkout.'),
  paymentMethod: t.of(PaymentMethodInput, 'The card to try now; cash cannot be chosen any more.'),
  idempotencyKey: t.idempotencyKey(),
});

export const CheckoutResumeInput = inputType('CheckoutResumeInput', 'Which checkout to make ask again.', {
  checkoutId: t.id('The checkout.'),
  idempotencyKey: t.idempotencyKey(),
});

export const CheckoutCompensateInput = inputType('CheckoutCompensateInput', 'Which checkout to undo, and why.', {
  checkoutId: t.id('The checkout.'),
  reason: t.string('For the log, not for the buyer; 1 to 300 characters.'),
  idempotencyKey: t.idempotencyKey(),
});
