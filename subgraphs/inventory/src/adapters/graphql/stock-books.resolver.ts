import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { idOf, isId, isRefused } from '@marketplace/kernel';
import { forbidden, pageSize, toConnection, unauthenticated, type Connection, type GraphContext } from '@marketplace/platform/graphql';
import type { StockBooks } from '../../application/stock-books';
import { keyAfter } from './page-key';
import {
  StockMovementConnectionType,
  toStockMovementType,
  toVariantStockType,
  VariantStockConnectionType,
  VariantStockType,
  type StockMovementType,
} from './stock.types';

const isSeq = (key: string): boolean => /^\d{1,18}$/.test(key);

@Resolver()
export class StockBooksResolver {
  constructor(private readonly services: { readonly books: StockBooks }) {}

  @Query(() => [VariantStockType], {
    nullable: true,
    description:
      "The stock of a variant in each warehouse that keeps it; for its seller's staff and operators. Null when you have no such variant.",
  })
  async variantStock(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() context: GraphContext,
  ): Promise<readonly VariantStockType[] | null> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const places = isId(variantId) ? await this.services.books.ofVariant(idOf(variantId), context.actor) : undefined;
    return places?.map(toVariantStockType) ?? null;
  }

  @Query(() => VariantStockConnectionType, {
    nullable: true,
    description:
      'What a warehouse keeps: all of it for operators, what is theirs for the staff of sellers. Null when there is no such warehouse.',
  })
  async warehouseStock(
    @Arg('warehouseId', () => ID, { description: 'The warehouse.' }) warehouseId: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to go on behind.' }) after: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<VariantStockType> | null> {
    const { actor } = context;
    if (actor.kind === 'guest') throw unauthenticated();
    const limit = pageSize(first);
    const page = { limit: limit + 1, after: keyAfter(after, isId) };
    const rows = isId(warehouseId) ? await this.services.books.inWarehouse(idOf(warehouseId), page, actor) : undefined;
    if (isRefused(rows)) throw forbidden();
    return rows === undefined ? null : toConnection(rows, limit, ({ item }) => [item.variantId], toVariantStockType);
  }

  @Query(() => StockMovementConnectionType, {
    nullable: true,
    description:
      "The history of a variant's stock, newest first; for its seller's staff and operators. Null when you have no such variant.",
  })
  async stockMovements(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to go on behind.' }) after: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<StockMovementType> | null> {
    const { actor } = context;
    if (actor.kind === 'guest') throw unauthenticated();
    const limit = pageSize(first);
    const page = { limit: limit + 1, after: keyAfter(after, isSeq) };
    const rows = isId(variantId) ? await this.services.books.movementsOf(idOf(variantId), page, actor) : undefined;
    return rows === undefined ? null : toConnection(rows, limit, ({ seq }) => [seq], toStockMovementType);
  }
}
