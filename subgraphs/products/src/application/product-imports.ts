import type { Page } from '@marketplace/application';
import {
  isCurrency,
  isRefused,
  isSellerStaff,
  narrowRefusal,
  refuse,
  type Actor,
  type CategoryId,
  type Cause,
  type Refusal,
  type SellerId,
} from '@marketplace/kernel';
import {
  isOver,
  maxConcurrentImports,
  zeroCounts,
  locateChunk,
  type ImportFormat,
  type ImportId,
  type ImportSettings,
  type ProductImport,
  type UploadRefusal,
} from '../domain/import';
import { mayManage } from '../domain/policies';
import type { ImportPorts, ImportViews, StoredImport } from './product-import-ports';

export type NewImport = {
  readonly sellerId: SellerId;
  readonly format: ImportFormat;
  readonly categoryId?: CategoryId;
  readonly publish: boolean;
  readonly currency: string;
  readonly language: string;
};

export type Chunk = { readonly importId: ImportId; readonly offset: number; readonly content: Uint8Array };

type StartRefusal = Refusal<'seller-not-found' | 'category-not-found' | 'currency-unknown' | 'language-invalid' | 'too-many-imports'>;
type NotFound = Refusal<'import-not-found'>;

export type ProductImports = ReturnType<typeof createProductImports>;

type Uploads = Pick<ImportPorts, 'imports' | 'products' | 'sellers' | 'clock' | 'newId'> & {
  readonly importViews: Pick<ImportViews, 'ofSeller'>;
};

/**
 * The use cases of imports. Files are uploaded in chunks and imported in the background. Imports of other sellers do not
 * exist for the actor.
 */
export const createProductImports = ({ imports, importViews, products, sellers, clock, newId }: Uploads) => {
  const find = async (id: ImportId, actor: Actor): Promise<StoredImport | NotFound> => {
    const found = await imports.find(id);
    return found !== undefined && mayManage(actor, found.state.settings.sellerId)
      ? found
      : refuse('import-not-found', { path: ['importId'] });
  };

  const termsOf = async ({ currency, ...proposal }: NewImport, { actor, correlationId }: Cause): Promise<ImportSettings | StartRefusal> => {
    const { sellerId, categoryId, language } = proposal;
    const unknown = refuse('seller-not-found', { path: ['sellerId'] });
    if (!mayManage(actor, sellerId) || actor.kind !== 'user') return unknown;
    if (!isSellerStaff(actor, sellerId) && !(await sellers.isApproved(sellerId))) return unknown;
    if (!isCurrency(currency)) return refuse('currency-unknown', { path: ['currency'] });
    if (!/^[a-z]{2,3}$/.test(language)) return refuse('language-invalid', { path: ['language'] });
    if (categoryId !== undefined) {
      const { categoryKnown } = await products.conflictsOf({ sellerId, skus: [], stockUnits: [], categoryId });
      if (!categoryKnown) return refuse('category-not-found', { path: ['categoryId'] });
    }
    if ((await imports.countActive(sellerId)) >= maxConcurrentImports) return refuse('too-many-imports', { most: maxConcurrentImports });
    return { ...proposal, currency, id: newId(), startedBy: actor.userId, correlationId, startedAt: clock() };
  };

  const add = async (proposal: NewImport, content: Uint8Array | undefined, cause: Cause): Promise<StoredImport | StartRefusal> => {
    const settings = await termsOf(proposal, cause);
    if (isRefused(settings)) return settings;
    const state: ProductImport = {
      settings,
      ...(content === undefined ? { status: 'UPLOADING', bytes: 0 } : { status: 'RUNNING', bytes: content.length }),
      position: { bytes: 0, rows: 0 },
      counts: zeroCounts,
    };
    await imports.add(state, content, cause);
    return { version: 1, state };
  };

  const save = async (before: StoredImport, after: ProductImport, cause: Cause): Promise<StoredImport> => {
    await imports.save({ before, after, issues: [], publishesProgress: true }, cause);
    return { version: before.version + 1, state: after };
  };

  return {
    /** Starts an upload. */
    start: (proposal: NewImport, cause: Cause): Promise<StoredImport | StartRefusal> => add(proposal, undefined, cause),

    /** Imports a whole file that fits into one chunk. */
    importFile: async (
      proposal: NewImport,
      content: Uint8Array,
      cause: Cause,
    ): Promise<StoredImport | StartRefusal | Refusal<'chunk-empty' | 'chunk-too-large'>> => {
      const position = locateChunk({ status: 'UPLOADING', bytes: 0 }, { offset: 0, size: content.length });
      return isRefused(position) ? narrowRefusal(position, 'chunk-empty', 'chunk-too-large') : add(proposal, content, cause);
    },

    /** Adds the next chunk. Repeating a chunk changes nothing; a different chunk at the same offset is refused. */
    append: async ({ importId, offset, content }: Chunk, cause: Cause): Promise<StoredImport | NotFound | UploadRefusal> => {
      const upload = await find(importId, cause.actor);
      if (isRefused(upload)) return upload;
      const position = locateChunk(upload.state, { offset, size: content.length });
      if (isRefused(position)) return position;
      if (position === 'earlier') {
        const isKnown = isOver(upload.state) || (await imports.hasChunk(importId, offset, content));
        return isKnown ? upload : refuse('chunk-out-of-place', { path: ['offset'], expected: upload.state.bytes });
      }
      await imports.append(upload, content, cause);
      return { ...upload, state: { ...upload.state, bytes: offset + content.length } };
    },

    /** Completes the upload; the import starts. Repeating it changes nothing. */
    finish: async (importId: ImportId, cause: Cause): Promise<StoredImport | NotFound | Refusal<'import-over' | 'file-empty'>> => {
      const upload = await find(importId, cause.actor);
      if (isRefused(upload)) return upload;
      const { status, bytes } = upload.state;
      if (status === 'CANCELLED') return refuse('import-over');
      if (status !== 'UPLOADING') return upload;
      if (bytes === 0) return refuse('file-empty');
      return save(upload, { ...upload.state, status: 'RUNNING' }, cause);
    },

    /** Cancels an import; products imported so far stay. */
    cancel: async (importId: ImportId, cause: Cause): Promise<StoredImport | NotFound | Refusal<'import-over'>> => {
      const found = await find(importId, cause.actor);
      if (isRefused(found) || found.state.status === 'CANCELLED') return found;
      if (isOver(found.state)) return refuse('import-over');
      return save(found, { ...found.state, status: 'CANCELLED', finishedAt: clock() }, cause);
    },

    /** The imports of a seller, newest first. */
    list: async (sellerId: SellerId, page: Page<ImportId>, { actor }: Cause): Promise<readonly StoredImport[] | Refusal<'forbidden'>> =>
      mayManage(actor, sellerId) ? importViews.ofSeller(sellerId, page) : refuse('forbidden'),

    read: (importId: ImportId, cause: Cause): Promise<StoredImport | NotFound> => find(importId, cause.actor),
  };
};
