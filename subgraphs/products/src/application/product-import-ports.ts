import type { Page, Retry } from '@marketplace/application';
import type { Cause, CategoryId, Instant, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { FilePlace, ImportId, ProductImport } from '../domain/import';
import type { ProductLine } from '../domain/import-line';
import type { Fault } from '../domain/import-product';
import type { Row } from '../domain/import-shopify';
import type { Ports } from './ports';
import type { ProductChange } from './staged-product';

/** A row of a file that can be read, or what is wrong with it, and where it ends. */
export type ReadRow<R> = { readonly end: FilePlace } & ({ readonly row: R } | { readonly fault: Fault });

/** Reads rows out of bytes that begin at a place between two rows; takes no more bytes than the rows asked for need. */
export type RowReader<R> = (bytes: AsyncIterable<Uint8Array>, from: FilePlace) => AsyncIterable<ReadRow<R>>;

export type FileReaders = {
  readonly csv: RowReader<Row>;
  readonly jsonLines: RowReader<{ readonly number: number; readonly line: ProductLine }>;
};

/** How much of a variant its seller says to have when it joins the catalogue. */
export type InitialStock = { readonly variantId: VariantId; readonly sku: string; readonly quantity: number };

/** An import as it was read. The version counts what was announced of it. */
export type StoredImport = { readonly version: number; readonly state: ProductImport };

/** What becomes of an import by going on in its file: written as one, or not at all. */
export type ImportStep = {
  readonly before: StoredImport;
  readonly after: ProductImport;
  readonly faults: readonly Fault[];
  /** Whether those who follow the import are told of it now. */
  readonly isTold: boolean;
  /** The product that the step came to. */
  readonly product?: {
    readonly id: ProductId;
    readonly handle: string;
    readonly change: ProductChange;
    readonly initialStock: readonly InitialStock[];
  };
};

/** A product that a file may speak of, by the seller's own name of it, its address or one of its SKUs. */
export type Wanted = { readonly sellerId: SellerId; readonly handle: string; readonly skus: readonly string[] };

export type ImportStore = {
  readonly find: (id: ImportId) => Promise<StoredImport | undefined>;
  /** Begins an import, with its whole file when there is one already. */
  readonly add: (started: ProductImport, content: Uint8Array | undefined, cause: Cause) => Promise<void>;
  readonly underWay: (sellerId: SellerId) => Promise<number>;
  /** Adds the next chunk; throws StaleWrite when the file has grown meanwhile. */
  readonly append: (upload: StoredImport, content: Uint8Array, cause: Cause) => Promise<void>;
  /** Whether that very chunk has arrived, as far as chunks are still kept. */
  readonly hasChunk: (id: ImportId, offset: number, content: Uint8Array) => Promise<boolean>;
  /** The bytes from an offset to the end of the chunk that it lies in; undefined behind the end of the file. */
  readonly chunkAt: (id: ImportId, offset: number) => Promise<Uint8Array | undefined>;
  /** Those that wait for their next turn. */
  readonly running: (limit: number) => Promise<readonly ImportId[]>;
  /** Uploads that nobody has added to since then. */
  readonly forsaken: (since: Instant, limit: number) => Promise<readonly ImportId[]>;
  readonly wanted: (wanted: Wanted) => Promise<ProductId | undefined>;
  /** Throws StaleWrite when the import has moved on, or the product has. An import that is over keeps no chunks. */
  readonly save: (step: ImportStep, cause: Cause) => Promise<void>;
  /** Forgets imports that were over before then, with what was wrong in them; returns how many. */
  readonly forget: (before: Instant, limit: number) => Promise<number>;
};

/** A fault with its place among those of its import. */
export type PlacedFault = Fault & { readonly position: number };

/** Reads for the graph; each is one statement. */
export type ImportViews = {
  /** Newest first. */
  readonly ofSeller: (id: SellerId, page: Page<ImportId>) => Promise<readonly StoredImport[]>;
  /** What is wrong with the rows of each import, in the order of its file; a page of each. */
  readonly faultsOf: (ids: readonly ImportId[], page: Page<number>) => Promise<ReadonlyMap<string, readonly PlacedFault[]>>;
};

/** The category with that slug. */
export type CategoryBySlug = (slug: string) => Promise<CategoryId | undefined>;

/** Products are made and changed through their own use cases. */
export type ImportPorts = Pick<Ports, 'products' | 'sellers' | 'clock' | 'newId'> & {
  readonly imports: ImportStore;
  readonly files: FileReaders;
  readonly categoryBySlug: CategoryBySlug;
  readonly retry: Retry;
};
