import { defined, type ProductId } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Row, Unit } from '@marketplace/platform';
import type { ImportStep, ImportStore, StoredImport } from '../../application/product-import-ports';
import { isOver, mostFaultsKept, type ImportId, type ProductImport } from '../../domain/import';
import type { ProductAggregates } from './product-store';
import { Handles, ImportChunks, ImportFaults, Imports } from './tables';

/** What other contexts receive of imports; given by main.ts, from the nats adapter. */
export type ImportPublications = {
  readonly importStarted: (begun: ProductImport) => OutgoingEvent;
  readonly ofImportStep: (step: ImportStep) => readonly OutgoingEvent[];
};

export const importOf = (row: Row<typeof Imports>): StoredImport => {
  const { id, sellerId, format, categoryId, publish, currency, language, startedBy, correlationId, startedAt } = row;
  const { status, bytes, readBytes, readRows, heading, failure, finishedAt } = row;
  const { productsCreated, productsUpdated, productsUnchanged, productsRefused, variantsAdded, errors, notices } = row;
  return {
    version: row.version,
    state: {
      terms: { id, sellerId, format, publish, currency, language, startedBy, correlationId, startedAt, ...defined({ categoryId }) },
      status,
      bytes,
      place: { bytes: readBytes, rows: readRows },
      tally: { productsCreated, productsUpdated, productsUnchanged, productsRefused, variantsAdded, errors, notices },
      ...defined({ heading, failure, finishedAt }),
    },
  };
};

const progressOf = ({ status, bytes, place, tally, heading, failure, finishedAt }: ProductImport) => ({
  ...{ status, bytes, ...tally },
  ...{ readBytes: place.bytes, readRows: place.rows },
  ...{ heading: heading ?? null, failure: failure ?? null, finishedAt: finishedAt ?? null },
});

const addChunk = (unit: Unit, importId: ImportId, { offset, content }: { readonly offset: number; readonly content: Uint8Array }): Unit =>
  unit.insert(ImportChunks, [{ importId, startsAt: offset, endsAt: offset + content.length, content: Buffer.from(content) }]);

/** The import as it is now, if nobody has gone on with it since it was read: announced or not, each write moves one of these. */
const addProgress = (unit: Unit, { before: { version, state }, after, isTold }: ImportStep): Unit => {
  const { bytes, status, place } = state;
  const where = { id: after.terms.id, version, readBytes: place.bytes, bytes, status };
  return unit.update(Imports, [{ where, set: { version: isTold ? version + 1 : version, ...progressOf(after) } }]);
};

/** No text of PostgreSQL may hold this character, and no person has typed it. */
const clean = (text: string | undefined): string | null => text?.replaceAll('\0', '') ?? null;

const addFaults = (unit: Unit, { before, after, faults }: ImportStep): Unit => {
  const { tally } = before.state;
  const first = tally.errors + tally.notices;
  const kept = faults.slice(0, Math.max(0, mostFaultsKept - first));
  return unit.insert(
    ImportFaults,
    kept.map(({ row, column, code, severity, value, handle }, n) => ({
      ...{ importId: after.terms.id, position: first + n, row, code, severity },
      ...{ column: clean(column), value: clean(value), handle: clean(handle) },
    })),
  );
};

const addStep = (unit: Unit, step: ImportStep): Unit => {
  const { after, product } = step;
  addFaults(addProgress(unit, step), step);
  // The first name by which a product was found stays its name; another file may call it otherwise, and still finds it.
  if (product !== undefined)
    unit.insert(Handles, [{ sellerId: after.terms.sellerId, handle: product.handle, productId: product.id }], { unlessThere: true });
  return isOver(after) ? unit.delete(ImportChunks, [{ importId: after.terms.id }]) : unit;
};

/**
 * The name that a file gave it before any other, then its address, then its numbers: but of a product that a file has named,
 * neither of the two alone, or two products of a file with one address or number between them would become one.
 */
const selectWanted = `
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

type Means = { readonly products: Pick<ProductAggregates, 'saveWith'>; readonly publications: ImportPublications };

export const importStore = (db: Database, { products, publications }: Means): ImportStore => {
  const idsOf = async (rest: string, params: readonly unknown[]): Promise<readonly ImportId[]> =>
    (await db.query<{ id: ImportId }>(`SELECT id FROM product_imports ${rest}`, params)).map(({ id }) => id);
  return {
    find: async (id) => (await db.select(Imports, 'WHERE id = $1', [id])).map(importOf)[0],
    add: (begun, content, cause) => {
      const { terms } = begun;
      const row = { ...terms, categoryId: terms.categoryId ?? null, version: 1, ...progressOf(begun) };
      const unit = db.unit(cause).insert(Imports, [row]);
      if (content !== undefined) addChunk(unit, terms.id, { offset: 0, content });
      return unit.publish(publications.importStarted(begun)).commit();
    },
    underWay: async (sellerId) => (await idsOf(`WHERE seller_id = $1 AND status IN ('UPLOADING', 'RUNNING')`, [sellerId])).length,
    append: ({ state: { terms, bytes } }, content, cause) =>
      addChunk(db.unit(cause), terms.id, { offset: bytes, content })
        .update(Imports, [{ where: { id: terms.id, bytes, status: 'UPLOADING' }, set: { bytes: bytes + content.length } }])
        .commit(),
    hasChunk: async (id, offset, content) => {
      const known = 'SELECT 1 FROM product_import_chunks WHERE import_id = $1 AND starts_at = $2 AND content = $3';
      return (await db.query(known, [id, offset, Buffer.from(content)])).length > 0;
    },
    chunkAt: async (id, offset) => (await db.query<{ rest: Buffer }>(selectChunk, [id, offset]))[0]?.rest,
    running: (limit) => idsOf(`WHERE status = 'RUNNING' ORDER BY touched_at, id LIMIT $1`, [limit]),
    forsaken: (since, limit) => idsOf(`WHERE status = 'UPLOADING' AND touched_at < $1 ORDER BY touched_at LIMIT $2`, [since, limit]),
    wanted: async ({ sellerId, handle, skus }) => {
      const storable = skus.filter((sku) => !sku.includes('\0'));
      return (await db.query<{ id: ProductId }>(selectWanted, [sellerId, handle, storable]))[0]?.id;
    },
    save: async (step, cause) => {
      const changes = step.product === undefined ? [] : [step.product.change];
      const alongside = (unit: Unit) => void addStep(unit, step).publish(...publications.ofImportStep(step));
      await products.saveWith(changes, cause, { alongside });
    },
    forget: async (before, limit) => (await db.query(deleteOver, [before, limit])).length,
  };
};
