import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Documents, ModelVersion } from '../../application/ports';
import { documentFromJson, type DocumentJson } from '../../domain/document-json';

type Row = { readonly seq: bigint; readonly product_id: string; readonly document: DocumentJson | null };

export const documents = (db: Database): Documents => ({
  versions: () =>
    db.query<ModelVersion>(
      `SELECT model, version, status FROM read_model_versions WHERE model = 'product_index' AND status <> 'RETIRED' ORDER BY version`,
    ),
  changesAfter: async (version, seq, limit) => {
    const rows = await db.query<Row>(
      'SELECT seq, product_id, document FROM product_index WHERE index_version = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [version, seq, limit],
    );
    return rows.map((row) => ({
      seq: row.seq,
      productId: idOf(row.product_id),
      document: row.document === null ? null : documentFromJson(row.document),
    }));
  },
});
