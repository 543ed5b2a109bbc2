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
import { validateHeading, headingOf } from './import-columns';

export type ImportId = Id<'ProductImport'>;

export type ImportFormat = 'SHOPIFY_CSV' | 'JSON_LINES';

export type ImportStatus = 'UPLOADING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** The settings of an import, chosen when it starts. */
export type ImportSettings = {
  readonly id: ImportId;
  readonly sellerId: SellerId;
  readonly format: ImportFormat;
  /** The category of products whose own category is unknown. */
  readonly categoryId?: CategoryId;
  /** Publishes products that the file marks as active; otherwise new products stay drafts. */
  readonly publish: boolean;
  /** The currency of prices that specify none. */
  readonly currency: Currency;
  /** The language of products that specify none. */
  readonly language: string;
  readonly startedBy: UserId;
  readonly correlationId: string;
  readonly startedAt: Instant;
};

/** A position between two rows: the number of bytes and rows before it. */
export type FilePosition = { readonly bytes: number; readonly rows: number };

/** The results so far. */
export type ImportCounts = {
  readonly productsCreated: number;
  readonly productsUpdated: number;
  readonly productsUnchanged: number;
  readonly productsRefused: number;
  readonly variantsAdded: number;
  readonly errors: number;
  readonly notices: number;
};

export const zeroCounts: ImportCounts = {
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsRefused: 0,
  variantsAdded: 0,
  errors: 0,
  notices: 0,
};

export const sumCounts = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  productsCreated: a.productsCreated + b.productsCreated,
  productsUpdated: a.productsUpdated + b.productsUpdated,
  productsUnchanged: a.productsUnchanged + b.productsUnchanged,
  productsRefused: a.productsRefused + b.productsRefused,
  variantsAdded: a.variantsAdded + b.variantsAdded,
  errors: a.errors + b.errors,
  notices: a.notices + b.notices,
});

/** The reason why the file, or the rest of it, cannot be imported. */
export type FailureCode = 'column-missing' | 'column-twice' | 'too-many-rows' | 'file-empty';

/** An import of products from a file. */
export type ProductImport = {
  readonly settings: ImportSettings;
  readonly status: ImportStatus;
  /** The number of bytes uploaded. */
  readonly bytes: number;
  /** All rows before this position are imported, none after it. */
  readonly position: FilePosition;
  /** The header row of a CSV file, once it was read. */
  readonly heading?: readonly string[];
  readonly counts: ImportCounts;
  readonly finishedAt?: Instant;
  /** The reason for the status FAILED. */
  readonly failure?: FailureCode;
};

export const isOver = ({ status }: Pick<ProductImport, 'status'>): boolean => status !== 'UPLOADING' && status !== 'RUNNING';

/** In Base64, well below the maximum size of a request at the gateway. */
const maxChunkBytes = 262_144;
const maxFileBytes = 64 * 1024 * 1024;
export const maxFileRows = 250_000;
/** Open imports of one seller. */
export const maxConcurrentImports = 3;
/** Further issues are counted but not stored. */
export const maxStoredIssues = 10_000;

export type UploadRefusal = Refusal<'import-over' | 'chunk-empty' | 'chunk-too-large' | 'file-too-large' | 'chunk-out-of-place'>;

/**
 * Locates a chunk in its file: 'next' if it continues the file, 'earlier' if it lies in the part already uploaded. The
 * caller then compares the contents.
 */
export const locateChunk = (
  { status, bytes }: Pick<ProductImport, 'status' | 'bytes'>,
  { offset, size }: { readonly offset: number; readonly size: number },
): 'next' | 'earlier' | UploadRefusal => {
  if (size === 0) return refuse('chunk-empty', { path: ['content'] });
  if (size > maxChunkBytes) return refuse('chunk-too-large', { path: ['content'], most: maxChunkBytes });
  if (offset >= 0 && offset + size <= bytes) return 'earlier';
  if (status !== 'UPLOADING') return refuse('import-over');
  if (offset !== bytes) return refuse('chunk-out-of-place', { path: ['offset'], expected: bytes });
  return bytes + size > maxFileBytes ? refuse('file-too-large', { most: maxFileBytes }) : 'next';
};

/** The reason why a file cannot be imported; undefined if it can. */
export const failureOf = ({ format }: ImportSettings, heading: readonly string[]): FailureCode | undefined =>
  format === 'JSON_LINES' ? undefined : validateHeading(headingOf(heading))?.code;
