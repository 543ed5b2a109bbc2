import { Arg, Args, Ctx, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  argsType,
  entity,
  idKeyset,
  notFound,
  PageArgs,
  readConnection,
  SubscriptionFrom,
  t,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { Checkouts } from '../../application/checkouts';
import type { StoredCheckout, StuckCheckout } from '../../application/ports';
import type { StuckCheckouts } from '../../application/stuck-checkouts';
import { isOver } from '../../domain/checkout';
import { CheckoutType, toCheckoutType } from './checkout.types';
import { StuckCheckoutConnectionType, StuckCheckoutType, toStuckCheckoutType } from './stuck-checkout.types';

const CheckoutProgressArgs = argsType({
  checkoutId: t.id('The checkout to follow.'),
});
type CheckoutProgressArgs = InstanceType<typeof CheckoutProgressArgs>;

/** A checkout is read for its buyer and for operators; to everybody else it does not exist. */
export const checkoutEntity = ({ findMany, mayRead }: Pick<Checkouts, 'findMany' | 'mayRead'>): Entity<StoredCheckout, CheckoutType> =>
  entity('Checkout', {
    load: (ids: readonly CheckoutId[]) => findMany(ids),
    mayRead: (actor, { checkout }) => mayRead(actor, checkout),
    toType: ({ checkout }) => toCheckoutType(checkout),
  });

const stuckList = { keyset: idKeyset(({ checkout }: StuckCheckout) => checkout.request.checkoutId), toNode: toStuckCheckoutType };

type Services = {
  readonly checkout: Entity<StoredCheckout, CheckoutType>;
  readonly checkouts: Pick<Checkouts, 'since'>;
  readonly stuckCheckouts: Pick<StuckCheckouts, 'page'>;
  readonly live: Live;
};

@Resolver(() => CheckoutType)
export class CheckoutResolver {
  constructor(private readonly services: Services) {}

  @Query(() => CheckoutType, { nullable: true, description: 'One checkout of yours; null when there is none.' })
  checkout(
    @Arg('id', () => ID, { description: 'The id of the checkout.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutType | null> {
    return this.services.checkout.show(id, context);
  }

  @Query(() => StuckCheckoutConnectionType, {
    description: 'Checkouts that make no progress, those that began first first; for operators.',
  })
  checkoutsStuck(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<StuckCheckoutType>> {
    return readConnection(args, context, { ...stuckList, read: (page) => this.services.stuckCheckouts.page(context.actor, page) });
  }

  /** The stream behind checkoutProgress: the checkout as it is, then the newest state, at most one in 40 ms, until it is over. */
  async follow({ checkoutId }: CheckoutProgressArgs, context: GraphContext): Promise<AsyncIterable<StoredCheckout>> {
    const { checkout, checkouts, live } = this.services;
    if ((await checkout.find(checkoutId, context)) === undefined) throw notFound('There is no such checkout.');
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

  @SubscriptionFrom(() => CheckoutType, {
    description:
      'A checkout of yours as it is now, and as it becomes, until it is COMPLETED or ABORTED. At most one state in a second: those between may be skipped, one that the buyer must act upon and the last one never are.',
    args: CheckoutProgressArgs,
    source: 'follow',
  })
  checkoutProgress(@Root() { checkout }: StoredCheckout): CheckoutType {
    return toCheckoutType(checkout);
  }
}
