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
  orderId: t.id('The order to follow.'),
  after: t.string('The cursor of the last event seen; without it the whole history comes first.').optional(),
});
type OrderTrackingArgs = InstanceType<typeof OrderTrackingArgs>;

type Row = Versioned<Order>;
type Tracked = HistoryEntry & { readonly orderId: OrderId };

export const orderEntity = (views: OrderViews, { mayRead }: Pick<Orders, 'mayRead'>): Entity<Row, OrderType> =>
  entity('Order', {
    load: async (ids: readonly OrderId[]) => byKey(await views.byIds(ids), ({ state }) => state.terms.id),
    mayRead: (actor, { state }) => mayRead(actor, state),
    toType: toOrderType,
  });

const list = { keyset: idKeyset(({ state }: Row) => state.terms.id), toNode: toOrderType };

/** Nothing follows on these. */
const isLast = (entry: HistoryEntry): boolean => entry.status === 'CLOSED' || entry.status === 'CANCELLED';

type Services = {
  readonly order: Entity<Row, OrderType>;
  readonly lists: OrderLists;
  readonly views: Pick<OrderViews, 'history' | 'historyAfter'>;
  readonly live: Live;
};

@Resolver(() => OrderType)
export class OrderResolver {
  private readonly histories;

  constructor(private readonly services: Services) {
    this.histories = perRequest('history', services.views.history);
  }

  @Query(() => OrderType, {
    nullable: true,
    description: "One order of yours: as its buyer, its seller's staff or an operator. Null when there is none.",
  })
  order(@Arg('id', () => ID, { description: 'The id of the order.' }) id: string, @Ctx() context: GraphContext): Promise<OrderType | null> {
    return this.services.order.show(id, context);
  }

  @Query(() => OrderConnectionType, { description: 'The orders you have placed, newest first.' })
  orders(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<OrderType>> {
    return readConnection(args, context, { ...list, read: (page) => this.services.lists.own(page, context.actor) });
  }

  @Query(() => OrderConnectionType, { description: 'The orders of a seller you work for, newest first.' })
  async sellerOrders(
    @Arg('sellerId', () => ID, { description: 'The seller.' }) sellerId: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<OrderType>> {
    if (!isId(sellerId)) throw badUserInput('`sellerId` is not an id.');
    const id: SellerId = idOf(sellerId);
    return readConnection(args, context, { ...list, read: (page) => this.services.lists.ofSeller(id, page, context.actor) });
  }

  @FieldResolver(() => [OrderHistoryEntryType], { description: 'Every change of status so far, oldest first.' })
  async history(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<readonly OrderHistoryEntryType[]> {
    return ((await this.histories(context).load(id)) ?? []).map(toHistoryType);
  }

  /** The stream behind orderTracking. Somebody else's order is NOT_FOUND. */
  async follow({ orderId, after }: OrderTrackingArgs, context: GraphContext): Promise<AsyncIterable<Tracked>> {
    const { order, live, views } = this.services;
    const version = versionAfter(after, 'order');
    if ((await order.find(orderId, context)) === undefined) throw notFound('There is no such order.');
    const id: OrderId = idOf(orderId);
    return live.follow({
      aggregateId: id,
      after: version,
      read: async (since) => (await views.historyAfter(id, since)).map((entry) => ({ ...entry, orderId: id })),
      version: (entry) => entry.version,
      until: isLast,
    });
  }

  @SubscriptionFrom(() => OrderTrackingEventType, {
    description:
      'What happens to an order of yours: its history after the cursor first, then live; nothing is missed or repeated. Ends with the order.',
    args: OrderTrackingArgs,
    source: 'follow',
  })
  async orderTracking(@Root() entry: Tracked, @Ctx() context: GraphContext): Promise<OrderTrackingEventType> {
    const { at, status, reason } = toHistoryType(entry);
    return { cursor: entry.version.toString(), at, status, reason, order: await this.services.order.show(entry.orderId, context) };
  }
}
