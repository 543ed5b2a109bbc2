import type { Database } from '@marketplace/platform';
import type { FollowerPlaces } from '../../application/follow.job';

type Row = { readonly version: number; readonly index_id: string; readonly seq: bigint };

/** The table in which a follower notes how far it is. */
export const followerPlaces = (db: Database): FollowerPlaces => ({
  read: async () => {
    const rows = await db.query<Row>('SELECT version, index_id, seq FROM opensearch_progress ORDER BY version');
    return rows.map(({ version, index_id: indexId, seq }) => ({ version, indexId, seq }));
  },
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
