import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Versioned } from '@marketplace/application';
import { idOf, isId, type OrderId, type SellerId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  argsType,
  badUserInput,
  byKey,
  entity,
  idKeyset,
  notFound,
  PageArgs,
  perRequest,
  readConnection,
  SubscriptionFrom,
  t,
  versionAfter,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { OrderLists } from '../../application/order-lists';
import type { Orders } from '../../application/orders';
import type { HistoryEntry, OrderViews } from '../../application/ports';
import type { Order } from '../../domain/order';
import { OrderConnectionType, OrderHistoryEntryType, OrderTrackingEventType, OrderType, toHistoryType, toOrderType } from './order.types';

const OrderTrackingArgs = argsType({
  orderId: t.id('The ID of the order to track.'),
  after: t.string('Returns changes after this cursor. If omitted, the stream starts with the whole history.').optional(),
});
type OrderTrackingArgs = InstanceType<typeof OrderTrackingArgs>;

type Row = Versioned<Order>;
type TrackedEntry = HistoryEntry & { readonly orderId: OrderId };

export const orderEntity = (views: OrderViews, { mayRead }: Pick<Orders, 'mayRead'>): Entity<Row, OrderType> =>
  entity('Order', {
    load: async (ids: readonly OrderId[]) => byKey(await views.byIds(ids), ({ state }) => state.terms.id),
    mayRead: (actor, { state }) => mayRead(actor, state),
    toType: toOrderType,
  });

const list = { keyset: idKeyset(({ state }: Row) => state.terms.id), toNode: toOrderType };

/** True for a status that never changes again. */
const isFinal = (entry: HistoryEntry): boolean => entry.status === 'CLOSED' || entry.status === 'CANCELLED';

type Dependencies = {
  readonly order: Entity<Row, OrderType>;
  readonly lists: OrderLists;
  readonly views: Pick<OrderViews, 'history' | 'historyAfter'>;
  readonly live: Live;
};

@Resolver(() => OrderType)
export class OrderResolver {
  private readonly histories;

  constructor(private readonly services: Dependencies) {
    this.histories = perRequest('history', services.views.history);
  }

  @Query(() => OrderType, {
    nullable: true,
    description: "An order; null unless you are its buyer, its seller's staff or an operator.",
  })
  order(@Arg('id', () => ID, { description: 'The ID of the order.' }) id: string, @Ctx() context: GraphContext): Promise<OrderType | null> {
    return this.services.order.show(id, context);
  }

  @Query(() => OrderConnectionType, { description: 'Your orders as a buyer, newest first.' })
  orders(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<OrderType>> {
    return readConnection(args, context, { ...list, read: (page) => this.services.lists.own(page, context.actor) });
  }

  @Query(() => OrderConnectionType, { description: "The orders of a seller, newest first. For the seller's staff and operators." })
  async sellerOrders(
    @Arg('sellerId', () => ID, { description: 'The ID of the seller.' }) sellerId: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<OrderType>> {
    if (!isId(sellerId)) throw badUserInput('`sellerId` is not a valid ID.');
    const id: SellerId = idOf(sellerId);
    return readConnection(args, context, { ...list, read: (page) => this.services.lists.ofSeller(id, page, context.actor) });
  }

  @FieldResolver(() => [OrderHistoryEntryType], { description: 'The status changes of the order, oldest first.' })
  async history(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<readonly OrderHistoryEntryType[]> {
    return ((await this.histories(context).load(id)) ?? []).map(toHistoryType);
  }

  /** The source of `orderTracking`. An order that the actor may not read is NOT_FOUND. */
  async follow({ orderId, after }: OrderTrackingArgs, context: GraphContext): Promise<AsyncIterable<TrackedEntry>> {
    const { order, live, views } = this.services;
    const version = versionAfter(after, 'order');
    if ((await order.find(orderId, context)) === undefined) throw notFound('Order not found.');
    const id: OrderId = idOf(orderId);
    return live.follow({
      aggregateId: id,
      after: version,
      read: async (since) => (await views.historyAfter(id, since)).map((entry) => ({ ...entry, orderId: id })),
      version: (entry) => entry.version,
      until: isFinal,
    });
  }

  @SubscriptionFrom(() => OrderTrackingEventType, {
    description:
      'Streams the status changes of an order: past changes after the cursor, then live ones, without gaps or repeats. Ends when the order is closed or cancelled.',
    args: OrderTrackingArgs,
    source: 'follow',
  })
  async orderTracking(@Root() entry: TrackedEntry, @Ctx() context: GraphContext): Promise<OrderTrackingEventType> {
    const { at, status, reason } = toHistoryType(entry);
    return { cursor: entry.version.toString(), at, status, reason, order: await this.services.order.show(entry.orderId, context) };
  }
}
