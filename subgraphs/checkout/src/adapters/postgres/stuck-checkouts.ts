import type { Page } from '@marketplace/application';
import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { StuckCheckout, StuckCriteria, StuckReport } from '../../application/ports';
import { CheckoutSessions } from './tables';

// Completed and aborted checkouts have no deadline.
const isStuck = `deadline_at IS NOT NULL AND (deadline_at <= $1 OR (state->>'overdue')::int >= $2)`;

/** The maximum number of ids in one alert. */
const maxReportedIds = 20;

/** Counts the stuck checkouts and records the alerts. The primary key prevents a second alert without progress in between. */
export const reportStuck = async (db: Database, { deadlineBefore, deadlinesPassed }: StuckCriteria): Promise<StuckReport> => {
  const [row] = await db.query<{ count: bigint; unreported: readonly string[] }>(
    `WITH stuck AS (
       SELECT id, coalesce((state->>'since')::timestamptz, started_at) AS since FROM checkout_sessions WHERE ${isStuck}
     ), reported AS (
       INSERT INTO checkout_alerts (session_id, since) SELECT id, since FROM stuck ON CONFLICT DO NOTHING RETURNING session_id
     )
     SELECT (SELECT count(*) FROM stuck) AS count, ARRAY(SELECT session_id::text FROM reported ORDER BY session_id LIMIT $3) AS unreported`,
    [deadlineBefore, deadlinesPassed, maxReportedIds],
  );
  return { count: Number(row?.count ?? 0), unreported: (row?.unreported ?? []).map((id) => idOf(id)) };
};

export const readStuck = async (
  db: Database,
  { deadlineBefore, deadlinesPassed }: StuckCriteria,
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
