import { Args, ArgsType, Ctx, Field, Int, Query, Resolver } from 'type-graphql';
import { idOf, instant, isId, isRefused } from '@marketplace/kernel';
import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  unauthenticated,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { OrderList, OrderPage } from '../../application/order-list';
import type { OrderStatus } from '../../domain/order-news';
import { OrderListConnectionType, OrderListStatusType, toOrderListItem, type OrderListItemType } from './order-list.types';

@ArgsType()
class OrderListArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string;

  @Field(() => OrderListStatusType, { nullable: true, description: 'Only orders in this status.' })
  status?: OrderStatus;
}

const placeOf = (cursor: string): NonNullable<OrderPage['behind']> => {
  const [createdAt = '', orderId = ''] = decodeCursor(cursor, 2);
  if (!isId(orderId) || Number.isNaN(Date.parse(createdAt))) throw badUserInput('`after` is not a cursor of this list.');
  return { createdAt: instant(createdAt), orderId: idOf(orderId) };
};

@Resolver()
export class OrderListResolver {
  constructor(private readonly list: OrderList) {}

  @Query(() => OrderListConnectionType, {
    nullable: true,
    description:
      'The orders you have placed, newest first, from a list that is kept for reading: perhaps a moment behind `orders`, and fast.',
  })
  async orderList(@Args() { first, after, status }: OrderListArgs, @Ctx() { actor }: GraphContext): Promise<Connection<OrderListItemType>> {
    const limit = pageSize(first);
    const page = { limit: limit + 1, ...(after == null ? {} : { behind: placeOf(after) }), ...(status == null ? {} : { status }) };
    const rows = await this.list.page(actor, page);
    if (isRefused(rows)) throw unauthenticated();
    return toConnection(rows, limit, ({ createdAt, orderId }) => [createdAt, orderId], toOrderListItem);
  }
}
