import { GraphQLError } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type OrderId, type Refusal, type SellerId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  badUserInput,
  command,
  decodeCursor,
  forbidden,
  pageSize,
  sourceIsWired,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { Orders } from '../../application/orders';
import type { HistoryEntry, OrderViews, Versioned } from '../../application/ports';
import type { Order } from '../../domain/order';
import {
  OrderCancelInput,
  OrderConfirmReceiptInput,
  OrderConnectionType,
  OrderHistoryEntryType,
  OrderPayload,
  OrderTrackingEventType,
  OrderType,
  toHistoryType,
  toOrderType,
} from './order.types';

const messages: Messages = {
  'order-not-found': 'There is no such order.',
  'order-being-paid': 'The order is being paid right now; abort the checkout, or ask for a refund once it is paid.',
  'order-no-longer-cancellable': 'It is too late to call the order off; ask for a refund instead.',
  'order-not-delivered':
    'The order has not come far enough: something must be on its way, and with cash on delivery all of it handed over.',
  'reason-too-long': 'A reason has at most 500 characters.',
};

@ArgsType()
class OrderTrackingArgs {
  @Field(() => ID, { description: 'The order to follow.' })
  orderId!: string;

  @Field(() => String, { nullable: true, description: 'The cursor of the last event seen; without it the whole history comes first.' })
  after?: string;
}

@ArgsType()
class OrderPageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string;
}

type Services = { readonly orders: Orders; readonly views: OrderViews; readonly live: Live };

const notFound = (): GraphQLError => new GraphQLError('There is no such order.', { extensions: { code: 'NOT_FOUND' } });

const versionOf = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw badUserInput('`after` is not a cursor of this order.');
  return Number(cursor);
};

/** Nothing follows on these. */
const isLast = (entry: HistoryEntry): boolean => entry.status === 'CLOSED' || entry.status === 'CANCELLED';

@Resolver(() => OrderType)
export class OrderResolver {
  constructor(private readonly services: Services) {}

  /** Finds an order for who asks; somebody else's does not exist. */
  private async visible(id: string, context: GraphContext): Promise<Versioned<Order> | undefined> {
    if (!isId(id)) return undefined;
    const order = await context.loaders
      .get(
        'orders',
        async (ids) =>
          new Map((await this.services.views.byIds(ids as readonly OrderId[])).map((each) => [each.state.terms.id as string, each])),
      )
      .load(id);
    return order !== undefined && this.services.orders.mayRead(context.actor, order.state) ? order : undefined;
  }

  /** Answers `Order` references of other contexts. */
  async reference(id: string, context: GraphContext): Promise<OrderType | null> {
    const order = await this.visible(id, context);
    return order === undefined ? null : toOrderType(order);
  }

  private async payload(outcome: OrderId | Refusal, context: GraphContext): Promise<OrderPayload> {
    if (isRefused(outcome)) return { order: null, userErrors: toUserErrors(outcome, messages) };
    return { order: await this.reference(outcome, context), userErrors: [] };
  }

  @Query(() => OrderType, {
    nullable: true,
    description: "One order of yours: as its buyer, its seller's staff or an operator. Null when there is none.",
  })
  order(@Arg('id', () => ID, { description: 'The id of the order.' }) id: string, @Ctx() context: GraphContext): Promise<OrderType | null> {
    return this.reference(id, context);
  }

  @Query(() => OrderConnectionType, { description: 'The orders you have placed, newest first.' })
  async orders(@Args() { first, after }: OrderPageArgs, @Ctx() context: GraphContext): Promise<Connection<OrderType>> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    const { userId } = context.actor;
    return this.page(first, after, (page) => this.services.views.ofBuyer(userId, page));
  }

  @Query(() => OrderConnectionType, { description: 'The orders of a seller you work for, newest first.' })
  async sellerOrders(
    @Arg('sellerId', () => ID, { description: 'The seller.' }) sellerId: string,
    @Args() { first, after }: OrderPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<OrderType>> {
    const id: SellerId = idOf(sellerId);
    const { actor } = context;
    if (actor.kind !== 'user' || !(actor.sellerIds.includes(id) || actor.roles.includes('operator'))) throw forbidden();
    if (!isId(sellerId)) throw badUserInput('`sellerId` is not an id.');
    return this.page(first, after, (page) => this.services.views.ofSellers([id], page));
  }

  private async page(
    first: number,
    after: string | undefined,
    read: (page: { limit: number; before?: OrderId }) => Promise<readonly Versioned<Order>[]>,
  ): Promise<Connection<OrderType>> {
    const size = pageSize(first);
    const [before] = after === undefined ? [] : decodeCursor(after, 1);
    if (before !== undefined && !isId(before)) throw badUserInput('`after` is not a cursor of this list.');
    const rows = await read({ limit: size + 1, ...(before === undefined ? {} : { before: idOf(before) }) });
    return toConnection(rows, size, (row) => [row.state.terms.id], toOrderType);
  }

  @FieldResolver(() => [OrderHistoryEntryType], { description: 'Every change of status so far, oldest first.' })
  async history(@Root() order: OrderType, @Ctx() context: GraphContext): Promise<readonly OrderHistoryEntryType[]> {
    const entries = await context.loaders.get('history', (ids) => this.services.views.history(ids as readonly OrderId[])).load(order.id);
    return (entries ?? []).map(toHistoryType);
  }

  @Mutation(() => OrderPayload, {
    description:
      'Calls an order off before it is paid, or placed for cash on delivery. Errors: ORDER_NOT_FOUND, ORDER_BEING_PAID, ORDER_NO_LONGER_CANCELLABLE.',
  })
  async orderCancel(@Arg('input', () => OrderCancelInput) input: OrderCancelInput, @Ctx() context: GraphContext): Promise<OrderPayload> {
    const reason = input.reason ?? 'cancelled-by-buyer';
    if (reason.length > 500) return this.payload(refuse('reason-too-long', { path: ['reason'] }), context);
    const cancel = (cause: Cause) => this.services.orders.cancel(idOf(input.orderId), reason, cause);
    return this.changeOrder('orderCancel', input, cancel, context);
  }

  @Mutation(() => OrderPayload, {
    description: "Says that the goods arrived, which releases the seller's money. Errors: ORDER_NOT_FOUND, ORDER_NOT_DELIVERED.",
  })
  async orderConfirmReceipt(
    @Arg('input', () => OrderConfirmReceiptInput) input: OrderConfirmReceiptInput,
    @Ctx() context: GraphContext,
  ): Promise<OrderPayload> {
    return this.changeOrder(
      'orderConfirmReceipt',
      input,
      (cause) => this.services.orders.confirmReceipt(idOf(input.orderId), cause),
      context,
    );
  }

  private async changeOrder(
    operation: string,
    input: { readonly orderId: string; readonly idempotencyKey: string },
    run: (cause: Cause) => Promise<OrderId | Refusal>,
    context: GraphContext,
  ): Promise<OrderPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    if (!isId(input.orderId)) return this.payload(refuse('order-not-found'), context);
    const outcome = await command<OrderId>(context, { operation, input, run, replay: (id) => Promise.resolve(idOf(id)) });
    return this.payload(outcome, context);
  }

  /** The stream behind orderTracking. Somebody else's order is NOT_FOUND. */
  async follow({ orderId, after }: OrderTrackingArgs, context: GraphContext): Promise<AsyncIterable<HistoryEntry & { orderId: OrderId }>> {
    const version = versionOf(after);
    if ((await this.visible(orderId, context)) === undefined) throw notFound();
    const id: OrderId = idOf(orderId);
    return this.services.live.follow({
      aggregateId: id,
      after: version,
      read: async (since) => (await this.services.views.historyAfter(id, since)).map((entry) => ({ ...entry, orderId: id })),
      version: (entry) => entry.version,
      until: isLast,
    });
  }

  @Subscription(() => OrderTrackingEventType, {
    description:
      'What happens to an order of yours: its history after the cursor first, then live; nothing is missed or repeated. Ends with the order.',
    subscribe: sourceIsWired,
  })
  async orderTracking(
    @Root() entry: HistoryEntry & { orderId: OrderId },
    @Args() _args: OrderTrackingArgs,
    @Ctx() context: GraphContext,
  ): Promise<OrderTrackingEventType> {
    const { at, status, reason } = toHistoryType(entry);
    return { cursor: entry.version.toString(), at, status, reason, order: await this.reference(entry.orderId, context) };
  }
}
