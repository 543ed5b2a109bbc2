import type { Page } from '@marketplace/application';
import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { StuckCheckout, StuckSign } from '../../application/ports';
import { CheckoutSessions } from './tables';

// Only checkouts that are not over have a deadline, and only those are looked at.
const isStuck = `deadline_at IS NOT NULL AND (deadline_at <= $1 OR (state->>'overdue')::int >= $2)`;

/** As many ids as a person can look into. */
const fewIds = 20;

/** Counts them, and notes who was told of since it last moved: the key refuses a second note. */
export const tellStuck = async (
  db: Database,
  { deadlineBefore, deadlinesPassed }: StuckSign,
): Promise<{ readonly count: number; readonly untold: readonly CheckoutId[] }> => {
  const [row] = await db.query<{ count: bigint; untold: readonly string[] }>(
    `WITH stuck AS (
       SELECT id, coalesce((state->>'since')::timestamptz, started_at) AS since FROM checkout_sessions WHERE ${isStuck}
     ), told AS (
       INSERT INTO checkout_alerts (session_id, since) SELECT id, since FROM stuck ON CONFLICT DO NOTHING RETURNING session_id
     )
     SELECT (SELECT count(*) FROM stuck) AS count, ARRAY(SELECT session_id::text FROM told ORDER BY session_id LIMIT $3) AS untold`,
    [deadlineBefore, deadlinesPassed, fewIds],
  );
  return { count: Number(row?.count ?? 0), untold: (row?.untold ?? []).map((id) => idOf(id)) };
};

export const readStuck = async (
  db: Database,
  { deadlineBefore, deadlinesPassed }: StuckSign,
  { limit, after }: Page<CheckoutId>,
): Promise<readonly StuckCheckout[]> => {
  const rows = await db.select(CheckoutSessions, `WHERE ${isStuck} AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`, [
    deadlineBefore,
    deadlinesPassed,
    after ?? null,
    limit,
  ]);
  return rows.map(({ state: checkout, startedAt, deadlineAt }) => ({ checkout, startedAt, deadline: deadlineAt ?? undefined }));
};
