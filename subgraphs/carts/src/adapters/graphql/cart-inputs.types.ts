import { t, inputType } from '@marketplace/platform/graphql';

const expectationFields = {
  expectedVersion: t
    .int('The version you have seen: if the cart has another one by now, nothing changes. Leave it out to change whatever is there.')
    .optional(),
};

const cartChangeFields = {
  ...expectationFields,
  cartId: t.id('Your cart.'),
};

const CartLineAddInput = inputType('CartLineAddInput', 'A variant to put into a cart.', {
  variantId: t.id('The variant.'),
  quantity: t.int('How many more of it, 1 to 999.'),
});
type CartLineAddInput = InstanceType<typeof CartLineAddInput>;

export const CartLinesAddInput = inputType('CartLinesAddInput', 'What to put into which cart.', {
  ...expectationFields,
  cartId: t.id('Your cart; without it your current one, which is made if there is none.').optional(),
  lines: t.list(CartLineAddInput, 'What to add, 1 to 100 entries; a variant that is in the cart already becomes more.'),
  currency: t
    .string(
      'The ISO 4217 code of the currency to pay in; without it that of the cart, or of what comes first. A cart holds goods of one currency.',
    )
    .optional(),
});

const CartLineUpdateInput = inputType('CartLineUpdateInput', 'A new quantity for a line.', {
  lineId: t.id('The line.'),
  quantity: t.int('How many of it from now on, up to 999; 0 removes the line.'),
});
type CartLineUpdateInput = InstanceType<typeof CartLineUpdateInput>;

export const CartLinesUpdateInput = inputType('CartLinesUpdateInput', 'Which lines of which cart to change.', {
  ...cartChangeFields,
  lines: t.list(CartLineUpdateInput, 'The new quantities.'),
});

export const CartLinesRemoveInput = inputType('CartLinesRemoveInput', 'Which lines to take out of which cart.', {
  ...cartChangeFields,
  lineIds: t.ids('The lines, saved ones too; those that are out already do no harm.'),
});

export const CartLinesSaveInput = inputType('CartLinesSaveInput', 'Which lines of which cart to put aside.', {
  ...cartChangeFields,
  lineIds: t.ids('The lines; those that are saved already do no harm.'),
});

export const CartLinesUnsaveInput = inputType('CartLinesUnsaveInput', 'Which saved lines to bring back into which cart.', {
  ...cartChangeFields,
  lineIds: t.ids('The saved lines; those that are in the cart already do no harm.'),
});

export const CartCouponApplyInput = inputType('CartCouponApplyInput', 'A coupon for a cart.', {
  ...cartChangeFields,
  code: t.string('The code as it was given to you, in upper or lower case: 3 to 40 letters, digits and hyphens.'),
});

export const CartCouponRemoveInput = inputType('CartCouponRemoveInput', 'A coupon to take off a cart.', {
  ...cartChangeFields,
  code: t.string('The code; one that is not on the cart does no harm.'),
});

export const CartDeliveryChooseInput = inputType('CartDeliveryChooseInput', 'Where to and how a cart would be delivered.', {
  ...cartChangeFields,
  countryCode: t.string('ISO 3166-1 alpha-2; leave it out to keep the one that is there.').optional(),
  shippingOptionIds: t
    .ids('From shippingOptions, one for each seller at most; an empty list goes back to the cheapest, leave it out to keep what is there.')
    .optional(),
});

export const CartMergeInput = inputType('CartMergeInput', 'The cart that you collected before you logged in.', {
  token: t.string("The token of the guest's cart."),
});
