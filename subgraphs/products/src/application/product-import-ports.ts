import type { Page, Retry } from '@marketplace/application';
import type { Cause, CategoryId, Instant, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { FilePosition, ImportId, ProductImport } from '../domain/import';
import type { ProductLine } from '../domain/import-line';
import type { RowIssue } from '../domain/import-product';
import type { Row } from '../domain/import-shopify';
import type { Ports } from './ports';
import type { ProductChange } from './staged-product';

/** A row or its issue, and the position after it. */
export type ReadRow<R> = { readonly end: FilePosition } & ({ readonly row: R } | { readonly issue: RowIssue });

/** Parses rows, starting between two rows. Reads no more bytes than the requested rows need. */
export type RowReader<R> = (bytes: AsyncIterable<Uint8Array>, from: FilePosition) => AsyncIterable<ReadRow<R>>;

export type FileReaders = {
  readonly csv: RowReader<Row>;
  readonly jsonLines: RowReader<{ readonly number: number; readonly line: ProductLine }>;
};

/** The quantity of a new variant according to the file. */
export type InitialStock = { readonly variantId: VariantId; readonly sku: string; readonly quantity: number };

/** A stored import. The version is the number of published events. */
export type StoredImport = { readonly version: number; readonly state: ProductImport };

/** An update of an import; saved completely or not at all. */
export type ImportUpdate = {
  readonly before: StoredImport;
  readonly after: ProductImport;
  readonly issues: readonly RowIssue[];
  /** True to publish the progress with this update. */
  readonly publishesProgress: boolean;
  /** The product imported by this update. */
  readonly product?: {
    readonly id: ProductId;
    readonly handle: string;
    readonly change: ProductChange;
    readonly initialStock: readonly InitialStock[];
  };
};

/** Identifies a product by handle, slug or one of its SKUs. */
export type ProductLookup = { readonly sellerId: SellerId; readonly handle: string; readonly skus: readonly string[] };

export type ImportStore = {
  readonly find: (id: ImportId) => Promise<StoredImport | undefined>;
  /** Adds an import, with the whole file if it is already available. */
  readonly add: (started: ProductImport, content: Uint8Array | undefined, cause: Cause) => Promise<void>;
  readonly countActive: (sellerId: SellerId) => Promise<number>;
  /** Adds the next chunk. Throws StaleWrite if another chunk was added meanwhile. */
  readonly append: (upload: StoredImport, content: Uint8Array, cause: Cause) => Promise<void>;
  /** True if exactly this chunk was uploaded and is still stored. */
  readonly hasChunk: (id: ImportId, offset: number, content: Uint8Array) => Promise<boolean>;
  /** The bytes from an offset to the end of its chunk; undefined after the end of the file. */
  readonly chunkAt: (id: ImportId, offset: number) => Promise<Uint8Array | undefined>;
  /** Running imports, the least recently updated first. */
  readonly running: (limit: number) => Promise<readonly ImportId[]>;
  /** Uploads that have been inactive since then. */
  readonly abandoned: (since: Instant, limit: number) => Promise<readonly ImportId[]>;
  readonly findProduct: (findProduct: ProductLookup) => Promise<ProductId | undefined>;
  /** Throws StaleWrite if the import or the product has changed. Deletes the chunks when the import ends. */
  readonly save: (update: ImportUpdate, cause: Cause) => Promise<void>;
  /** Deletes imports that ended before then, with their issues; returns their number. */
  readonly deleteFinished: (before: Instant, limit: number) => Promise<number>;
};

/** A stored issue with its position in the report. */
export type RecordedIssue = RowIssue & { readonly position: number };

/** Queries for GraphQL; each is one statement. */
export type ImportViews = {
  /** Newest first. */
  readonly ofSeller: (id: SellerId, page: Page<ImportId>) => Promise<readonly StoredImport[]>;
  /** A page of issues for each import, in the order of its file. */
  readonly issuesOf: (ids: readonly ImportId[], page: Page<number>) => Promise<ReadonlyMap<string, readonly RecordedIssue[]>>;
};

/** Finds a category by its slug. */
export type CategoryBySlug = (slug: string) => Promise<CategoryId | undefined>;

/** The import creates and changes products through their use cases. */
export type ImportPorts = Pick<Ports, 'products' | 'sellers' | 'clock' | 'newId'> & {
  readonly imports: ImportStore;
  readonly files: FileReaders;
  readonly categoryBySlug: CategoryBySlug;
  readonly retry: Retry;
};
