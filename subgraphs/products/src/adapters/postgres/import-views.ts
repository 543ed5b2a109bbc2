import type { Database } from '@marketplace/platform';
import type { ImportViews, PlacedFault } from '../../application/product-import-ports';
import type { Fault } from '../../domain/import-product';
import { importColumns, toImport, type ImportRow } from './import-rows';

type FaultRow = {
  readonly import_id: string;
  readonly position: number;
  readonly row_number: number;
  readonly column_name: string | null;
  readonly code: string;
  readonly severity: Fault['severity'];
  readonly value: string | null;
  readonly handle: string | null;
};

const toFault = (row: FaultRow): PlacedFault => ({
  position: row.position,
  row: row.row_number,
  code: row.code,
  severity: row.severity,
  ...(row.column_name === null ? {} : { column: row.column_name }),
  ...(row.value === null ? {} : { value: row.value }),
  ...(row.handle === null ? {} : { handle: row.handle }),
});

const selectOfSeller = `
  SELECT ${importColumns} FROM product_imports WHERE seller_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;

const selectFaults = `
  SELECT f.* FROM unnest($1::uuid[]) AS import (id) CROSS JOIN LATERAL (
    SELECT import_id, position, row_number, column_name, code, severity, value, handle FROM product_import_faults
    WHERE import_id = import.id AND position > $2 ORDER BY position LIMIT $3) AS f
  ORDER BY f.import_id, f.position`;

export const importViews = (db: Database): ImportViews => ({
  ofSeller: async (id, { limit, before }) => (await db.query<ImportRow>(selectOfSeller, [id, before ?? null, limit])).map(toImport),
  faultsOf: async (ids, { limit, after = -1 }) => {
    const rows = await db.query<FaultRow>(selectFaults, [ids, after, limit]);
    return new Map(ids.map((id) => [id, rows.filter(({ import_id }) => import_id === id).map(toFault)]));
  },
});
