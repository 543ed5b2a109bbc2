import { GraphQLError } from 'graphql';
import { Arg, Args, Ctx, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import { command, sourceIsWired, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import type { ImportOutcome, NewImport, ProductImports } from '../../application/product-imports';
import type { Versioned } from '../../application/versioned';
import { isOver, type ImportId, type ProductImport } from '../../domain/import';
import { contentOf, textContent } from './chunk-content';
import {
  ImportAppendInput,
  ImportCancelInput,
  ImportFinishInput,
  ImportProgressArgs,
  ImportStartInput,
  ProductsImportInput,
} from './import-inputs.types';
import { importMessages } from './import-messages';
import { ImportPayload, ProductImportType, toImportType } from './import.types';

type Services = {
  readonly imports: ProductImports;
  readonly live: Live;
};

type Stored = Versioned<ProductImport>;

const importNotFound = () => refuse('import-not-found', { path: ['importId'] });

const termsOf = ({ sellerId, format, categoryId, publish, currency, language }: ImportStartInput): NewImport | Refusal => {
  if (!isId(sellerId)) return refuse('seller-not-found', { path: ['sellerId'] });
  const shelf = typeof categoryId === 'string' ? categoryId : undefined;
  if (shelf !== undefined && !isId(shelf)) return refuse('category-not-found', { path: ['categoryId'] });
  const terms = { sellerId: idOf<'Seller'>(sellerId), format, publish, currency, language };
  return shelf === undefined ? terms : { ...terms, categoryId: idOf<'Category'>(shelf) };
};

@Resolver()
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
      "Begins to bring in a file of a seller's products: send it with productImportAppend, then productImportFinish. Errors: SELLER_NOT_FOUND, CATEGORY_NOT_FOUND, CURRENCY_UNKNOWN, LANGUAGE_INVALID, TOO_MANY_IMPORTS: productImports lists them, productImportCancel calls one off.",
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
    description:
      'Calls an import off that is still UPLOADING or RUNNING: it makes room for another, and what has arrived of its file is deleted. One that runs stops at its next product; what it has written stays, and its counts say what that is. Said again it changes nothing. Errors: IMPORT_NOT_FOUND, IMPORT_OVER.',
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
