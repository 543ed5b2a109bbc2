import { currency, idOf, type Instant } from '@marketplace/kernel';
import type { Versioned } from '../../application/versioned';
import type { ImportFormat, ImportStatus, ProductImport } from '../../domain/import';

export type ImportRow = {
  readonly id: string;
  readonly version: number;
  readonly seller_id: string;
  readonly format: ImportFormat;
  readonly category_id: string | null;
  readonly publish: boolean;
  readonly currency: string;
  readonly language: string;
  readonly started_by: string;
  readonly correlation_id: string;
  readonly status: ImportStatus;
  readonly bytes: bigint;
  readonly read_bytes: bigint;
  readonly read_rows: number;
  readonly heading: readonly string[] | null;
  readonly products_created: number;
  readonly products_updated: number;
  readonly products_unchanged: number;
  readonly products_refused: number;
  readonly variants_added: number;
  readonly errors: number;
  readonly notices: number;
  readonly failure: string | null;
  readonly started_at: Instant;
  readonly finished_at: Instant | null;
};

export const importColumns = `id, version, seller_id, format, category_id, publish, currency, language, started_by, correlation_id, status, bytes, read_bytes,
  read_rows, heading, products_created, products_updated, products_unchanged, products_refused, variants_added, errors, notices, failure, started_at, finished_at`;

const toTerms = (row: ImportRow): ProductImport['terms'] => ({
  id: idOf(row.id),
  sellerId: idOf(row.seller_id),
  format: row.format,
  ...(row.category_id === null ? {} : { categoryId: idOf<'Category'>(row.category_id) }),
  publish: row.publish,
  currency: currency(row.currency),
  language: row.language,
  startedBy: idOf(row.started_by),
  correlationId: row.correlation_id,
  startedAt: row.started_at,
});

export const toImport = (row: ImportRow): Versioned<ProductImport> => ({
  version: row.version,
  state: {
    terms: toTerms(row),
    status: row.status,
    bytes: Number(row.bytes),
    place: { bytes: Number(row.read_bytes), rows: row.read_rows },
    ...(row.heading === null ? {} : { heading: row.heading }),
    tally: {
      productsCreated: row.products_created,
      productsUpdated: row.products_updated,
      productsUnchanged: row.products_unchanged,
      productsRefused: row.products_refused,
      variantsAdded: row.variants_added,
      errors: row.errors,
      notices: row.notices,
    },
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    ...(row.failure === null ? {} : { failure: row.failure }),
  },
});
