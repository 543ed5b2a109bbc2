import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { unauthenticated, type GraphContext } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import { createCartDesk, expected, type CartDesk } from './cart-desk';
import { CartLinesAddInput, CartLinesRemoveInput, CartLinesUpdateInput, CartMergeInput } from './cart.inputs';
import { CartPayload, CartType } from './cart.types';
import { CartDiscountExplanationType, toExplanationType } from './pricing.types';

@Resolver(() => CartType)
export class CartResolver {
  private readonly desk: CartDesk;

  constructor(private readonly carts: Carts) {
    this.desk = createCartDesk(carts);
  }

  /** Answers `Cart` references of other contexts; somebody else's cart does not exist. */
  async reference(id: string, context: GraphContext, info: GraphQLResolveInfo): Promise<CartType | null> {
    const found = await this.desk.own(id, context);
    return found === undefined ? null : this.desk.show(found, { context, info });
  }

  @Query(() => CartType, {
    nullable: true,
    description: 'Your cart: as a user, or as the guest whose token the header x-cart-token carries. Null when there is none.',
  })
  async cart(@Ctx() context: GraphContext, @Info() info: GraphQLResolveInfo): Promise<CartType | null> {
    const current = await this.carts.current(context.actor);
    return current === undefined ? null : this.desk.show(current, { context, info });
  }

  @Query(() => CartDiscountExplanationType, {
    nullable: true,
    description: 'Which discounts your cart gets, which not, and why. Null for a cart that is not yours, or is not there.',
  })
  async cartDiscountExplanation(
    @Arg('cartId', () => ID, { description: 'Your cart.' }) cartId: string,
    @Ctx() context: GraphContext,
  ): Promise<CartDiscountExplanationType | null> {
    const found = await this.desk.own(cartId, context);
    return found === undefined ? null : toExplanationType(found);
  }

  @Mutation(() => CartPayload, {
    description:
      'Puts variants into your cart, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, VARIANT_NOT_FOUND, INVALID_QUANTITY, INSUFFICIENT_STOCK, CART_TOO_LARGE, CURRENCY_MISMATCH, NOTHING_TO_ADD.',
  })
  async cartLinesAdd(
    @Arg('input', () => CartLinesAddInput, { description: 'What to add.' }) input: CartLinesAddInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = {
      ...(input.cartId == null ? {} : { cartId: input.cartId }),
      ...(input.currency == null ? {} : { currency: input.currency }),
      lines: input.lines,
      ...expected(input.expectedVersion),
    };
    return this.desk.change('cartLinesAdd', { context, info }, (cause) => this.carts.addLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Changes quantities in your cart, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, LINE_NOT_FOUND, INVALID_QUANTITY, INSUFFICIENT_STOCK, VARIANT_NOT_FOUND.',
  })
  async cartLinesUpdate(
    @Arg('input', () => CartLinesUpdateInput, { description: 'What to change.' }) input: CartLinesUpdateInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lines: input.lines, ...expected(input.expectedVersion) };
    return this.desk.change('cartLinesUpdate', { context, info }, (cause) => this.carts.changeLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description: 'Takes lines out of your cart, saved ones too. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT.',
  })
  async cartLinesRemove(
    @Arg('input', () => CartLinesRemoveInput, { description: 'What to take out.' }) input: CartLinesRemoveInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lineIds: input.lineIds, ...expected(input.expectedVersion) };
    return this.desk.change('cartLinesRemove', { context, info }, (cause) => this.carts.removeLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Moves what you collected as a guest into your cart, after you logged in: lines and saved lines, whose quantities add up to 999 at most, and coupons, 5 at most. Errors: CART_NOT_FOUND, CART_FROZEN, CART_TOO_LARGE, CURRENCY_MISMATCH, TOO_MANY_ATTEMPTS.',
  })
  async cartMerge(
    @Arg('input', () => CartMergeInput, { description: 'Whose cart it was.' }) input: CartMergeInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CartPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    return this.desk.change('cartMerge', { context, info }, (cause) => this.carts.merge(input.token, cause));
  }
}
