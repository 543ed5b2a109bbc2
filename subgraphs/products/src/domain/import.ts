import {
  refuse,
  type CategoryId,
  type Currency,
  type Id,
  type Instant,
  type Refusal,
  type SellerId,
  type UserId,
} from '@marketplace/kernel';
import { headingFault, headingOf } from './import-columns';

export type ImportId = Id<'ProductImport'>;

export type ImportFormat = 'SHOPIFY_CSV' | 'JSON_LINES';

export type ImportStatus = 'UPLOADING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** What a seller asks for with a file. */
export type ImportTerms = {
  readonly id: ImportId;
  readonly sellerId: SellerId;
  readonly format: ImportFormat;
  /** The category of products whose own type is the name of none. */
  readonly categoryId?: CategoryId;
  /** Whether what the file calls active is published; otherwise new products stay drafts. */
  readonly publish: boolean;
  /** Of prices that name none. */
  readonly currency: Currency;
  /** Of products that name none. */
  readonly language: string;
  readonly startedBy: UserId;
  readonly correlationId: string;
  readonly startedAt: Instant;
};

/** A place in the file between two rows: so many bytes and rows are behind it. */
export type FilePlace = { readonly bytes: number; readonly rows: number };

/** What has come of the file so far. */
export type Tally = {
  readonly productsCreated: number;
  readonly productsUpdated: number;
  readonly productsUnchanged: number;
  readonly productsRefused: number;
  readonly variantsAdded: number;
  readonly errors: number;
  readonly notices: number;
};

export const nothingYet: Tally = {
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsRefused: 0,
  variantsAdded: 0,
  errors: 0,
  notices: 0,
};

export const addedUp = (a: Tally, b: Tally): Tally => ({
  productsCreated: a.productsCreated + b.productsCreated,
  productsUpdated: a.productsUpdated + b.productsUpdated,
  productsUnchanged: a.productsUnchanged + b.productsUnchanged,
  productsRefused: a.productsRefused + b.productsRefused,
  variantsAdded: a.variantsAdded + b.variantsAdded,
  errors: a.errors + b.errors,
  notices: a.notices + b.notices,
});

/** Why nothing of a file can be imported, or nothing from some row on. */
export type FailureCode = 'column-missing' | 'column-twice' | 'too-many-rows' | 'file-empty';

/** A file on its way into the catalogue. */
export type ProductImport = {
  readonly terms: ImportTerms;
  readonly status: ImportStatus;
  /** How much of the file has arrived. */
  readonly bytes: number;
  /** Everything before this place has been carried out, and nothing behind it. */
  readonly place: FilePlace;
  /** The first row of a CSV file, once it was read. */
  readonly heading?: readonly string[];
  readonly tally: Tally;
  readonly finishedAt?: Instant;
  /** Why it FAILED as a whole. */
  readonly failure?: FailureCode;
};

export const isOver = ({ status }: Pick<ProductImport, 'status'>): boolean => status !== 'UPLOADING' && status !== 'RUNNING';

/** As base64 well below what the gateway takes as one request. */
const mostBytesOfChunk = 262_144;
const mostBytesOfFile = 64 * 1024 * 1024;
export const mostRowsOfFile = 250_000;
/** Files of one seller that are under way at the same time. */
export const mostImportsAtOnce = 3;
/** Faults are counted without end, and kept up to here. */
export const mostFaultsKept = 10_000;

export type UploadRefusal = Refusal<'import-over' | 'chunk-empty' | 'chunk-too-large' | 'file-too-large' | 'chunk-out-of-place'>;

/**
 * Whether a chunk is the next of its file ('next'), or may be one that has arrived already ('earlier', for the chunk itself to
 * tell). What is refused as out of place goes on where the file ends so far.
 */
export const placeOfChunk = (
  { status, bytes }: Pick<ProductImport, 'status' | 'bytes'>,
  { offset, size }: { readonly offset: number; readonly size: number },
): 'next' | 'earlier' | UploadRefusal => {
  if (size === 0) return refuse('chunk-empty', { path: ['content'] });
  if (size > mostBytesOfChunk) return refuse('chunk-too-large', { path: ['content'], most: mostBytesOfChunk });
  if (offset >= 0 && offset + size <= bytes) return 'earlier';
  if (status !== 'UPLOADING') return refuse('import-over');
  if (offset !== bytes) return refuse('chunk-out-of-place', { path: ['offset'], expected: bytes });
  return bytes + size > mostBytesOfFile ? refuse('file-too-large', { most: mostBytesOfFile }) : 'next';
};

/** Why a file cannot be imported at all; undefined when it can. */
export const failureOf = ({ format }: ImportTerms, heading: readonly string[]): FailureCode | undefined =>
  format === 'JSON_LINES' ? undefined : headingFault(headingOf(heading))?.code;
