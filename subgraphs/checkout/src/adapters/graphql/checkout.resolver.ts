import { GraphQLError } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type CheckoutId, type Refusal } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  command,
  readMoney,
  sourceIsWired,
  toUserErrors,
  unauthenticated,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { Checkouts } from '../../application/checkouts';
import type { StoredCheckout } from '../../application/ports';
import { isOver } from '../../domain/checkout';
import { CheckoutAbortInput, CheckoutPaymentRetryInput, CheckoutStartInput } from './checkout-inputs.types';
import { CheckoutPayload, CheckoutType, toCheckoutType } from './checkout.types';

const messages: Messages = {
  'checkout-not-found': 'There is no such checkout.',
  'checkout-past-abort': 'It is too late to call this off: the money is being captured.',
  'invalid-address': 'This part of the address is missing or cannot be printed on a label.',
  'invalid-cart': 'This is not a cart.',
  'invalid-payment-method': 'Say either a token of the payment provider or cash on delivery; only a card can be tried again.',
  'payment-not-retryable': 'There is no declined payment here that another card could be tried for any more.',
  'invalid-shipping-options': 'These are not shipping options.',
  'invalid-expected-total': 'This is not an amount of money.',
};

@ArgsType()
class CheckoutProgressArgs {
  @Field(() => ID, { description: 'The checkout to follow.' })
  checkoutId!: string;
}

@Resolver(() => CheckoutType)
export class CheckoutResolver {
  constructor(private readonly services: { readonly checkouts: Checkouts; readonly live: Live }) {}

  @Query(() => CheckoutType, { nullable: true, description: 'One checkout of yours; null when there is none.' })
  async checkout(
    @Arg('id', () => ID, { description: 'The id of the checkout.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutType | null> {
    const stored = await this.services.checkouts.find(id, context.actor);
    return stored === undefined ? null : toCheckoutType(stored.checkout);
  }

  private async payload(outcome: CheckoutId | Refusal, context: GraphContext): Promise<CheckoutPayload> {
    if (isRefused(outcome)) return { checkout: null, userErrors: toUserErrors(outcome, messages) };
    return { checkout: await this.checkout(outcome, context), userErrors: [] };
  }

  @Mutation(() => CheckoutPayload, {
    description:
      'Begins to buy a cart and answers at once; follow `checkoutProgress`. Errors: INVALID_ADDRESS, INVALID_CART, INVALID_PAYMENT_METHOD, INVALID_SHIPPING_OPTIONS, INVALID_EXPECTED_TOTAL, IDEMPOTENCY_KEY_REUSED.',
  })
  async checkoutStart(
    @Arg('input', () => CheckoutStartInput) input: CheckoutStartInput,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutPayload> {
    const { actor } = context;
    if (actor.kind !== 'user') throw unauthenticated();
    const { paymentMethod, cartId, expectedCartVersion, shippingOptionIds, keepOnDecline } = input;
    const expectedTotal = input.expectedTotal == null ? undefined : readMoney(input.expectedTotal);
    if (input.expectedTotal != null && expectedTotal === undefined)
      return this.payload(refuse('invalid-expected-total', { path: ['expectedTotal'] }), context);
    const asked = {
      buyerId: actor.userId,
      cartId,
      expectedCartVersion,
      shippingOptionIds,
      shippingAddress: input.shippingAddress,
      paymentMethod,
      keepOnDecline,
      ...(expectedTotal === undefined ? {} : { expectedTotal }),
    };
    const outcome = await command<CheckoutId>(context, {
      operation: 'checkoutStart',
      input,
      run: (cause) => this.services.checkouts.start(asked, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }

  @Mutation(() => CheckoutPayload, {
    description:
      'Tries another card after a decline, for the same goods, discounts and orders, while `paymentRetry` is set. Errors: CHECKOUT_NOT_FOUND, PAYMENT_NOT_RETRYABLE, INVALID_PAYMENT_METHOD, IDEMPOTENCY_KEY_REUSED.',
  })
  async checkoutPaymentRetry(
    @Arg('input', () => CheckoutPaymentRetryInput) input: CheckoutPaymentRetryInput,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    const { checkoutId, paymentMethod } = input;
    if (!isId(checkoutId)) return this.payload(refuse('checkout-not-found'), context);
    const outcome = await command<CheckoutId>(context, {
      operation: 'checkoutPaymentRetry',
      input,
      run: (cause) => this.services.checkouts.retryPayment(idOf(checkoutId), paymentMethod, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }

  @Mutation(() => CheckoutPayload, {
    description: 'Calls a checkout off before the money is captured. Errors: CHECKOUT_NOT_FOUND, CHECKOUT_PAST_ABORT.',
  })
  async checkoutAbort(
    @Arg('input', () => CheckoutAbortInput) input: CheckoutAbortInput,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    if (!isId(input.checkoutId)) return this.payload(refuse('checkout-not-found'), context);
    const outcome = await command<CheckoutId>(context, {
      operation: 'checkoutAbort',
      input: {},
      run: (cause) => this.services.checkouts.abort(idOf(input.checkoutId), cause),
    });
    return this.payload(outcome, context);
  }

  /** The stream behind checkoutProgress: the checkout as it is, then the newest state, at most one in 40 ms, until it is over. */
  async follow({ checkoutId }: CheckoutProgressArgs, context: GraphContext): Promise<AsyncIterable<StoredCheckout>> {
    const { checkouts, live } = this.services;
    if ((await checkouts.find(checkoutId, context.actor)) === undefined) {
      throw new GraphQLError('There is no such checkout.', { extensions: { code: 'NOT_FOUND' } });
    }
    return live.follow({
      aggregateId: checkoutId,
      after: 0,
      read: (version) => checkouts.since(idOf(checkoutId), version),
      version: (stored) => stored.version,
      until: (stored) => isOver(stored.checkout),
      // Steps that are passed in a moment are nothing to look at; each telling is an operation over several contexts.
      pace: 1_000,
      urgent: (stored) => stored.checkout.progress.status === 'ACTION_REQUIRED',
    });
  }

  @Subscription(() => CheckoutType, {
    description:
      'A checkout of yours as it is now, and as it becomes, until it is COMPLETED or ABORTED. At most one state in a second: those between may be skipped, one that the buyer must act upon and the last one never are.',
    subscribe: sourceIsWired,
  })
  checkoutProgress(@Root() stored: StoredCheckout, @Args() _args: CheckoutProgressArgs): CheckoutType {
    return toCheckoutType(stored.checkout);
  }
}
