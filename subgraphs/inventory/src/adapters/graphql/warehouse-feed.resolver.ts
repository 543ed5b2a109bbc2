import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused } from '@marketplace/kernel';
import {
  command,
  forbidden,
  pageSize,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { WarehouseFeeds } from '../../application/warehouse-feeds';
import type { StockItemId } from '../../domain/stock';
import { keyAfter } from './page-key';
import { toVariantStockType } from './stock.types';
import {
  toWarehouseDifferenceType,
  WarehouseDifferenceAcceptInput,
  WarehouseDifferenceAcceptPayload,
  WarehouseDifferenceConnectionType,
  WarehouseDifferenceType,
  WarehouseFeedSetInput,
  WarehouseFeedSetPayload,
} from './warehouse-feed.types';
import { warehouseLoader } from './warehouse-loader';
import { WarehouseType } from './warehouse.types';

const messages: Messages = {
  'warehouse-not-found': 'There is no such warehouse.',
  'feed-not-configured': 'No feed of this kind is configured for the warehouse.',
  'difference-not-found': 'There is no such difference; perhaps it is settled.',
  'difference-outdated': 'The stock has moved since the warehouse was asked: wait until it is asked again.',
  'insufficient-stock': 'More than that is promised to buyers.',
  'invalid-count': 'The warehouse counts more than one place can hold.',
};

type Services = { readonly feeds: WarehouseFeeds; readonly views: InventoryViews };

const refusedTo = (context: GraphContext): Error => (context.actor.kind === 'user' ? forbidden() : unauthenticated());

/** A text that is no id names nothing; whether one may ask is decided all the same. */
const named = <Name extends string>(id: string) => idOf<Name>(isId(id) ? id : '00000000-0000-0000-0000-000000000000');

@Resolver(() => WarehouseDifferenceType)
export class WarehouseFeedResolver {
  constructor(private readonly services: Services) {}

  @FieldResolver(() => WarehouseType, { nullable: true, description: 'The warehouse.' })
  async warehouse(@Root() difference: WarehouseDifferenceType, @Ctx() context: GraphContext): Promise<WarehouseType | null> {
    return (await warehouseLoader(context, this.services.views).load(difference.warehouseId)) ?? null;
  }

  @Query(() => WarehouseDifferenceConnectionType, {
    nullable: true,
    description: 'Where a warehouse counts otherwise than we do, as of its last feed; for operators. Null when there is no such warehouse.',
  })
  async warehouseDifferences(
    @Arg('warehouseId', () => ID, { description: 'The warehouse.' }) warehouseId: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to go on behind.' }) after: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<WarehouseDifferenceType> | null> {
    const limit = pageSize(first);
    const rows = await this.services.feeds.differences(
      named(warehouseId),
      { limit: limit + 1, after: keyAfter(after, isId) },
      context.actor,
    );
    if (isRefused(rows)) throw refusedTo(context);
    return rows === undefined ? null : toConnection(rows, limit, (row) => [row.variantId], toWarehouseDifferenceType);
  }

  @Mutation(() => WarehouseFeedSetPayload, {
    description:
      'Says which feed is read for a warehouse, or that none is; for operators. Where it lies is configured. Errors: WAREHOUSE_NOT_FOUND, FEED_NOT_CONFIGURED.',
  })
  async warehouseFeedSet(
    @Arg('input', () => WarehouseFeedSetInput, { description: 'The feed.' }) input: WarehouseFeedSetInput,
    @Ctx() context: GraphContext,
  ): Promise<WarehouseFeedSetPayload> {
    const { warehouseId, kind } = input;
    const outcome = await command<string>(context, {
      operation: 'warehouseFeedSet',
      input: {},
      run: (cause) => this.services.feeds.set(named(warehouseId), kind ?? undefined, cause),
    });
    if (!isRefused(outcome))
      return { warehouse: (await warehouseLoader(context, this.services.views).load(outcome)) ?? null, userErrors: [] };
    if (outcome.refused === 'forbidden') throw refusedTo(context);
    return { warehouse: null, userErrors: toUserErrors(outcome, messages) };
  }

  @Mutation(() => WarehouseDifferenceAcceptPayload, {
    description:
      'Settles a difference as the warehouse counted, which is a stock count like any other; for operators. Errors: DIFFERENCE_NOT_FOUND, DIFFERENCE_OUTDATED, INSUFFICIENT_STOCK, INVALID_COUNT.',
  })
  async warehouseDifferenceAccept(
    @Arg('input', () => WarehouseDifferenceAcceptInput, { description: 'The difference.' }) input: WarehouseDifferenceAcceptInput,
    @Ctx() context: GraphContext,
  ): Promise<WarehouseDifferenceAcceptPayload> {
    const { differenceId } = input;
    const outcome = await command<StockItemId>(context, {
      operation: 'warehouseDifferenceAccept',
      input,
      run: (cause) => this.services.feeds.accept(named(differenceId), cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    if (isRefused(outcome)) {
      if (outcome.refused === 'forbidden') throw refusedTo(context);
      return { variantStock: null, userErrors: toUserErrors(outcome, messages) };
    }
    const placed = await this.services.views.stockItem(outcome);
    return { variantStock: placed === undefined ? null : toVariantStockType(placed), userErrors: [] };
  }
}
