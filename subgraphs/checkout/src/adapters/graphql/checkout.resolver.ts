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
  checkoutId: t.id('The ID of the checkout.'),
});
type CheckoutProgressArgs = InstanceType<typeof CheckoutProgressArgs>;

/** A checkout is visible to its buyer and to operators. For everyone else it does not exist. */
export const checkoutEntity = ({ findMany, mayRead }: Pick<Checkouts, 'findMany' | 'mayRead'>): Entity<StoredCheckout, CheckoutType> =>
  entity('Checkout', {
    load: (ids: readonly CheckoutId[]) => findMany(ids),
    mayRead: (actor, { checkout }) => mayRead(actor, checkout),
    toType: ({ checkout }) => toCheckoutType(checkout),
  });

const stuckList = { keyset: idKeyset(({ checkout }: StuckCheckout) => checkout.request.checkoutId), toNode: toStuckCheckoutType };

type Dependencies = {
  readonly checkout: Entity<StoredCheckout, CheckoutType>;
  readonly checkouts: Pick<Checkouts, 'since'>;
  readonly stuckCheckouts: Pick<StuckCheckouts, 'page'>;
  readonly live: Live;
};

@Resolver(() => CheckoutType)
export class CheckoutResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => CheckoutType, { nullable: true, description: 'Returns one of your checkouts by ID. Null if it does not exist.' })
  checkout(
    @Arg('id', () => ID, { description: 'The ID of the checkout.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CheckoutType | null> {
    return this.dependencies.checkout.show(id, context);
  }

  @Query(() => StuckCheckoutConnectionType, {
    description: 'Lists checkouts that make no progress, oldest first. Requires the operator role.',
  })
  checkoutsStuck(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<StuckCheckoutType>> {
    return readConnection(args, context, { ...stuckList, read: (page) => this.dependencies.stuckCheckouts.page(context.actor, page) });
  }

  /** The stream of checkoutProgress: the current state, then each latest state, until the checkout has ended. */
  async follow({ checkoutId }: CheckoutProgressArgs, context: GraphContext): Promise<AsyncIterable<StoredCheckout>> {
    const { checkout, checkouts, live } = this.dependencies;
    if ((await checkout.find(checkoutId, context)) === undefined) throw notFound('Checkout not found.');
    return live.follow({
      aggregateId: checkoutId,
      after: 0,
      read: (version) => checkouts.since(idOf(checkoutId), version),
      version: (stored) => stored.version,
      until: (stored) => isOver(stored.checkout),
      // Short-lived states are skipped: each update is resolved by several subgraphs.
      throttle: 1_000,
      urgent: (stored) => stored.checkout.progress.status === 'ACTION_REQUIRED',
    });
  }

  @SubscriptionFrom(() => CheckoutType, {
    description:
      'Streams the state of one of your checkouts, starting with the current one, until it is COMPLETED or ABORTED. Sends at most one update per second and may skip states in between, but never ACTION_REQUIRED or the final state.',
    args: CheckoutProgressArgs,
    source: 'follow',
  })
  checkoutProgress(@Root() { checkout }: StoredCheckout): CheckoutType {
    return toCheckoutType(checkout);
  }
}
