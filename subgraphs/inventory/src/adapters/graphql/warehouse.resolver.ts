import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { isId, isRefused } from '@marketplace/kernel';
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
import type { Warehouses } from '../../application/warehouses';
import { keyAfter } from './page-key';
import { toWarehouseFeedType, WarehouseFeedType } from './warehouse-feed.types';
import { warehouseLoader } from './warehouse-loader';
import { WarehouseConnectionType, WarehouseCreateInput, WarehouseCreatePayload, WarehouseType } from './warehouse.types';

const messages: Messages = {
  'invalid-code': 'A code has 2 to 20 capital letters, digits and hyphens, such as DE-BER-1.',
  'invalid-name': 'A name has 1 to 100 characters.',
  'invalid-country-code': 'A country code has two capital letters, such as DE.',
  'warehouse-code-taken': 'Another warehouse has this code.',
};

type Services = { readonly warehouses: Warehouses; readonly feeds: WarehouseFeeds; readonly views: InventoryViews };

@Resolver(() => WarehouseType)
export class WarehouseResolver {
  constructor(private readonly services: Services) {}

  /** Answers `Warehouse` references of other contexts: where goods come from is no secret. */
  async reference(id: string, context: GraphContext): Promise<WarehouseType | null> {
    return isId(id) ? ((await warehouseLoader(context, this.services.views).load(id)) ?? null) : null;
  }

  @FieldResolver(() => WarehouseFeedType, {
    nullable: true,
    description: "The warehouse's own system, for operators; null when there is none, and to everybody else.",
  })
  async feed(@Root() warehouse: WarehouseType, @Ctx() context: GraphContext): Promise<WarehouseFeedType | null> {
    const loader = context.loaders.get('warehouse-feeds', (ids) => this.services.feeds.ofWarehouses(ids, context.actor));
    const feed = await loader.load(warehouse.id);
    return feed === undefined ? null : toWarehouseFeedType(feed);
  }

  @Query(() => WarehouseConnectionType, { description: 'All warehouses in order of code; for those who keep stock.' })
  async warehouses(
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to go on behind.' }) after: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<WarehouseType>> {
    const limit = pageSize(first);
    const rows = await this.services.warehouses.list({ limit: limit + 1, after: keyAfter(after) }, context.actor);
    if (isRefused(rows)) throw context.actor.kind === 'user' ? forbidden() : unauthenticated();
    return toConnection(
      rows,
      limit,
      (row) => [row.code],
      (row): WarehouseType => row,
    );
  }

  @Mutation(() => WarehouseCreatePayload, {
    description: 'Opens a warehouse; for operators. Errors: INVALID_CODE, INVALID_NAME, INVALID_COUNTRY_CODE, WAREHOUSE_CODE_TAKEN.',
  })
  async warehouseCreate(
    @Arg('input', () => WarehouseCreateInput, { description: 'The warehouse.' }) input: WarehouseCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<WarehouseCreatePayload> {
    const { code, name, countryCode } = input;
    const outcome = await command(context, {
      operation: 'warehouseCreate',
      input: {},
      run: (cause) => this.services.warehouses.create({ code, name, countryCode }, cause),
    });
    if (!isRefused(outcome)) return { warehouse: outcome, userErrors: [] };
    if (outcome.refused === 'forbidden') throw context.actor.kind === 'user' ? forbidden() : unauthenticated();
    return { warehouse: null, userErrors: toUserErrors(outcome, messages) };
  }
}
