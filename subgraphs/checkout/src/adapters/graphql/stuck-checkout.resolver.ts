import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, type CheckoutId, type Refusal } from '@marketplace/kernel';
import {
  badUserInput,
  command,
  decodeCursor,
  forbidden,
  pageSize,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { Checkouts } from '../../application/checkouts';
import type { StuckCheckouts } from '../../application/stuck-checkouts';
import { CheckoutCompensateInput, CheckoutResumeInput } from './checkout-inputs.types';
import { CheckoutPayload, toCheckoutType } from './checkout.types';
import { StuckCheckoutConnectionType, StuckCheckoutType, toStuckCheckoutType } from './stuck-checkout.types';

const messages: Messages = {
  'checkout-not-found': 'There is no such checkout.',
  'checkout-is-over': 'This checkout is over.',
  'checkout-past-abort': 'It is too late to undo this: the money is being captured.',
  'nothing-to-ask-again':
    'Nobody owes this checkout an answer that it could ask for: it waits for the buyer, or for what follows from the capture.',
  'invalid-reason': 'A reason has 1 to 300 characters.',
};

type Services = { readonly checkouts: Checkouts; readonly stuckCheckouts: StuckCheckouts };

const notAllowed = ({ actor }: GraphContext) => (actor.kind === 'user' ? forbidden() : unauthenticated());

@Resolver(() => StuckCheckoutType)
export class StuckCheckoutResolver {
  constructor(private readonly services: Services) {}

  @Query(() => StuckCheckoutConnectionType, {
    description: 'Checkouts that make no progress, those that began first first; for operators.',
  })
  async checkoutsStuck(
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to go on behind.' }) after: string | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<StuckCheckoutType>> {
    const limit = pageSize(first);
    const [behind] = after == null ? [] : decodeCursor(after, 1);
    if (behind !== undefined && !isId(behind)) throw badUserInput('`after` is not a cursor of this list.');
    const page = { limit: limit + 1, ...(behind === undefined ? {} : { after: idOf<'Checkout'>(behind) }) };
    const rows = await this.services.stuckCheckouts.page(context.actor, page);
    if (isRefused(rows)) throw notAllowed(context);
    return toConnection(rows, limit, ({ checkout }) => [checkout.request.checkoutId], toStuckCheckoutType);
  }

  private async payload(outcome: CheckoutId | Refusal, context: GraphContext): Promise<CheckoutPayload> {
    if (isRefused(outcome)) {
      if (outcome.refused === 'forbidden') throw notAllowed(context);
      return { checkout: null, userErrors: toUserErrors(outcome, messages) };
    }
    const stored = await this.services.checkouts.find(outcome, context.actor);
    return { checkout: stored === undefined ? null : toCheckoutType(stored.checkout), userErrors: [] };
  }

  @Mutation(() => CheckoutPayload, {
    description:
      'Makes a checkout ask again what is not answered, and wait as if for the first time; for operators. Errors: CHECKOUT_NOT_FOUND, CHECKOUT_IS_OVER, NOTHING_TO_ASK_AGAIN, IDEMPOTENCY_KEY_REUSED.',
  })
  async checkoutResume(
    @Arg('input', () => CheckoutResumeInput) input: CheckoutResumeInput,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutPayload> {
    const outcome = await command<CheckoutId>(context, {
      operation: 'checkoutResume',
      input,
      run: (cause) => this.services.stuckCheckouts.resume(input.checkoutId, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }

  @Mutation(() => CheckoutPayload, {
    description:
      'Has a checkout undone, as its buyer could: before the capture is asked for; for operators. Errors: CHECKOUT_NOT_FOUND, CHECKOUT_PAST_ABORT, INVALID_REASON, IDEMPOTENCY_KEY_REUSED.',
  })
  async checkoutCompensate(
    @Arg('input', () => CheckoutCompensateInput) input: CheckoutCompensateInput,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutPayload> {
    const outcome = await command<CheckoutId>(context, {
      operation: 'checkoutCompensate',
      input,
      run: (cause) => this.services.stuckCheckouts.compensate(input.checkoutId, input.reason, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }
}
