import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { defined, idOf, instant, isId } from '@marketplace/kernel';
import { pageFields, argsType, readConnection, t, type Connection, type GraphContext, type Keyset } from '@marketplace/platform/graphql';
import type { OrderList, OrderPlace, OrderRow } from '../../application/order-list';
import { OrderListConnectionType, OrderListStatusType, toOrderListItem, type OrderListItemType } from './order-list.types';

const OrderListArgs = argsType({
  ...pageFields(),
  status: t.of(OrderListStatusType, 'Only orders in this status.').optional(),
});
type OrderListArgs = InstanceType<typeof OrderListArgs>;

const keyset: Keyset<OrderRow, OrderPlace> = {
  parts: 2,
  of: ({ createdAt, orderId }) => [createdAt, orderId],
  parse: ([createdAt = '', orderId = '']) =>
    isId(orderId) && !Number.isNaN(Date.parse(createdAt)) ? { createdAt: instant(createdAt), orderId: idOf(orderId) } : undefined,
};

@Resolver()
export class OrderListResolver {
  constructor(private readonly list: OrderList) {}

  @Query(() => OrderListConnectionType, {
    nullable: true,
    description:
      'The orders you have placed, newest first, from a list that is kept for reading: perhaps a moment behind `orders`, and fast.',
  })
  orderList(
    @Args(() => OrderListArgs) { status, ...args }: OrderListArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<OrderListItemType>> {
    const read = (page: { readonly limit: number; readonly after?: OrderPlace }) =>
      this.list.page(context.actor, { ...page, ...defined({ status }) });
    return readConnection(args, context, { keyset, read, toNode: toOrderListItem });
  }
}
