import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { defined, idOf, isId, isRefused, type ProductId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  encodeCursor,
  idKeyset,
  notFound,
  pageRequest,
  permitted,
  perRequest,
  readConnection,
  SubscriptionFrom,
  toConnection,
  type Connection,
  type GraphContext,
  type Keyset,
} from '@marketplace/platform/graphql';
import type { ImportViews, RecordedIssue, StoredImport } from '../../application/product-import-ports';
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
import { readSellerId } from './read-inputs';

type Dependencies = {
  readonly imports: Pick<ProductImports, 'read' | 'list'>;
  readonly exports: ProductExports;
  readonly views: Pick<ImportViews, 'issuesOf'>;
  readonly live: Live;
};

const importKeyset = idKeyset(({ state }: StoredImport) => state.settings.id);

const issueKeyset: Keyset<RecordedIssue, number> = {
  parts: 1,
  of: ({ position }) => [position.toString()],
  parse: ([position = '']) => (/^\d{1,9}$/.test(position) ? Number(position) : undefined),
};

const exportKeyset = idKeyset(({ listing }: ExportedListing) => listing.id);

/** The queries and the subscription of imports and exports. */
@Resolver(() => ProductImportType)
export class ImportResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => ProductImportType, {
    nullable: true,
    description: 'An import of a seller that you belong to. Null if there is no such import.',
  })
  async productImport(
    @Arg('id', () => ID, { description: 'The ID of the import.' }) id: string,
    @Ctx() { cause }: GraphContext,
  ): Promise<ProductImportType | null> {
    if (!isId(id)) return null;
    const found = await this.dependencies.imports.read(idOf(id), cause);
    return isRefused(found) ? null : toImportType(found);
  }

  @Query(() => ImportConnectionType, {
    description: 'The imports of a seller that you belong to, newest first: those in progress and those that ended in the last 90 days.',
  })
  async productImports(
    @Args(() => ImportPageArgs) { sellerId, ...args }: ImportPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ProductImportType>> {
    const id = readSellerId(sellerId);
    return readConnection(args, context, {
      keyset: importKeyset,
      read: (page) => this.dependencies.imports.list(id, page, context.cause),
      toNode: toImportType,
    });
  }

  @FieldResolver(() => ImportErrorConnectionType, {
    description:
      'The issues with rows, in the order of the file. Only the first 10,000 are listed; `errorCount` and `noticeCount` include all.',
  })
  async errors(
    @Root() { id }: ProductImportType,
    @Args(() => ImportErrorArgs) args: ImportErrorArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<ImportErrorType>> {
    const page = pageRequest(args, issueKeyset);
    const issues = perRequest(`import-errors ${JSON.stringify(page)}`, (ids: readonly ImportId[]) =>
      this.dependencies.views.issuesOf(ids, page),
    );
    return toConnection((await issues(context).load(id)) ?? [], args.first, issueKeyset.of, toImportError);
  }

  @Query(() => ExportPageType, {
    description:
      'The products of a seller that you belong to, as a file that can be imported again. Excludes archived products; returns one page at a time, oldest product first.',
  })
  async productsExport(
    @Args(() => ExportArgs) { sellerId, format, ...args }: ExportArgs,
    @Ctx() context: GraphContext,
  ): Promise<ExportPageType> {
    const { after }: { readonly after?: ProductId } = pageRequest(args, exportKeyset);
    const request = { sellerId: readSellerId(sellerId), format, first: args.first, ...defined({ after }) };
    const { content, lastId, hasMore } = permitted(await this.dependencies.exports.page(request, context.actor), context);
    return { content, pageInfo: { endCursor: lastId === undefined ? null : encodeCursor([lastId]), hasNextPage: hasMore } };
  }

  /** The stream of productImportProgress: the import now and after every update, until it ends. */
  async follow({ importId }: ImportProgressArgs, { cause }: GraphContext): Promise<AsyncIterable<StoredImport>> {
    const { imports, live } = this.dependencies;
    const id: ImportId = idOf(importId);
    if (!isId(importId) || isRefused(await imports.read(id, cause)))
      throw notFound('This import does not exist, or you do not have access to it.');
    return live.follow({
      aggregateId: id,
      after: 0,
      read: async (version) => {
        const current = await imports.read(id, cause);
        return isRefused(current) || current.version <= version ? [] : [current];
      },
      version: ({ version }) => version,
      until: ({ state }) => isOver(state),
      throttle: 500,
    });
  }

  @SubscriptionFrom(() => ProductImportType, {
    description: 'Sends the import now and after every update, at most twice a second, until it ends.',
    args: ImportProgressArgs,
    source: 'follow',
  })
  productImportProgress(@Root() stored: StoredImport): ProductImportType {
    return toImportType(stored);
  }
}
