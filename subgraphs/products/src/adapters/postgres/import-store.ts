import { defined, type ProductId } from '@marketplace/kernel';
import type { Database, EventMessage, Row, Unit } from '@marketplace/platform';
import type { ImportUpdate, ImportStore, StoredImport } from '../../application/product-import-ports';
import { isOver, maxStoredIssues, type ImportId, type ProductImport } from '../../domain/import';
import type { ProductAggregates } from './product-store';
import { Handles, ImportChunks, ImportIssues, Imports } from './tables';

/** Converts updates of imports to published events; provided by the nats adapter. */
export type ImportPublications = {
  readonly importStartedEvent: (started: ProductImport) => EventMessage;
  readonly importUpdateEvents: (update: ImportUpdate) => readonly EventMessage[];
};

export const importOf = (row: Row<typeof Imports>): StoredImport => {
  const { id, sellerId, format, categoryId, publish, currency, language, startedBy, correlationId, startedAt } = row;
  const { status, bytes, readBytes, readRows, heading, failure, finishedAt } = row;
  const { productsCreated, productsUpdated, productsUnchanged, productsRefused, variantsAdded, errors, notices } = row;
  return {
    version: row.version,
    state: {
      settings: { id, sellerId, format, publish, currency, language, startedBy, correlationId, startedAt, ...defined({ categoryId }) },
      status,
      bytes,
      position: { bytes: readBytes, rows: readRows },
      counts: { productsCreated, productsUpdated, productsUnchanged, productsRefused, variantsAdded, errors, notices },
      ...defined({ heading, failure, finishedAt }),
    },
  };
};

const progressOf = ({ status, bytes, position, counts, heading, failure, finishedAt }: ProductImport) => ({
  ...{ status, bytes, ...counts },
  ...{ readBytes: position.bytes, readRows: position.rows },
  ...{ heading: heading ?? null, failure: failure ?? null, finishedAt: finishedAt ?? null },
});

const addChunk = (unit: Unit, importId: ImportId, { offset, content }: { readonly offset: number; readonly content: Uint8Array }): Unit =>
  unit.insert(ImportChunks, [{ importId, startsAt: offset, endsAt: offset + content.length, content: Buffer.from(content) }]);

/** Updates the import if it has not changed since it was read. Every write changes one of the compared columns. */
const addProgress = (unit: Unit, { before: { version, state }, after, publishesProgress }: ImportUpdate): Unit => {
  const { bytes, status, position } = state;
  const where = { id: after.settings.id, version, readBytes: position.bytes, bytes, status };
  return unit.update(Imports, [{ where, set: { version: publishesProgress ? version + 1 : version, ...progressOf(after) } }]);
};

/** PostgreSQL does not store this character in text. */
const clean = (text: string | undefined): string | null => text?.replaceAll('\0', '') ?? null;

const addIssues = (unit: Unit, { before, after, issues }: ImportUpdate): Unit => {
  const { counts } = before.state;
  const first = counts.errors + counts.notices;
  const stored = issues.slice(0, Math.max(0, maxStoredIssues - first));
  return unit.insert(
    ImportIssues,
    stored.map(({ row, column, code, severity, value, handle }, n) => ({
      ...{ importId: after.settings.id, position: first + n, row, code, severity },
      ...{ column: clean(column), value: clean(value), handle: clean(handle) },
    })),
  );
};

const addUpdate = (unit: Unit, update: ImportUpdate): Unit => {
  const { after, product } = update;
  addIssues(addProgress(unit, update), update);
  // The first handle of a product stays; files with another handle still find it by slug or SKU.
  if (product !== undefined)
    unit.insert(Handles, [{ sellerId: after.settings.sellerId, handle: product.handle, productId: product.id }], { ignoreConflicts: true });
  return isOver(after) ? unit.delete(ImportChunks, [{ importId: after.settings.id }]) : unit;
};

/**
 * Finds a product by handle, then by slug, then by SKU. A product that already has a handle is found only by its handle, or
 * by slug and SKU combined: otherwise two products of a file that share a slug or SKU would merge.
 */
const selectProduct = `
  SELECT id FROM (
    SELECT product_id AS id, 1 AS way FROM product_handles WHERE seller_id = $1 AND handle = $2
    UNION ALL SELECT p.id, 2 FROM products p WHERE p.seller_id = $1 AND p.slug = $2
      AND (NOT EXISTS (SELECT FROM product_handles h WHERE h.product_id = p.id)
        OR EXISTS (SELECT FROM product_variants v WHERE v.product_id = p.id AND v.sku = ANY ($3::text[])))
    UNION ALL (SELECT v.product_id, 3 FROM product_variants v LEFT JOIN product_handles h ON h.product_id = v.product_id
      WHERE v.seller_id = $1 AND v.sku = ANY ($3::text[]) AND h.product_id IS NULL ORDER BY array_position($3::text[], v.sku) LIMIT 1)
  ) AS found ORDER BY way LIMIT 1`;

const selectChunk = `
  SELECT substring(content FROM ($2 - starts_at + 1)::int) AS rest FROM product_import_chunks
  WHERE import_id = $1 AND starts_at <= $2 AND ends_at > $2 ORDER BY starts_at DESC LIMIT 1`;

const deleteOver = `
  DELETE FROM product_imports WHERE id IN (SELECT id FROM product_imports WHERE finished_at < $1 ORDER BY finished_at LIMIT $2) RETURNING 1`;

type Dependencies = { readonly products: Pick<ProductAggregates, 'saveWith'>; readonly publications: ImportPublications };

export const importStore = (db: Database, { products, publications }: Dependencies): ImportStore => {
  const idsOf = async (rest: string, params: readonly unknown[]): Promise<readonly ImportId[]> =>
    (await db.query<{ id: ImportId }>(`SELECT id FROM product_imports ${rest}`, params)).map(({ id }) => id);
  return {
    find: async (id) => (await db.select(Imports, 'WHERE id = $1', [id])).map(importOf)[0],
    add: (started, content, cause) => {
      const { settings } = started;
      const row = { ...settings, categoryId: settings.categoryId ?? null, version: 1, ...progressOf(started) };
      const unit = db.unit(cause).insert(Imports, [row]);
      if (content !== undefined) addChunk(unit, settings.id, { offset: 0, content });
      return unit.publish(publications.importStartedEvent(started)).commit();
    },
    countActive: async (sellerId) => (await idsOf(`WHERE seller_id = $1 AND status IN ('UPLOADING', 'RUNNING')`, [sellerId])).length,
    append: ({ state: { settings, bytes } }, content, cause) =>
      addChunk(db.unit(cause), settings.id, { offset: bytes, content })
        .update(Imports, [{ where: { id: settings.id, bytes, status: 'UPLOADING' }, set: { bytes: bytes + content.length } }])
        .commit(),
    hasChunk: async (id, offset, content) => {
      const known = 'SELECT 1 FROM product_import_chunks WHERE import_id = $1 AND starts_at = $2 AND content = $3';
      return (await db.query(known, [id, offset, Buffer.from(content)])).length > 0;
    },
    chunkAt: async (id, offset) => (await db.query<{ rest: Buffer }>(selectChunk, [id, offset]))[0]?.rest,
    running: (limit) => idsOf(`WHERE status = 'RUNNING' ORDER BY touched_at, id LIMIT $1`, [limit]),
    abandoned: (since, limit) => idsOf(`WHERE status = 'UPLOADING' AND touched_at < $1 ORDER BY touched_at LIMIT $2`, [since, limit]),
    findProduct: async ({ sellerId, handle, skus }) => {
      const storable = skus.filter((sku) => !sku.includes('\0'));
      return (await db.query<{ id: ProductId }>(selectProduct, [sellerId, handle, storable]))[0]?.id;
    },
    save: async (update, cause) => {
      const changes = update.product === undefined ? [] : [update.product.change];
      const alongside = (unit: Unit) => void addUpdate(unit, update).publish(...publications.importUpdateEvents(update));
      await products.saveWith(changes, cause, { alongside });
    },
    deleteFinished: async (before, limit) => (await db.query(deleteOver, [before, limit])).length,
  };
};
