import { idOf, type Cause } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { ImportRepository, ImportStep, Wanted } from '../../application/product-import-ports';
import { isOver, mostFaultsKept, type ProductImport } from '../../domain/import';
import { importColumns, toImport, type ImportRow } from './import-rows';
import type { AddChange } from './product-repository';

/** What others are told of imports; given by main.ts, from the nats adapter. */
export type ImportPublications = {
  readonly started: (begun: ProductImport) => OutgoingEvent;
  readonly step: (step: ImportStep) => readonly OutgoingEvent[];
};

const addImport = (unit: Unit, { terms, status, bytes }: ProductImport): Unit =>
  unit.add(
    `INSERT INTO product_imports (id, version, seller_id, format, category_id, publish, currency, language, started_by, correlation_id, status, bytes, started_at)
     VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      terms.id,
      terms.sellerId,
      terms.format,
      terms.categoryId ?? null,
      terms.publish,
      terms.currency,
      terms.language,
      terms.startedBy,
      terms.correlationId,
      status,
      bytes,
      terms.startedAt,
    ],
  );

/** No text of PostgreSQL may hold this character, and no person has typed it; a column that has it means nothing. */
const storable = (heading: readonly string[]): string => JSON.stringify(heading.map((cell) => cell.replaceAll('\0', '\uFFFD')));

const addChunk = (
  unit: Unit,
  { terms }: ProductImport,
  { offset, content }: { readonly offset: number; readonly content: Uint8Array },
): Unit =>
  unit.add('INSERT INTO product_import_chunks (import_id, starts_at, ends_at, content) VALUES ($1, $2, $3, $4)', [
    terms.id,
    offset,
    offset + content.length,
    Buffer.from(content),
  ]);

/** The import as it is now, if nobody has gone on with it since it was read: told of or not, each write moves one of these. */
const addProgress = (unit: Unit, { before, after, isTold }: ImportStep): Unit => {
  const { tally, place } = after;
  return unit.add(
    `UPDATE product_imports SET version = $2, status = $3, read_bytes = $4, read_rows = $5, heading = $6, products_created = $7, products_updated = $8,
       products_unchanged = $9, products_refused = $10, variants_added = $11, errors = $12, notices = $13, failure = $14, finished_at = $15, touched_at = now()
     WHERE id = $1 AND version = $16 AND read_bytes = $17 AND bytes = $18 AND status = $19`,
    [
      after.terms.id,
      isTold ? before.version + 1 : before.version,
      after.status,
      place.bytes,
      place.rows,
      after.heading === undefined ? null : storable(after.heading),
      tally.productsCreated,
      tally.productsUpdated,
      tally.productsUnchanged,
      tally.productsRefused,
      tally.variantsAdded,
      tally.errors,
      tally.notices,
      after.failure ?? null,
      after.finishedAt ?? null,
      before.version,
      before.state.place.bytes,
      before.state.bytes,
      before.state.status,
    ],
    1,
  );
};

/** No text of PostgreSQL may hold this character, and no person has typed it. */
const clean = (text: string | undefined): string | null => text?.replaceAll('\0', '') ?? null;

const addFaults = (unit: Unit, { before, after, faults }: ImportStep): Unit => {
  const { tally } = before.state;
  const first = tally.errors + tally.notices;
  const kept = faults.slice(0, Math.max(0, mostFaultsKept - first));
  if (kept.length === 0) return unit;
  return unit.add(
    `INSERT INTO product_import_faults (import_id, position, row_number, column_name, code, severity, value, handle)
     SELECT $1, * FROM unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`,
    [
      after.terms.id,
      kept.map((_, position) => first + position),
      kept.map(({ row }) => row),
      kept.map(({ column }) => clean(column)),
      kept.map(({ code }) => code),
      kept.map(({ severity }) => severity),
      kept.map(({ value }) => clean(value)),
      kept.map(({ handle }) => clean(handle)),
    ],
  );
};

/** The first name by which a product was found stays its name; another file may call it otherwise, and still finds it. */
const addHandle = (unit: Unit, { after, product }: ImportStep): Unit =>
  product === undefined
    ? unit
    : unit.add('INSERT INTO product_handles (seller_id, handle, product_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        after.terms.sellerId,
        product.handle,
        product.id,
      ]);

const addStep = (unit: Unit, step: ImportStep): Unit => {
  addHandle(addFaults(addProgress(unit, step), step), step);
  return isOver(step.after) ? unit.add('DELETE FROM product_import_chunks WHERE import_id = $1', [step.after.terms.id]) : unit;
};

/**
 * The name that a file gave it before any other, then its address, then its numbers: but of a product that a file has named,
 * neither of the two alone, or two products of a file with one address or number between them would become one.
 */
const selectWanted = `
  SELECT product_id FROM (
    SELECT product_id, 1 AS way FROM product_handles WHERE seller_id = $1 AND handle = $2
    UNION ALL SELECT p.id, 2 FROM products p WHERE p.seller_id = $1 AND p.slug = $2
      AND (NOT EXISTS (SELECT FROM product_handles h WHERE h.product_id = p.id)
        OR EXISTS (SELECT FROM product_variants v WHERE v.product_id = p.id AND v.sku = ANY ($3::text[])))
    UNION ALL (SELECT v.product_id, 3 FROM product_variants v LEFT JOIN product_handles h ON h.product_id = v.product_id
      WHERE v.seller_id = $1 AND v.sku = ANY ($3::text[]) AND h.product_id IS NULL ORDER BY array_position($3::text[], v.sku) LIMIT 1)
  ) AS found ORDER BY way LIMIT 1`;

type Means = { readonly addChange: AddChange; readonly publications: ImportPublications };

const selectForsaken = `SELECT id FROM product_imports WHERE status = 'UPLOADING' AND touched_at < $1 ORDER BY touched_at LIMIT $2`;

export const importRepository = (db: Database, { addChange, publications }: Means): ImportRepository => ({
  find: async (id) => {
    const [row] = await db.query<ImportRow>(`SELECT ${importColumns} FROM product_imports WHERE id = $1`, [id]);
    return row === undefined ? undefined : toImport(row);
  },
  add: async (begun, content, cause) => {
    const unit = addImport(db.unit(cause), begun);
    if (content !== undefined) addChunk(unit, begun, { offset: 0, content });
    await unit.publish(publications.started(begun)).commit();
  },
  underWay: async (sellerId) => {
    const rows = await db.query(`SELECT 1 FROM product_imports WHERE seller_id = $1 AND status IN ('UPLOADING', 'RUNNING')`, [sellerId]);
    return rows.length;
  },
  append: ({ state }, content, cause: Cause) =>
    addChunk(db.unit(cause), state, { offset: state.bytes, content })
      .add(
        `UPDATE product_imports SET bytes = bytes + $3, touched_at = now() WHERE id = $1 AND bytes = $2 AND status = 'UPLOADING'`,
        [state.terms.id, state.bytes, content.length],
        1,
      )
      .commit(),
  hasChunk: async (id, offset, content) => {
    const rows = await db.query('SELECT 1 FROM product_import_chunks WHERE import_id = $1 AND starts_at = $2 AND content = $3', [
      id,
      offset,
      Buffer.from(content),
    ]);
    return rows.length > 0;
  },
  chunkAt: async (id, offset) => {
    const [row] = await db.query<{ rest: Buffer }>(
      `SELECT substring(content FROM ($2 - starts_at + 1)::int) AS rest FROM product_import_chunks
       WHERE import_id = $1 AND starts_at <= $2 AND ends_at > $2 ORDER BY starts_at DESC LIMIT 1`,
      [id, offset],
    );
    return row?.rest;
  },
  running: async (limit) => {
    const rows = await db.query<{ id: string }>(
      `SELECT id FROM product_imports WHERE status = 'RUNNING' ORDER BY touched_at, id LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => idOf(id));
  },
  forsaken: async (since, limit) => (await db.query<{ id: string }>(selectForsaken, [since, limit])).map(({ id }) => idOf(id)),
  wanted: async ({ sellerId, handle, skus }: Wanted) => {
    const [row] = await db.query<{ product_id: string }>(selectWanted, [sellerId, handle, skus.filter((sku) => !sku.includes('\0'))]);
    return row === undefined ? undefined : idOf(row.product_id);
  },
  forget: async (before, limit) => {
    const forgotten = await db.query(
      'DELETE FROM product_imports WHERE id IN (SELECT id FROM product_imports WHERE finished_at < $1 ORDER BY finished_at LIMIT $2) RETURNING 1',
      [before, limit],
    );
    return forgotten.length;
  },
  save: async (step, cause) => {
    const unit = addStep(db.unit(cause), step);
    if (step.product !== undefined) await addChange(unit, step.product.change, cause);
    await unit.publish(...publications.step(step)).commit();
  },
});
