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

/** The bytes of a text in UTF-8. Half of a character has none. */
const textContent = (content: string): Uint8Array | Refusal<'chunk-not-text'> =>
  halfCharacter.test(content) ? refuse('chunk-not-text', { path: ['content'] }) : Buffer.from(content, 'utf8');

/** The bytes of a chunk as a client has written them. */
const contentOf = (content: string, encoding: ChunkEncoding): Uint8Array | Refusal<'chunk-not-text' | 'chunk-not-base64'> => {
  if (encoding === 'TEXT') return textContent(content);
  const isBase64 = content.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(content);
  return isBase64 ? Buffer.from(content, 'base64') : refuse('chunk-not-base64', { path: ['content'] });
};

const proposalOf = ({ sellerId, format, categoryId, publish, currency, language }: ImportStartInput): NewImport => ({
  ...{ sellerId, format, publish, currency, language },
  ...defined({ categoryId }),
});

// A seller that one may not act for does not exist, to guests neither: these are open to everybody.
const access = 'everybody';

const answer = (done: StoredImport) => ({ productImport: toImportType(done) });

const startReasons = ['seller-not-found', 'category-not-found', 'currency-unknown', 'language-invalid', 'too-many-imports'] as const;
const startIds = { sellerId: 'seller-not-found', categoryId: 'category-not-found' } as const;

const startMutations = ({ start, whole, read }: ProductImports) => ({
  productImportStart: mutation({
    description:
      "Begins to bring in a file of a seller's products: send it with productImportAppend, then productImportFinish. TOO_MANY_IMPORTS: productImports lists them, productImportCancel calls one off.",
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
    description: 'Brings in a file that fits into one request, in the background.',
    input: ProductsImportInput,
    payload: ImportPayload,
    access,
    ids: startIds,
    errors: pick(importMessages, ...startReasons, 'chunk-too-large', 'chunk-empty', 'chunk-not-text', 'import-not-found'),
    run: (input, { cause }) => {
      const content = textContent(input.content);
      return isRefused(content) ? content : whole(proposalOf(input), content, cause);
    },
    replay: (id, { cause }) => read(idOf(id), cause),
    answer,
  }),
});

const uploadMutations = ({ append, finish, cancel, read }: ProductImports) => {
  const ids = { importId: refuse('import-not-found', { path: ['importId'] }) };
  /** Also of a refused request, the import is shown as it is: an upload goes on where its file ends. */
  const whenRefused = async (_refusal: Refusal, { cause }: GraphContext, { importId }: { readonly importId: ImportId }) => {
    const current = isId(importId) ? await read(importId, cause) : undefined;
    return current === undefined || isRefused(current) ? {} : answer(current);
  };
  return {
    productImportAppend: mutation({
      description: 'The next chunk of a file; to be sent again, with the same offset, when no answer comes.',
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
      description: 'Says that the file is complete; its products are carried out in the background.',
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
        'Calls an import off that is still UPLOADING or RUNNING: it makes room for another, and what has arrived of its file is deleted. One that runs stops at its next product; what it has written stays, and its counts say what that is. Said again it changes nothing.',
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

/** What sellers and operators do with files of products. */
export const importMutations = (imports: ProductImports): object => mutations({ ...startMutations(imports), ...uploadMutations(imports) });
