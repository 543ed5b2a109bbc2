import { mutation, mutations, pick, type MutationRequest } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import type { OwnCart } from '../../application/own-carts';
import {
  CartCouponApplyInput,
  CartCouponRemoveInput,
  CartDeliveryChooseInput,
  CartLinesAddInput,
  CartLinesRemoveInput,
  CartLinesSaveInput,
  CartLinesUnsaveInput,
  CartLinesUpdateInput,
  CartMergeInput,
} from './cart-inputs.types';
import type { ShowCart } from './cart.resolver';
import { CartPayload } from './cart.types';

const messages = {
  'cart-not-found': 'Cart not found.',
  'cart-frozen': 'The cart is in checkout and cannot be changed until the checkout has ended.',
  'version-conflict': 'The cart has changed. Reload it and try again.',
  'variant-not-found': 'This item is not available.',
  'line-not-found': 'Line not found in the cart.',
  'invalid-quantity': 'The quantity must be from 1 to 999.',
  'insufficient-stock': 'Not enough stock.',
  'cart-too-large': 'A cart can have up to 100 lines and 100 saved lines.',
  'currency-mismatch': 'All items in a cart must have the same currency.',
  'nothing-to-add': 'Add at least one line.',
  'invalid-code': 'A coupon code must have 3 to 40 letters, digits and hyphens.',
  'too-many-coupons': 'A cart can have up to 5 coupons.',
  'too-many-attempts': 'Too many codes tried. Try again in a few minutes.',
  'invalid-country': 'The country must be a two-letter code, such as DE.',
  'invalid-shipping-option': 'This shipping option is invalid.',
};

type Dependencies = { readonly carts: Carts; readonly show: ShowCart };

/** Common settings of cart mutations: guests can use them, and they return the changed cart. */
const common = (show: ShowCart) => ({
  payload: CartPayload,
  access: 'everyone' as const,
  answer: async (cart: OwnCart, request: MutationRequest) => ({ cart: await show(cart, request, request.info) }),
});

const commonReasons = ['cart-not-found', 'cart-frozen', 'version-conflict'] as const;
const addReasons = ['variant-not-found', 'invalid-quantity', 'insufficient-stock', 'cart-too-large', 'currency-mismatch'] as const;

/** The mutations of lines, and the merge at login. */
export const cartMutations = ({ carts, show }: Dependencies): object => {
  const { payload, access, answer } = common(show);
  return mutations({
    cartLinesAdd: mutation({
      description: 'Adds variants to your cart. All lines are added, or none.',
      input: CartLinesAddInput,
      inputDescription: 'The lines to add.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, ...addReasons, 'nothing-to-add'),
      run: (input, { cause }) => carts.addLines(input, cause),
      answer,
    }),
    cartLinesUpdate: mutation({
      description: 'Changes quantities in your cart. All lines are changed, or none.',
      input: CartLinesUpdateInput,
      inputDescription: 'The new quantities.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, 'line-not-found', 'invalid-quantity', 'insufficient-stock', 'variant-not-found'),
      run: (input, { cause }) => carts.changeLines(input, cause),
      answer,
    }),
    cartLinesRemove: mutation({
      description: 'Removes lines and saved lines from your cart.',
      input: CartLinesRemoveInput,
      inputDescription: 'The lines to remove.',
      payload,
      access,
      errors: pick(messages, ...commonReasons),
      run: (input, { cause }) => carts.removeLines(input, cause),
      answer,
    }),
    cartMerge: mutation({
      description:
        'Merges a guest cart into your cart after login: lines and saved lines, with quantities added up to 999, and up to 5 coupons.',
      input: CartMergeInput,
      inputDescription: 'The guest cart.',
      payload,
      errors: pick(messages, 'cart-not-found', 'cart-frozen', 'cart-too-large', 'currency-mismatch', 'too-many-attempts'),
      run: ({ token }, { cause }) => carts.merge(token, cause),
      answer,
    }),
  });
};

/** The mutations of saved lines, coupons and delivery. */
export const cartChoiceMutations = ({ carts, show }: Dependencies): object => {
  const { payload, access, answer } = common(show);
  return mutations({
    cartLinesSave: mutation({
      description: 'Saves lines of your cart for later. All lines are saved, or none.',
      input: CartLinesSaveInput,
      inputDescription: 'The lines to save.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, 'line-not-found', 'cart-too-large'),
      run: (input, { cause }) => carts.saveLines(input, cause),
      answer,
    }),
    cartLinesUnsave: mutation({
      description: 'Moves saved lines back into your cart at current prices. All lines are moved, or none.',
      input: CartLinesUnsaveInput,
      inputDescription: 'The saved lines.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, 'line-not-found', ...addReasons),
      run: (input, { cause }) => carts.unsaveLines(input, cause),
      answer,
    }),
    cartCouponApply: mutation({
      description: "Applies a coupon to your cart. The cart's `coupons` show if it is valid.",
      input: CartCouponApplyInput,
      inputDescription: 'The coupon.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, 'invalid-code', 'too-many-coupons', 'too-many-attempts'),
      run: (input, { cause }) => carts.applyCoupon(input, cause),
      answer,
    }),
    cartCouponRemove: mutation({
      description: 'Removes a coupon from your cart.',
      input: CartCouponRemoveInput,
      inputDescription: 'The coupon.',
      payload,
      access,
      errors: pick(messages, ...commonReasons),
      run: (input, { cause }) => carts.removeCoupon(input, cause),
      answer,
    }),
    cartDeliveryChoose: mutation({
      description: 'Sets the destination and shipping options of your cart, which determine the delivery in its estimated total.',
      input: CartDeliveryChooseInput,
      inputDescription: 'The destination and shipping options.',
      payload,
      access,
      errors: pick(messages, ...commonReasons, 'invalid-country', 'invalid-shipping-option'),
      run: (input, { cause }) => carts.chooseDelivery(input, cause),
      answer,
    }),
  });
};
