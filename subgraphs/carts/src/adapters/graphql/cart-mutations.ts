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
  'cart-not-found': 'There is no such cart.',
  'cart-frozen': 'The cart is in checkout; it can be changed when that has ended.',
  'version-conflict': 'The cart has changed since you looked at it.',
  'variant-not-found': 'This cannot be bought.',
  'line-not-found': 'There is no such line in the cart.',
  'invalid-quantity': 'A line holds 1 to 999 pieces.',
  'insufficient-stock': 'There is less of this than you want.',
  'cart-too-large': 'A cart holds up to 100 lines, and keeps as many for later.',
  'currency-mismatch': 'A cart holds goods of one currency.',
  'nothing-to-add': 'Say what to add.',
  'invalid-code': 'A coupon code has 3 to 40 letters, digits and hyphens.',
  'too-many-coupons': 'A cart takes up to 5 coupons.',
  'too-many-attempts': 'You have tried many codes; wait some minutes before you try another.',
  'invalid-country': 'A country is two letters, such as DE.',
  'invalid-shipping-option': 'This is not a shipping option.',
};

type Services = { readonly carts: Carts; readonly show: ShowCart };

/** What the mutations of carts have in common: guests have carts too, and a change is answered with the cart after it. */
const common = (show: ShowCart) => ({
  payload: CartPayload,
  access: 'everybody' as const,
  answer: async (cart: OwnCart, request: MutationRequest) => ({ cart: await show(cart, request, request.info) }),
});

const always = ['cart-not-found', 'cart-frozen', 'version-conflict'] as const;
const adding = ['variant-not-found', 'invalid-quantity', 'insufficient-stock', 'cart-too-large', 'currency-mismatch'] as const;

/** What is in a cart. */
export const cartMutations = ({ carts, show }: Services): object => {
  const { payload, access, answer } = common(show);
  return mutations({
    cartLinesAdd: mutation({
      description: 'Puts variants into your cart, all of them or none.',
      input: CartLinesAddInput,
      inputDescription: 'What to add.',
      payload,
      access,
      errors: pick(messages, ...always, ...adding, 'nothing-to-add'),
      run: (input, { cause }) => carts.addLines(input, cause),
      answer,
    }),
    cartLinesUpdate: mutation({
      description: 'Changes quantities in your cart, all of them or none.',
      input: CartLinesUpdateInput,
      inputDescription: 'What to change.',
      payload,
      access,
      errors: pick(messages, ...always, 'line-not-found', 'invalid-quantity', 'insufficient-stock', 'variant-not-found'),
      run: (input, { cause }) => carts.changeLines(input, cause),
      answer,
    }),
    cartLinesRemove: mutation({
      description: 'Takes lines out of your cart, saved ones too.',
      input: CartLinesRemoveInput,
      inputDescription: 'What to take out.',
      payload,
      access,
      errors: pick(messages, ...always),
      run: (input, { cause }) => carts.removeLines(input, cause),
      answer,
    }),
    cartMerge: mutation({
      description:
        'Moves what you collected as a guest into your cart, after you logged in: lines and saved lines, whose quantities add up to 999 at most, and coupons, 5 at most.',
      input: CartMergeInput,
      inputDescription: 'Whose cart it was.',
      payload,
      errors: pick(messages, 'cart-not-found', 'cart-frozen', 'cart-too-large', 'currency-mismatch', 'too-many-attempts'),
      run: ({ token }, { cause }) => carts.merge(token, cause),
      answer,
    }),
  });
};

/** What a buyer decides about a cart besides what is in it. */
export const cartChoiceMutations = ({ carts, show }: Services): object => {
  const { payload, access, answer } = common(show);
  return mutations({
    cartLinesSave: mutation({
      description: 'Puts lines of your cart aside for later, all of them or none.',
      input: CartLinesSaveInput,
      inputDescription: 'What to put aside.',
      payload,
      access,
      errors: pick(messages, ...always, 'line-not-found', 'cart-too-large'),
      run: (input, { cause }) => carts.saveLines(input, cause),
      answer,
    }),
    cartLinesUnsave: mutation({
      description: 'Brings saved lines back into your cart as if they were added now, all of them or none.',
      input: CartLinesUnsaveInput,
      inputDescription: 'What to bring back.',
      payload,
      access,
      errors: pick(messages, ...always, 'line-not-found', ...adding),
      run: (input, { cause }) => carts.unsaveLines(input, cause),
      answer,
    }),
    cartCouponApply: mutation({
      description: "Puts a coupon onto your cart. Whether it is worth anything, the cart's coupons say.",
      input: CartCouponApplyInput,
      inputDescription: 'Which coupon.',
      payload,
      access,
      errors: pick(messages, ...always, 'invalid-code', 'too-many-coupons', 'too-many-attempts'),
      run: (input, { cause }) => carts.applyCoupon(input, cause),
      answer,
    }),
    cartCouponRemove: mutation({
      description: 'Takes a coupon off your cart.',
      input: CartCouponRemoveInput,
      inputDescription: 'Which coupon.',
      payload,
      access,
      errors: pick(messages, ...always),
      run: (input, { cause }) => carts.removeCoupon(input, cause),
      answer,
    }),
    cartDeliveryChoose: mutation({
      description: 'Says where to and how your cart would be delivered, so that its total is the one of that delivery.',
      input: CartDeliveryChooseInput,
      inputDescription: 'Where to and how.',
      payload,
      access,
      errors: pick(messages, ...always, 'invalid-country', 'invalid-shipping-option'),
      run: (input, { cause }) => carts.chooseDelivery(input, cause),
      answer,
    }),
  });
};
