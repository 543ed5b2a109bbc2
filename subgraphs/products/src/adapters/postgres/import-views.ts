import { defined } from '@marketplace/kernel';
import { columnsOf, type Database, type Row } from '@marketplace/platform';
import type { ImportViews, PlacedFault } from '../../application/product-import-ports';
import { importOf } from './import-store';
import { ImportFaults, Imports } from './tables';

const faultOf = ({ position, row, code, severity, column, value, handle }: Row<typeof ImportFaults>): PlacedFault => ({
  ...{ position, row, code, severity },
  ...defined({ column, value, handle }),
});

const selectFaults = `
  SELECT f.* FROM unnest($1::uuid[]) AS import (id) CROSS JOIN LATERAL (
    SELECT ${columnsOf(ImportFaults)} FROM product_import_faults WHERE import_id = import.id AND position > $2 ORDER BY position LIMIT $3) AS f
  ORDER BY f."importId", f.position`;

export const importViews = (db: Database): ImportViews => ({
  ofSeller: async (id, { limit, after }) => {
    const rest = 'WHERE seller_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3';
    return (await db.select(Imports, rest, [id, after ?? null, limit])).map(importOf);
  },
  faultsOf: async (ids, { limit, after = -1 }) => {
    const rows = await db.query<Row<typeof ImportFaults>>(selectFaults, [ids, after, limit]);
    return new Map(ids.map((id) => [id, rows.filter(({ importId }) => importId === id).map(faultOf)]));
  },
});
