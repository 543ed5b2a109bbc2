import { actorRef } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { SegmentRepository } from '../../application/ports';

export const segmentRepository = (db: Database): SegmentRepository => ({
  update: (segment, { add, remove }, cause) =>
    db
      .unit(cause)
      .add('DELETE FROM buyer_segments WHERE segment = $1 AND user_id = ANY ($2::uuid[])', [segment, remove])
      .add(
        `INSERT INTO buyer_segments (user_id, segment, added_by) SELECT user_id, $1, $3 FROM unnest($2::uuid[]) AS joining (user_id)
         ORDER BY user_id ON CONFLICT DO NOTHING`,
        [segment, add, actorRef(cause.actor)],
      )
      .commit(),
  size: async (segment) => {
    const [row] = await db.query<{ size: number }>('SELECT count(*)::int AS size FROM buyer_segments WHERE segment = $1', [segment]);
    return row?.size ?? 0;
  },
});
