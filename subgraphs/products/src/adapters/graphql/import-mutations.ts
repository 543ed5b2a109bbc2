import { defined, idOf, isId, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { mutation, mutations, pick, type GraphContext } from '@marketplace/platform/graphql';
import type { StoredImport } from '../../application/product-import-ports';
import type { NewImport, ProductImports } from '../../application/product-imports';
import type { ImportId } from '../../domain/import';
import {
  ImportAppendInput,
  ImportCancelInput,
  ImportFinishInput,
  ImportStartInput,
  ProductsImportInput,
  type ChunkEncoding,
} from './import-inputs.types';
import { importMessages } from './import-messages';
import { ImportPayload, toImportType } from './import.types';

const halfCharacter = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The UTF-8 bytes of a text. Lone surrogates are refused. */
const textContent = (content: string): Uint8Array | Refusal<'chunk-not-text'> =>
  halfCharacter.test(content) ? refuse('chunk-not-text', { path: ['content'] }) : Buffer.from(content, 'utf8');

/** Decodes a chunk. */
const contentOf = (content: string, encoding: ChunkEncoding): Uint8Array | Refusal<'chunk-not-text' | 'chunk-not-base64'> => {
  if (encoding === 'TEXT') return textContent(content);
  const isBase64 = content.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(content);
  return isBase64 ? Buffer.from(content, 'base64') : refuse('chunk-not-base64', { path: ['content'] });
};

const proposalOf = ({ sellerId, format, categoryId, publish, currency, language }: ImportStartInput): NewImport => ({
  ...{ sellerId, format, publish, currency, language },
  ...defined({ categoryId }),
});

// The use cases decide on access: sellers of others do not exist, not even for guests.
const access = 'everyone';

const answer = (stored: StoredImport) => ({ productImport: toImportType(stored) });

const startReasons = ['seller-not-found', 'category-not-found', 'currency-unknown', 'language-invalid', 'too-many-imports'] as const;
const startIds = { sellerId: 'seller-not-found', categoryId: 'category-not-found' } as const;

const startMutations = ({ start, importFile, read }: ProductImports) => ({
  productImportStart: mutation({
    description:
      "Starts an import of a seller's products. Upload the file with `productImportAppend`, then call `productImportFinish`. After TOO_MANY_IMPORTS, find open imports with `productImports` and cancel one with `productImportCancel`.",
    input: ImportStartInput,
    payload: ImportPayload,
    access,
    ids: startIds,
    errors: pick(importMessages, ...startReasons, 'import-not-found'),
    run: (input, { cause }) => start(proposalOf(input), cause),
    replay: (id, { cause }) => read(idOf(id), cause),
    answer,
  }),
  productsImport: mutation({
    description: 'Imports a file that fits into one request. The import runs in the background.',
    input: ProductsImportInput,
    payload: ImportPayload,
    access,
    ids: startIds,
    errors: pick(importMessages, ...startReasons, 'chunk-too-large', 'chunk-empty', 'chunk-not-text', 'import-not-found'),
    run: (input, { cause }) => {
      const content = textContent(input.content);
      return isRefused(content) ? content : importFile(proposalOf(input), content, cause);
    },
    replay: (id, { cause }) => read(idOf(id), cause),
    answer,
  }),
});

const uploadMutations = ({ append, finish, cancel, read }: ProductImports) => {
  const ids = { importId: refuse('import-not-found', { path: ['importId'] }) };
  /** A refused request returns the import as it is now, so that the upload can continue where the file ends. */
  const whenRefused = async (_refusal: Refusal, { cause }: GraphContext, { importId }: { readonly importId: ImportId }) => {
    const current = isId(importId) ? await read(importId, cause) : undefined;
    return current === undefined || isRefused(current) ? {} : answer(current);
  };
  return {
    productImportAppend: mutation({
      description: 'Uploads the next chunk of a file. If there is no response, send the chunk again with the same offset.',
      input: ImportAppendInput,
      payload: ImportPayload,
      access,
      ids,
      errors: pick(
        importMessages,
        ...(['import-not-found', 'import-over', 'chunk-out-of-place', 'chunk-too-large', 'chunk-empty'] as const),
        ...(['chunk-not-text', 'chunk-not-base64', 'file-too-large'] as const),
      ),
      run: ({ importId, offset, content: written, encoding }, { cause }) => {
        const content = contentOf(written, encoding);
        return isRefused(content) ? content : append({ importId, offset, content }, cause);
      },
      answer,
      whenRefused,
    }),
    productImportFinish: mutation({
      description: 'Completes the upload of a file. Its products are imported in the background.',
      input: ImportFinishInput,
      payload: ImportPayload,
      access,
      ids,
      errors: pick(importMessages, 'import-not-found', 'import-over', 'file-empty'),
      run: ({ importId }, { cause }) => finish(importId, cause),
      answer,
      whenRefused,
    }),
    productImportCancel: mutation({
      description:
        'Cancels an import that is UPLOADING or RUNNING and deletes the uploaded file. A RUNNING import stops at its next product; products imported so far stay, and its counts include them. Repeating the request changes nothing.',
      input: ImportCancelInput,
      payload: ImportPayload,
      access,
      ids,
      errors: pick(importMessages, 'import-not-found', 'import-over'),
      run: ({ importId }, { cause }) => cancel(importId, cause),
      answer,
      whenRefused,
    }),
  };
};

/** The import mutations, for sellers and operators. */
export const importMutations = (imports: ProductImports): object => mutations({ ...startMutations(imports), ...uploadMutations(imports) });
