import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { defined, idOf, isId, isRefused, type ProductId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  encodeCursor,
  forbidden,
  idKeyset,
  notFound,
  pageRequest,
  perRequest,
  readConnection,
  SubscriptionFrom,
  toConnection,
  type Connection,
  type GraphContext,
  type Keyset,
} from '@marketplace/platform/graphql';
import type { ImportViews, PlacedFault, StoredImport } from '../../application/product-import-ports';
import type { ExportedListing, ProductExports } from '../../application/product-export';
import type { ProductImports } from '../../application/product-imports';
import { isOver, type ImportId } from '../../domain/import';
import { ExportArgs, ExportPageType, ImportErrorArgs, ImportPageArgs, ImportProgressArgs } from './import-inputs.types';
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
  readonly live: Live;
};

const importKeyset = idKeyset(({ state }: StoredImport) => state.terms.id);

const faultKeyset: Keyset<PlacedFault, number> = {
  parts: 1,
  of: ({ position }) => [position.toString()],
  parse: ([position = '']) => (/^\d{1,9}$/.test(position) ? Number(position) : undefined),
};

const exportKeyset = idKeyset(({ listing }: ExportedListing) => listing.id);

/** What can be read of files of products: those that came in, and those that go out. */
@Resolver(() => ProductImportType)
export class ImportResolver {
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
  productImports(
    @Args(() => ImportPageArgs) { sellerId, ...args }: ImportPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductImportType>> {
    return readConnection(args, context, {
      keyset: importKeyset,
      read: async (page) => {
        const found = isId(sellerId) ? await this.services.imports.list(idOf(sellerId), page, context.cause) : undefined;
        // To everybody who does not work for the seller, guests too, it is as if there were no such seller.
        if (found === undefined || isRefused(found)) throw forbidden();
        return found;
      },
      toNode: toImportType,
    });
  }

  @FieldResolver(() => ImportErrorConnectionType, {
    description: 'What is wrong with its rows, in the order of the file; the first 10,000 are kept, all are counted.',
  })
  async errors(
    @Root() { id }: ProductImportType,
    @Args(() => ImportErrorArgs) args: ImportErrorArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ImportErrorType>> {
    const page = pageRequest(args, faultKeyset);
    const faults = perRequest(`import-errors ${JSON.stringify(page)}`, (ids: readonly ImportId[]) =>
      this.services.views.faultsOf(ids, page),
    );
    return toConnection((await faults(context).load(id)) ?? [], args.first, faultKeyset.of, toImportError);
  }

  @Query(() => ExportPageType, {
    description:
      "A seller's products, all but archived ones, as a file that productsImport takes, a page at a time in the order of their creation.",
  })
  async productsExport(
    @Args(() => ExportArgs) { sellerId, format, ...args }: ExportArgs,
    @Ctx() { actor }: GraphContext,
  ): Promise<ExportPageType> {
    const { after }: { readonly after?: ProductId } = pageRequest(args, exportKeyset);
    const wanted = { format, first: args.first, ...defined({ after }) };
    const page = isId(sellerId) ? await this.services.exports.page({ sellerId: idOf(sellerId), ...wanted }, actor) : undefined;
    if (page === undefined || isRefused(page)) throw forbidden();
    const { content, lastId, hasMore } = page;
    return { content, pageInfo: { endCursor: lastId === undefined ? null : encodeCursor([lastId]), hasNextPage: hasMore } };
  }

  /** The stream behind productImportProgress: the import as it is, then as it becomes, until it is over. */
  async follow({ importId }: ImportProgressArgs, { cause }: GraphContext): Promise<AsyncIterable<StoredImport>> {
    const { imports, live } = this.services;
    const id: ImportId = idOf(importId);
    if (!isId(importId) || isRefused(await imports.read(id, cause))) throw notFound('There is no such import.');
    return live.follow({
      aggregateId: id,
      after: 0,
      read: async (version) => {
        const current = await imports.read(id, cause);
        return isRefused(current) || current.version <= version ? [] : [current];
      },
      version: ({ version }) => version,
      until: ({ state }) => isOver(state),
      pace: 500,
    });
  }

  @SubscriptionFrom(() => ProductImportType, {
    description: 'An import as it is now, and as it becomes, at most twice a second, until it is over.',
    args: ImportProgressArgs,
    source: 'follow',
  })
  productImportProgress(@Root() stored: StoredImport): ProductImportType {
    return toImportType(stored);
  }
}
