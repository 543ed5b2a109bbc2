import { t, inputType } from '@marketplace/platform/graphql';

const expectationFields = {
  expectedVersion: t
    .int('Changes the cart only if it still has this version; otherwise VERSION_CONFLICT. Omit it to change any version.')
    .optional(),
};

const cartChangeFields = {
  ...expectationFields,
  cartId: t.id('The ID of your cart.'),
};

const CartLineAddInput = inputType('CartLineAddInput', 'A variant to add to a cart.', {
  variantId: t.id('The ID of the variant.'),
  quantity: t.int('The number of units to add, from 1 to 999.'),
});
type CartLineAddInput = InstanceType<typeof CartLineAddInput>;

export const CartLinesAddInput = inputType('CartLinesAddInput', 'The lines to add to a cart.', {
  ...expectationFields,
  cartId: t.id('The ID of your cart. The default is your current cart, which is created if necessary.').optional(),
  lines: t.list(CartLineAddInput, 'The lines to add, from 1 to 100. If a variant is already in the cart, its quantity increases.'),
  currency: t
    .string(
      'The ISO 4217 code of the currency to pay in. The default is the currency of the cart, or of the first line. A cart has one currency.',
    )
    .optional(),
});

const CartLineUpdateInput = inputType('CartLineUpdateInput', 'A new quantity for a line.', {
  lineId: t.id('The ID of the line.'),
  quantity: t.int('The new number of units, up to 999. 0 removes the line.'),
});
type CartLineUpdateInput = InstanceType<typeof CartLineUpdateInput>;

export const CartLinesUpdateInput = inputType('CartLinesUpdateInput', 'The new quantities of lines in a cart.', {
  ...cartChangeFields,
  lines: t.list(CartLineUpdateInput, 'The new quantities.'),
});

export const CartLinesRemoveInput = inputType('CartLinesRemoveInput', 'The lines to remove from a cart.', {
  ...cartChangeFields,
  lineIds: t.ids('The IDs of the lines or saved lines to remove. Unknown IDs are ignored.'),
});

export const CartLinesSaveInput = inputType('CartLinesSaveInput', 'The lines of a cart to save for later.', {
  ...cartChangeFields,
  lineIds: t.ids('The IDs of the lines to save. Lines that are already saved are ignored.'),
});

export const CartLinesUnsaveInput = inputType('CartLinesUnsaveInput', 'The saved lines to move back into the cart.', {
  ...cartChangeFields,
  lineIds: t.ids('The IDs of the saved lines. Lines that are already in the cart are ignored.'),
});

export const CartCouponApplyInput = inputType('CartCouponApplyInput', 'A coupon to apply to a cart.', {
  ...cartChangeFields,
  code: t.string('The coupon code: 3 to 40 letters, digits and hyphens. Not case-sensitive.'),
});

export const CartCouponRemoveInput = inputType('CartCouponRemoveInput', 'A coupon to remove from a cart.', {
  ...cartChangeFields,
  code: t.string('The coupon code. A code that is not on the cart is ignored.'),
});

export const CartDeliveryChooseInput = inputType('CartDeliveryChooseInput', 'The destination and shipping options of a cart.', {
  ...cartChangeFields,
  countryCode: t.string('The ISO 3166-1 alpha-2 country code. Omit it to keep the current one.').optional(),
  shippingOptionIds: t
    .ids(
      'The IDs of options from `shippingOptions`, at most one per seller. An empty list selects the cheapest options. Omit it to keep the current choice.',
    )
    .optional(),
});

export const CartMergeInput = inputType('CartMergeInput', 'The guest cart to merge.', {
  token: t.string('The token of the guest cart.'),
});
