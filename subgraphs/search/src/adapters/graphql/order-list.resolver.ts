import { Args, ArgsType, Ctx, Field, Query, Resolver } from 'type-graphql';
import { defined, idOf, instant, isId } from '@marketplace/kernel';
import { pageArgs, readConnection, type Connection, type GraphContext, type Keyset } from '@marketplace/platform/graphql';
import type { OrderList, OrderPlace, OrderRow } from '../../application/order-list';
import type { OrderStatus } from '../../domain/order-news';
import { OrderListConnectionType, OrderListStatusType, toOrderListItem, type OrderListItemType } from './order-list.types';

@ArgsType()
class OrderListArgs extends pageArgs() {
  @Field(() => OrderListStatusType, { nullable: true, description: 'Only orders in this status.' })
  status?: OrderStatus;
}

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
  orderList(@Args() { status, ...args }: OrderListArgs, @Ctx() context: GraphContext): Promise<Connection<OrderListItemType>> {
    const read = (page: { readonly limit: number; readonly after?: OrderPlace }) =>
      this.list.page(context.actor, { ...page, ...defined({ status }) });
    return readConnection(args, context, { keyset, read, toNode: toOrderListItem });
  }
}
