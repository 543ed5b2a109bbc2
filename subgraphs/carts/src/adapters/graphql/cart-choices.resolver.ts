import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import { createCartDesk, expected, type CartDesk } from './cart-desk';
import {
  CartCouponApplyInput,
  CartCouponRemoveInput,
  CartDeliveryChooseInput,
  CartLinesSaveInput,
  CartLinesUnsaveInput,
} from './cart.inputs';
import { CartPayload, CartType } from './cart.types';

/** What a buyer decides about a cart besides what is in it. */
@Resolver(() => CartType)
export class CartChoicesResolver {
  private readonly desk: CartDesk;

  constructor(private readonly carts: Carts) {
    this.desk = createCartDesk(carts);
  }

  @Mutation(() => CartPayload, {
    description:
      'Puts lines of your cart aside for later, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, LINE_NOT_FOUND, CART_TOO_LARGE.',
  })
  async cartLinesSave(
    @Arg('input', () => CartLinesSaveInput, { description: 'What to put aside.' }) input: CartLinesSaveInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lineIds: input.lineIds, ...expected(input.expectedVersion) };
    return this.desk.change('cartLinesSave', { context, info }, (cause) => this.carts.saveLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Brings saved lines back into your cart as if they were added now, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, LINE_NOT_FOUND, VARIANT_NOT_FOUND, INVALID_QUANTITY, INSUFFICIENT_STOCK, CART_TOO_LARGE, CURRENCY_MISMATCH.',
  })
  async cartLinesUnsave(
    @Arg('input', () => CartLinesUnsaveInput, { description: 'What to bring back.' }) input: CartLinesUnsaveInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lineIds: input.lineIds, ...expected(input.expectedVersion) };
    return this.desk.change('cartLinesUnsave', { context, info }, (cause) => this.carts.unsaveLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      "Puts a coupon onto your cart. Whether it is worth anything, the cart's coupons say. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, INVALID_CODE, TOO_MANY_COUPONS, TOO_MANY_ATTEMPTS.",
  })
  async cartCouponApply(
    @Arg('input', () => CartCouponApplyInput, { description: 'Which coupon.' }) input: CartCouponApplyInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, code: input.code, ...expected(input.expectedVersion) };
    return this.desk.change('cartCouponApply', { context, info }, (cause) => this.carts.applyCoupon(request, cause));
  }

  @Mutation(() => CartPayload, { description: 'Takes a coupon off your cart. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT.' })
  async cartCouponRemove(
    @Arg('input', () => CartCouponRemoveInput, { description: 'Which coupon.' }) input: CartCouponRemoveInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, code: input.code, ...expected(input.expectedVersion) };
    return this.desk.change('cartCouponRemove', { context, info }, (cause) => this.carts.removeCoupon(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Says where to and how your cart would be delivered, so that its total is the one of that delivery. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, INVALID_COUNTRY, INVALID_SHIPPING_OPTION.',
  })
  async cartDeliveryChoose(
    @Arg('input', () => CartDeliveryChooseInput, { description: 'Where to and how.' }) input: CartDeliveryChooseInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const { cartId, countryCode, shippingOptionIds, expectedVersion } = input;
    const request = {
      cartId,
      ...(countryCode == null ? {} : { countryCode }),
      ...(shippingOptionIds == null ? {} : { shippingOptionIds }),
      ...expected(expectedVersion),
    };
    return this.desk.change('cartDeliveryChoose', { context, info }, (cause) => this.carts.chooseDelivery(request, cause));
  }
}
