import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { isRefused, type Cause, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, unauthenticated, type GraphContext, type Messages } from '@marketplace/platform/graphql';
import type { Carts } from '../../application/carts';
import type { OwnCart } from '../../application/own-carts';
import { CartLinesAddInput, CartLinesRemoveInput, CartLinesUpdateInput, CartMergeInput } from './cart.inputs';
import { CartPayload, CartType, toCartType } from './cart.types';

const messages: Messages = {
  'cart-not-found': 'There is no such cart.',
  'cart-frozen': 'The cart is in checkout; it can be changed when that has ended.',
  'version-conflict': 'The cart has changed since you looked at it.',
  'variant-not-found': 'This cannot be bought.',
  'line-not-found': 'There is no such line in the cart.',
  'invalid-quantity': 'A line holds 1 to 999 pieces.',
  'insufficient-stock': 'There is less of this than you want.',
  'cart-too-large': 'A cart holds up to 100 lines.',
  'currency-mismatch': 'A cart holds goods of one currency.',
  'nothing-to-add': 'Say what to add.',
};

/** Clients may write null for what they leave out. */
const expected = (version: number | null | undefined): { readonly expectedVersion?: number } =>
  version == null ? {} : { expectedVersion: version };

@Resolver(() => CartType)
export class CartResolver {
  constructor(private readonly carts: Carts) {}

  /** Answers `Cart` references of other contexts; somebody else's cart does not exist. */
  async reference(id: string, context: GraphContext): Promise<CartType | null> {
    const own = context.loaders.get('own-cart', async (ids) => {
      const current = await this.carts.current(context.actor);
      return new Map(current !== undefined && ids.includes(current.cart.state.id) ? [[current.cart.state.id, current]] : []);
    });
    const found = await own.load(id);
    return found === undefined ? null : toCartType(found);
  }

  private async change(operation: string, context: GraphContext, run: (cause: Cause) => Promise<OwnCart | Refusal>): Promise<CartPayload> {
    const outcome = await command<OwnCart>(context, { operation, input: {}, run });
    return isRefused(outcome) ? { cart: null, userErrors: toUserErrors(outcome, messages) } : { cart: toCartType(outcome), userErrors: [] };
  }

  @Query(() => CartType, {
    nullable: true,
    description: 'Your cart: as a user, or as the guest whose token the header x-cart-token carries. Null when there is none.',
  })
  async cart(@Ctx() context: GraphContext): Promise<CartType | null> {
    const current = await this.carts.current(context.actor);
    return current === undefined ? null : toCartType(current);
  }

  @Mutation(() => CartPayload, {
    description:
      'Puts variants into your cart, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, VARIANT_NOT_FOUND, INVALID_QUANTITY, INSUFFICIENT_STOCK, CART_TOO_LARGE, CURRENCY_MISMATCH, NOTHING_TO_ADD.',
  })
  async cartLinesAdd(
    @Arg('input', () => CartLinesAddInput, { description: 'What to add.' }) input: CartLinesAddInput,
    @Ctx() context: GraphContext,
  ): Promise<CartPayload> {
    const request = { ...(input.cartId == null ? {} : { cartId: input.cartId }), lines: input.lines, ...expected(input.expectedVersion) };
    return this.change('cartLinesAdd', context, (cause) => this.carts.addLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Changes quantities in your cart, all of them or none. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT, LINE_NOT_FOUND, INVALID_QUANTITY, INSUFFICIENT_STOCK, VARIANT_NOT_FOUND.',
  })
  async cartLinesUpdate(
    @Arg('input', () => CartLinesUpdateInput, { description: 'What to change.' }) input: CartLinesUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lines: input.lines, ...expected(input.expectedVersion) };
    return this.change('cartLinesUpdate', context, (cause) => this.carts.changeLines(request, cause));
  }

  @Mutation(() => CartPayload, { description: 'Takes lines out of your cart. Errors: CART_NOT_FOUND, CART_FROZEN, VERSION_CONFLICT.' })
  async cartLinesRemove(
    @Arg('input', () => CartLinesRemoveInput, { description: 'What to take out.' }) input: CartLinesRemoveInput,
    @Ctx() context: GraphContext,
  ): Promise<CartPayload> {
    const request = { cartId: input.cartId, lineIds: input.lineIds, ...expected(input.expectedVersion) };
    return this.change('cartLinesRemove', context, (cause) => this.carts.removeLines(request, cause));
  }

  @Mutation(() => CartPayload, {
    description:
      'Moves what you collected as a guest into your cart, after you logged in; quantities add up to 999 at most. Errors: CART_NOT_FOUND, CART_FROZEN, CART_TOO_LARGE, CURRENCY_MISMATCH.',
  })
  async cartMerge(
    @Arg('input', () => CartMergeInput, { description: 'Whose cart it was.' }) input: CartMergeInput,
    @Ctx() context: GraphContext,
  ): Promise<CartPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    return this.change('cartMerge', context, (cause) => this.carts.merge(input.token, cause));
  }
}
