import { pickColumns, type Database } from '@marketplace/platform';
import type { FollowerProgressStore } from '../../application/follow.job';
import type { Documents } from '../../application/ports';
import { OpenSearchProgress, ProductIndex, Versions } from './tables';

const Changes = pickColumns(ProductIndex, 'seq', 'productId', 'document');
const Kept = pickColumns(Versions, 'model', 'version', 'status');

/** The documents of retained versions. */
export const documents = (db: Database): Documents => ({
  versions: () => db.select(Kept, `WHERE model = 'product_index' AND status <> 'RETIRED' ORDER BY version`),
  changesAfter: (version, seq, limit) =>
    db.select(Changes, 'WHERE index_version = $1 AND seq > $2 ORDER BY seq LIMIT $3', [version, seq, limit]),
});

/** The progress of copying documents to OpenSearch. */
export const followerProgress = (db: Database): FollowerProgressStore => ({
  read: () => db.select(OpenSearchProgress, 'ORDER BY version'),
  save: async ({ version, indexId, seq }) => {
    // A delayed replica can be late: the progress in one index never decreases.
    await db.query(
      `INSERT INTO opensearch_progress AS known (version, index_id, seq) VALUES ($1, $2, $3)
       ON CONFLICT (version) DO UPDATE SET index_id = excluded.index_id, noted_at = now(),
         seq = CASE WHEN known.index_id = excluded.index_id THEN greatest(known.seq, excluded.seq) ELSE excluded.seq END`,
      [version, indexId, seq],
    );
  },
  remove: async (version) => {
    await db.query('DELETE FROM opensearch_progress WHERE version = $1', [version]);
  },
});
