import { narrowed, type Database } from '@marketplace/platform';
import type { FollowerPlaces } from '../../application/follow.job';
import type { Documents } from '../../application/ports';
import { OpenSearchProgress, ProductIndex, Versions } from './tables';

const Changes = narrowed(ProductIndex, 'seq', 'productId', 'document');
const Kept = narrowed(Versions, 'model', 'version', 'status');

/** The documents, as those who keep copies of them read them. */
export const documents = (db: Database): Documents => ({
  versions: () => db.select(Kept, `WHERE model = 'product_index' AND status <> 'RETIRED' ORDER BY version`),
  changesAfter: (version, seq, limit) =>
    db.select(Changes, 'WHERE index_version = $1 AND seq > $2 ORDER BY seq LIMIT $3', [version, seq, limit]),
});

/** How far a follower is. */
export const followerPlaces = (db: Database): FollowerPlaces => ({
  read: () => db.select(OpenSearchProgress, 'ORDER BY version'),
  note: async ({ version, indexId, seq }) => {
    // A replica that was held up may be late: within one index nothing goes back.
    await db.query(
      `INSERT INTO opensearch_progress AS known (version, index_id, seq) VALUES ($1, $2, $3)
       ON CONFLICT (version) DO UPDATE SET index_id = excluded.index_id, noted_at = now(),
         seq = CASE WHEN known.index_id = excluded.index_id THEN greatest(known.seq, excluded.seq) ELSE excluded.seq END`,
      [version, indexId, seq],
    );
  },
  forget: async (version) => {
    await db.query('DELETE FROM opensearch_progress WHERE version = $1', [version]);
  },
});
