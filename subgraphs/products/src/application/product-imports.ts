import {
  isCurrency,
  isRefused,
  isSellerStaff,
  refuse,
  type Actor,
  type CategoryId,
  type Cause,
  type Refusal,
  type SellerId,
} from '@marketplace/kernel';
import {
  isOver,
  mostImportsAtOnce,
  nothingYet,
  placeOfChunk,
  type ImportFormat,
  type ImportId,
  type ProductImport,
  type UploadRefusal,
} from '../domain/import';
import { mayManage } from '../domain/policies';
import type { ImportPorts } from './product-import-ports';
import type { Versioned } from './versioned';

export type NewImport = {
  readonly sellerId: SellerId;
  readonly format: ImportFormat;
  readonly categoryId?: CategoryId;
  readonly publish: boolean;
  readonly currency: string;
  readonly language: string;
};

export type Chunk = { readonly importId: ImportId; readonly offset: number; readonly content: Uint8Array };

export type ImportRefusal =
  | UploadRefusal
  | Refusal<
      | 'seller-not-found'
      | 'category-not-found'
      | 'currency-unknown'
      | 'language-invalid'
      | 'too-many-imports'
      | 'import-not-found'
      | 'file-empty'
    >;

export type ImportOutcome = Versioned<ProductImport> | ImportRefusal;

export type ProductImports = ReturnType<typeof createProductImports>;

type Uploads = Pick<ImportPorts, 'imports' | 'importViews' | 'products' | 'sellers' | 'clock' | 'newId'>;

/** The use cases of imports: files come in chunks and are carried out in the background. Whoever may not manage the seller's products finds none. */
export const createProductImports = ({ imports, importViews, products, sellers, clock, newId }: Uploads) => {
  const find = async (id: ImportId, actor: Actor): Promise<ImportOutcome> => {
    const found = await imports.find(id);
    return found !== undefined && mayManage(actor, found.state.terms.sellerId) ? found : refuse('import-not-found', { path: ['importId'] });
  };

  const fault = async ({ sellerId, categoryId, currency, language }: NewImport, { actor }: Cause): Promise<ImportRefusal | undefined> => {
    const unknown = refuse('seller-not-found', { path: ['sellerId'] });
    if (!mayManage(actor, sellerId) || actor.kind !== 'user') return unknown;
    if (!isSellerStaff(actor, sellerId) && !(await sellers.isApproved(sellerId))) return unknown;
    if (!isCurrency(currency)) return refuse('currency-unknown', { path: ['currency'] });
    if (!/^[a-z]{2,3}$/.test(language)) return refuse('language-invalid', { path: ['language'] });
    if (categoryId !== undefined) {
      const { categoryKnown } = await products.standingOf({ sellerId, skus: [], stockUnits: [], categoryId });
      if (!categoryKnown) return refuse('category-not-found', { path: ['categoryId'] });
    }
    const underWay = await imports.underWay(sellerId);
    return underWay < mostImportsAtOnce ? undefined : refuse('too-many-imports', { most: mostImportsAtOnce });
  };

  const begun = (proposal: NewImport, cause: Cause): ProductImport | ImportRefusal => {
    const { currency, ...terms } = proposal;
    if (cause.actor.kind !== 'user' || !isCurrency(currency)) return refuse('seller-not-found', { path: ['sellerId'] });
    const { actor, correlationId } = cause;
    return {
      terms: { ...terms, currency, id: newId(), startedBy: actor.userId, correlationId, startedAt: clock() },
      status: 'UPLOADING',
      bytes: 0,
      place: { bytes: 0, rows: 0 },
      tally: nothingYet,
    };
  };

  const add = async (proposal: NewImport, content: Uint8Array | undefined, cause: Cause): Promise<ImportOutcome> => {
    const refused = await fault(proposal, cause);
    if (refused !== undefined) return refused;
    const state = begun(proposal, cause);
    if (isRefused(state)) return state;
    const whole = content === undefined ? undefined : { ...state, status: 'RUNNING' as const, bytes: content.length };
    await imports.add(whole ?? state, content, cause);
    return { version: 1, state: whole ?? state };
  };

  const save = async (before: Versioned<ProductImport>, after: ProductImport, cause: Cause): Promise<ImportOutcome> => {
    await imports.save({ before, after, faults: [], isTold: true }, cause);
    return { version: before.version + 1, state: after };
  };

  return {
    /** Begins an upload. */
    start: (proposal: NewImport, cause: Cause): Promise<ImportOutcome> => add(proposal, undefined, cause),

    /** A whole file that fits into one chunk. */
    whole: async (proposal: NewImport, content: Uint8Array, cause: Cause): Promise<ImportOutcome> => {
      const place = placeOfChunk({ status: 'UPLOADING', bytes: 0 }, { offset: 0, size: content.length });
      return isRefused(place) ? place : add(proposal, content, cause);
    },

    /** The next chunk. One that has arrived already is taken as arrived; another one in its place is refused. */
    append: async ({ importId, offset, content }: Chunk, cause: Cause): Promise<ImportOutcome> => {
      const upload = await find(importId, cause.actor);
      if (isRefused(upload)) return upload;
      const place = placeOfChunk(upload.state, { offset, size: content.length });
      if (isRefused(place)) return place;
      if (place === 'earlier') {
        const isKnown = isOver(upload.state) || (await imports.hasChunk(importId, offset, content));
        return isKnown ? upload : refuse('chunk-out-of-place', { path: ['offset'], expected: upload.state.bytes });
      }
      await imports.append(upload, content, cause);
      return { ...upload, state: { ...upload.state, bytes: offset + content.length } };
    },

    /** Nothing follows: the import begins. Said again it changes nothing. */
    finish: async (importId: ImportId, cause: Cause): Promise<ImportOutcome> => {
      const upload = await find(importId, cause.actor);
      if (isRefused(upload)) return upload;
      const { status, bytes } = upload.state;
      if (status === 'CANCELLED') return refuse('import-over');
      if (status !== 'UPLOADING') return upload;
      if (bytes === 0) return refuse('file-empty');
      return save(upload, { ...upload.state, status: 'RUNNING' }, cause);
    },

    /** Ends an import where it is; what it has done stays. */
    cancel: async (importId: ImportId, cause: Cause): Promise<ImportOutcome> => {
      const found = await find(importId, cause.actor);
      if (isRefused(found) || found.state.status === 'CANCELLED') return found;
      if (isOver(found.state)) return refuse('import-over');
      return save(found, { ...found.state, status: 'CANCELLED', finishedAt: clock() }, cause);
    },

    /** All imports of a seller, newest first, those that are over as long as they are kept. */
    list: async (
      sellerId: SellerId,
      page: { readonly limit: number; readonly before?: ImportId },
      { actor }: Cause,
    ): Promise<readonly Versioned<ProductImport>[] | ImportRefusal> =>
      mayManage(actor, sellerId) ? importViews.ofSeller(sellerId, page) : refuse('seller-not-found', { path: ['sellerId'] }),

    read: (importId: ImportId, cause: Cause): Promise<ImportOutcome> => find(importId, cause.actor),
  };
};
