import { GraphQLError } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  badUserInput,
  command,
  decodeCursor,
  encodeCursor,
  forbidden,
  pageSize,
  sourceIsWired,
  toConnection,
  toUserErrors,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { ImportFaultViews } from '../../application/product-import-ports';
import type { ProductExports } from '../../application/product-export';
import type { ImportOutcome, NewImport, ProductImports } from '../../application/product-imports';
import type { Versioned } from '../../application/versioned';
import { isOver, type ImportId, type ProductImport } from '../../domain/import';
import { contentOf, textContent } from './chunk-content';
import {
  ExportArgs,
  ExportPageType,
  ImportAppendInput,
  ImportCancelInput,
  ImportErrorArgs,
  ImportFinishInput,
  ImportProgressArgs,
  ImportStartInput,
  ProductsImportInput,
} from './import-inputs.types';
import { importMessages } from './import-messages';
import {
  ImportErrorConnectionType,
  ImportPayload,
  ProductImportType,
  toImportError,
  toImportType,
  type ImportErrorType,
} from './import.types';

type Services = {
  readonly imports: ProductImports;
  readonly exports: ProductExports;
  readonly faults: ImportFaultViews;
  readonly live: Live;
};

type Stored = Versioned<ProductImport>;

const importNotFound = () => refuse('import-not-found', { path: ['importId'] });

const idFrom = (cursor: string): string => {
  const [id = ''] = decodeCursor(cursor, 1);
  if (!isId(id)) throw badUserInput('`after` is not a cursor of this list.');
  return id;
};

const positionFrom = (cursor: string): number => {
  const [position = ''] = decodeCursor(cursor, 1);
  if (!/^\d{1,9}$/.test(position)) throw badUserInput('`after` is not a cursor of this list.');
  return Number(position);
};

const termsOf = ({ sellerId, format, categoryId, publish, currency, language }: ImportStartInput): NewImport | Refusal => {
  if (!isId(sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
  const shelf = typeof categoryId === 'string' ? categoryId : undefined;
  if (shelf !== undefined && !isId(shelf)) return refuse('category-not-found', { path: ['categoryId'] });
  const terms = { sellerId: idOf<'Seller'>(sellerId), format, publish, currency, language };
  return shelf === undefined ? terms : { ...terms, categoryId: idOf<'Category'>(shelf) };
};

@Resolver(() => ProductImportType)
export class ImportResolver {
  constructor(private readonly services: Services) {}

  private async payload(outcome: Stored | Refusal, importId: string | undefined, { cause }: GraphContext): Promise<ImportPayload> {
    if (!isRefused(outcome)) return { productImport: toImportType(outcome), userErrors: [] };
    const userErrors = toUserErrors(outcome, importMessages);
    if (importId === undefined || !isId(importId)) return { productImport: null, userErrors };
    const current = await this.services.imports.read(idOf(importId), cause);
    return { productImport: isRefused(current) ? null : toImportType(current), userErrors };
  }

  private async onImport(
    importId: string,
    context: GraphContext,
    run: (id: ImportId, cause: Cause) => Promise<ImportOutcome>,
  ): Promise<ImportPayload> {
    const outcome = isId(importId)
      ? await command<Stored>(context, { operation: 'productImport', input: {}, run: (cause) => run(idOf(importId), cause) })
      : importNotFound();
    return this.payload(outcome, importId, context);
  }

  private begin(
    operation: 'productImportStart' | 'productsImport',
    input: ImportStartInput,
    context: GraphContext,
    run: (terms: NewImport, cause: Cause) => Promise<ImportOutcome>,
  ): Promise<Stored | Refusal> {
    const terms = termsOf(input);
    if (isRefused(terms)) return Promise.resolve(terms);
    return command<Stored>(context, {
      operation,
      input,
      run: (cause) => run(terms, cause),
      replay: (id) => this.services.imports.read(idOf(id), context.cause),
    });
  }

  @Mutation(() => ImportPayload, {
    description:
      "Begins to bring in a file of a seller's products: send it with productImportAppend, then productImportFinish. Errors: SELLER_NOT_FOUND, CATEGORY_NOT_FOUND, CURRENCY_UNKNOWN, LANGUAGE_INVALID, TOO_MANY_IMPORTS.",
  })
  async productImportStart(
    @Arg('input', () => ImportStartInput) input: ImportStartInput,
    @Ctx() context: GraphContext,
  ): Promise<ImportPayload> {
    const run = (terms: NewImport, cause: Cause) => this.services.imports.start(terms, cause);
    return this.payload(await this.begin('productImportStart', input, context, run), undefined, context);
  }

  @Mutation(() => ImportPayload, {
    description:
      'The next chunk of a file; to be sent again, with the same offset, when no answer comes. Errors: IMPORT_NOT_FOUND, IMPORT_OVER, CHUNK_OUT_OF_PLACE, CHUNK_TOO_LARGE, CHUNK_EMPTY, CHUNK_NOT_TEXT, CHUNK_NOT_BASE64, FILE_TOO_LARGE.',
  })
  async productImportAppend(
    @Arg('input', () => ImportAppendInput) { importId, offset, content, encoding }: ImportAppendInput,
    @Ctx() context: GraphContext,
  ): Promise<ImportPayload> {
    const bytes = contentOf(content, encoding);
    if (isRefused(bytes)) return this.payload(bytes, importId, context);
    return this.onImport(importId, context, (id, cause) => this.services.imports.append({ importId: id, offset, content: bytes }, cause));
  }

  @Mutation(() => ImportPayload, {
    description:
      'Says that the file is complete; its products are carried out in the background. Errors: IMPORT_NOT_FOUND, IMPORT_OVER, FILE_EMPTY.',
  })
  productImportFinish(
    @Arg('input', () => ImportFinishInput) { importId }: ImportFinishInput,
    @Ctx() context: GraphContext,
  ): Promise<ImportPayload> {
    return this.onImport(importId, context, (id, cause) => this.services.imports.finish(id, cause));
  }

  @Mutation(() => ImportPayload, {
    description: 'Calls an import off where it is; products that it has written stay. Errors: IMPORT_NOT_FOUND, IMPORT_OVER.',
  })
  productImportCancel(
    @Arg('input', () => ImportCancelInput) { importId }: ImportCancelInput,
    @Ctx() context: GraphContext,
  ): Promise<ImportPayload> {
    return this.onImport(importId, context, (id, cause) => this.services.imports.cancel(id, cause));
  }

  @Mutation(() => ImportPayload, {
    description:
      'Brings in a file that fits into one request, in the background. Errors: those of productImportStart, CHUNK_TOO_LARGE, CHUNK_EMPTY, CHUNK_NOT_TEXT.',
  })
  async productsImport(
    @Arg('input', () => ProductsImportInput) input: ProductsImportInput,
    @Ctx() context: GraphContext,
  ): Promise<ImportPayload> {
    const content = textContent(input.content);
    if (isRefused(content)) return this.payload(content, undefined, context);
    const run = (terms: NewImport, cause: Cause) => this.services.imports.whole(terms, content, cause);
    return this.payload(await this.begin('productsImport', input, context, run), undefined, context);
  }

  @Query(() => ProductImportType, { nullable: true, description: 'An import of a seller that you work for. Null when there is none.' })
  async productImport(
    @Arg('id', () => ID, { description: 'The id of the import.' }) id: string,
    @Ctx() { cause }: GraphContext,
  ): Promise<ProductImportType | null> {
    const found = isId(id) ? await this.services.imports.read(idOf(id), cause) : importNotFound();
    return isRefused(found) ? null : toImportType(found);
  }

  @FieldResolver(() => ImportErrorConnectionType, {
    description: 'What is wrong with its rows, in the order of the file; the first 10,000 are kept, all are counted.',
  })
  async errors(@Root() { id }: ProductImportType, @Args() { first, after }: ImportErrorArgs): Promise<Connection<ImportErrorType>> {
    const size = pageSize(first);
    const place = typeof after === 'string' ? { after: positionFrom(after) } : {};
    const rows = await this.services.faults.faultsOf(idOf(id), { limit: size + 1, ...place });
    return toConnection(rows, size, ({ position }) => [position.toString()], toImportError);
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

  /** The stream behind productImportProgress: the import as it is, then as it becomes, until it is over. */
  async follow({ importId }: ImportProgressArgs, { cause }: GraphContext): Promise<AsyncIterable<Stored>> {
    const { imports, live } = this.services;
    const id = idOf<'ProductImport'>(importId);
    const notFound = new GraphQLError('There is no such import.', { extensions: { code: 'NOT_FOUND' } });
    if (!isId(importId) || isRefused(await imports.read(id, cause))) throw notFound;
    return live.follow({
      aggregateId: importId,
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

  @Subscription(() => ProductImportType, {
    description: 'An import as it is now, and as it becomes, at most twice a second, until it is over.',
    subscribe: sourceIsWired,
  })
  productImportProgress(@Root() stored: Stored, @Args() _args: ImportProgressArgs): ProductImportType {
    return toImportType(stored);
  }
}
