import type { CheckoutId } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';

const AddressInput = inputType('AddressInput', 'A shipping address.', {
  name: t.string('The name of the recipient. Up to 100 characters.'),
  line1: t.string('The street and house number. Up to 200 characters.'),
  line2: t.string('The apartment, floor or company. Up to 200 characters.').optional(),
  city: t.string('The city. Up to 100 characters.'),
  postalCode: t.string('The postal code in the format of the country. Up to 16 letters, digits, spaces and hyphens.'),
  region: t.string('The state, province or region. Up to 100 characters.').optional(),
  countryCode: t.string('The ISO 3166-1 alpha-2 country code, such as DE.'),
  phone: t.string('The phone number for the carrier.').optional(),
});
type AddressInput = InstanceType<typeof AddressInput>;

const PaymentMethodInput = inputType('PaymentMethodInput', 'A payment method: either a card token or cash on delivery.', {
  token: t.string("The payment provider's token for the card. Never pass a card number.").optional(),
  cashOnDelivery: t
    .boolean('True to pay the courier in cash. If that is not available, the checkout aborts with CASH_ON_DELIVERY_NOT_OFFERED.')
    .optional(),
});
type PaymentMethodInput = InstanceType<typeof PaymentMethodInput>;

export const CheckoutStartInput = inputType('CheckoutStartInput', 'The cart to buy, with its shipping address and payment method.', {
  cartId: t.id('The ID of your cart.'),
  expectedCartVersion: t.int('The version of the cart that the buyer saw. Any other version aborts the checkout with VERSION_CONFLICT.'),
  shippingAddress: t.of(AddressInput, 'The address to ship to.'),
  shippingOptionIds: t.strings('The IDs of the chosen shipping options, one per seller. Sellers without one use the cheapest option.'),
  paymentMethod: t.of(PaymentMethodInput, 'The payment method.'),
  keepOnDecline: t
    .boolean(
      'True to keep the reservations after a declined card: the checkout waits with status ACTION_REQUIRED for `checkoutPaymentRetry`. Otherwise a decline aborts the checkout.',
    )
    .default(false),
  expectedTotal: t
    .of(
      MoneyInput,
      "The total displayed to the buyer, such as the cart's `estimatedTotal`. If the final total is higher, the checkout aborts with TOTAL_CHANGED and nothing is charged. Without it, any final total is charged.",
    )
    .optional(),
  idempotencyKey: t.idempotencyKey(),
});
export type CheckoutStartInput = InstanceType<typeof CheckoutStartInput>;

export const CheckoutAbortInput = inputType('CheckoutAbortInput', 'The checkout to abort.', {
  checkoutId: t.id<CheckoutId>('The ID of the checkout.'),
});

export const CheckoutPaymentRetryInput = inputType('CheckoutPaymentRetryInput', 'Another card for a checkout with a declined payment.', {
  checkoutId: t.id<CheckoutId>('The ID of the checkout.'),
  paymentMethod: t.of(PaymentMethodInput, 'The card to try. Cash on delivery is not accepted.'),
  idempotencyKey: t.idempotencyKey(),
});

export const CheckoutResumeInput = inputType('CheckoutResumeInput', 'The checkout to resume.', {
  checkoutId: t.id('The ID of the checkout.'),
  idempotencyKey: t.idempotencyKey(),
});

export const CheckoutCompensateInput = inputType('CheckoutCompensateInput', 'The checkout to undo, with a reason.', {
  checkoutId: t.id('The ID of the checkout.'),
  reason: t.string('The reason for the log. Not shown to the buyer. 1 to 300 characters.'),
  idempotencyKey: t.idempotencyKey(),
});
