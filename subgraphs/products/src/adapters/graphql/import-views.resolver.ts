import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused } from '@marketplace/kernel';
import {
  badUserInput,
  decodeCursor,
  encodeCursor,
  forbidden,
  pageSize,
  toConnection,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { ImportViews } from '../../application/product-import-ports';
import type { ProductExports } from '../../application/product-export';
import type { ProductImports } from '../../application/product-imports';
import type { ImportId } from '../../domain/import';
import { ExportArgs, ExportPageType, ImportErrorArgs, ImportPageArgs } from './import-inputs.types';
import {
  ImportConnectionType,
  ImportErrorConnectionType,
  ProductImportType,
  toImportError,
  toImportType,
  type ImportErrorType,
} from './import.types';

type Services = {
  readonly imports: Pick<ProductImports, 'read' | 'list'>;
  readonly exports: ProductExports;
  readonly views: Pick<ImportViews, 'faultsOf'>;
};

const notACursor = () => badUserInput('`after` is not a cursor of this list.');

const idFrom = (cursor: string): string => {
  const [id = ''] = decodeCursor(cursor, 1);
  if (!isId(id)) throw notACursor();
  return id;
};

const positionFrom = (cursor: string): number => {
  const [position = ''] = decodeCursor(cursor, 1);
  if (!/^\d{1,9}$/.test(position)) throw notACursor();
  return Number(position);
};

const asImports = (ids: readonly string[]): readonly ImportId[] => ids as readonly ImportId[];

/** What can be read of files of products: those that came in, and those that go out. */
@Resolver(() => ProductImportType)
export class ImportViewsResolver {
  constructor(private readonly services: Services) {}

  @Query(() => ProductImportType, { nullable: true, description: 'An import of a seller that you work for. Null when there is none.' })
  async productImport(
    @Arg('id', () => ID, { description: 'The id of the import.' }) id: string,
    @Ctx() { cause }: GraphContext,
  ): Promise<ProductImportType | null> {
    if (!isId(id)) return null;
    const found = await this.services.imports.read(idOf(id), cause);
    return isRefused(found) ? null : toImportType(found);
  }

  @Query(() => ImportConnectionType, {
    description:
      'The imports of a seller that you work for, newest first: those that are under way, and those that were over in the last 90 days.',
  })
  async productImports(
    @Args() { sellerId, first, after }: ImportPageArgs,
    @Ctx() { cause }: GraphContext,
  ): Promise<Connection<ProductImportType>> {
    const size = pageSize(first);
    if (!isId(sellerId)) throw forbidden();
    const place = typeof after === 'string' ? { before: idOf<'ProductImport'>(idFrom(after)) } : {};
    const rows = await this.services.imports.list(idOf(sellerId), { limit: size + 1, ...place }, cause);
    if (isRefused(rows)) throw forbidden();
    return toConnection(rows, size, ({ state }) => [state.terms.id], toImportType);
  }

  @FieldResolver(() => ImportErrorConnectionType, {
    description: 'What is wrong with its rows, in the order of the file; the first 10,000 are kept, all are counted.',
  })
  async errors(
    @Root() { id }: ProductImportType,
    @Args() { first, after }: ImportErrorArgs,
    @Ctx() { loaders }: GraphContext,
  ): Promise<Connection<ImportErrorType>> {
    const size = pageSize(first);
    const page = { limit: size + 1, ...(typeof after === 'string' ? { after: positionFrom(after) } : {}) };
    const faults = loaders.get(`import-errors ${JSON.stringify(page)}`, (ids) => this.services.views.faultsOf(asImports(ids), page));
    return toConnection((await faults.load(id)) ?? [], size, ({ position }) => [position.toString()], toImportError);
  }

  @Query(() => ExportPageType, {
    description:
      "A seller's products, all but archived ones, as a file that productsImport takes, a page at a time in the order of their creation.",
  })
  async productsExport(@Args() { sellerId, format, first, after }: ExportArgs, @Ctx() { actor }: GraphContext): Promise<ExportPageType> {
    const size = pageSize(first);
    if (!isId(sellerId)) throw forbidden();
    const place = typeof after === 'string' ? { after: idOf<'Product'>(idFrom(after)) } : {};
    const page = await this.services.exports.page({ sellerId: idOf(sellerId), format, first: size, ...place }, actor);
    if (isRefused(page)) throw forbidden();
    const { content, lastId, hasMore } = page;
    return { content, pageInfo: { endCursor: lastId === undefined ? null : encodeCursor([lastId]), hasNextPage: hasMore } };
  }
}
