import { defined } from '@marketplace/kernel';
import { columnsOf, type Database, type Row } from '@marketplace/platform';
import type { ImportViews, RecordedIssue } from '../../application/product-import-ports';
import { importOf } from './import-store';
import { ImportIssues, Imports } from './tables';

const issueOf = ({ position, row, code, severity, column, value, handle }: Row<typeof ImportIssues>): RecordedIssue => ({
  ...{ position, row, code, severity },
  ...defined({ column, value, handle }),
});

const selectIssues = `
  SELECT f.* FROM unnest($1::uuid[]) AS import (id) CROSS JOIN LATERAL (
    SELECT ${columnsOf(ImportIssues)} FROM product_import_faults WHERE import_id = import.id AND position > $2 ORDER BY position LIMIT $3) AS f
  ORDER BY f."importId", f.position`;

export const importViews = (db: Database): ImportViews => ({
  ofSeller: async (id, { limit, after }) => {
    const rest = 'WHERE seller_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3';
    return (await db.select(Imports, rest, [id, after ?? null, limit])).map(importOf);
  },
  issuesOf: async (ids, { limit, after = -1 }) => {
    const rows = await db.query<Row<typeof ImportIssues>>(selectIssues, [ids, after, limit]);
    return new Map(ids.map((id) => [id, rows.filter(({ importId }) => importId === id).map(issueOf)]));
  },
});
