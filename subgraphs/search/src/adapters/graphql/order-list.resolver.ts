import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { defined, idOf, instant, isId } from '@marketplace/kernel';
import { pageFields, argsType, readConnection, t, type Connection, type GraphContext, type Keyset } from '@marketplace/platform/graphql';
import type { OrderList, OrderPosition, OrderRow } from '../../application/order-list';
import { OrderListConnectionType, OrderListStatusType, toOrderListItem, type OrderListItemType } from './order-list.types';

const OrderListArgs = argsType({
  ...pageFields(),
  status: t.of(OrderListStatusType, 'Returns only orders with this status.').optional(),
});
type OrderListArgs = InstanceType<typeof OrderListArgs>;

const keyset: Keyset<OrderRow, OrderPosition> = {
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
    description: 'The orders that you placed, newest first. Faster than `orders`, but recent changes can take a few seconds to appear.',
  })
  orderList(
    @Args(() => OrderListArgs) { status, ...args }: OrderListArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<OrderListItemType>> {
    const read = (page: { readonly limit: number; readonly after?: OrderPosition }) =>
      this.list.page(context.actor, { ...page, ...defined({ status }) });
    return readConnection(args, context, { keyset, read, toNode: toOrderListItem });
  }
}
