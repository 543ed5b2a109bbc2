import { columnsOf, parseRows, nonNull, type Database } from '@marketplace/platform';
import type { Build, BuildStore } from '../../application/builds';
import { Builds, Versions } from './tables';

const columns = `${columnsOf(Builds)},
  (SELECT count(*)::int FROM index_set_aside WHERE index_version = version AND model = 'product_index') AS "quarantined"`;

const readBuilds = async (query: Promise<readonly object[]>): Promise<readonly Build[]> =>
  parseRows(Builds, await query).map((row) => {
    const { version, scope: _, ...build } = row as typeof row & Pick<Build, 'quarantined'>;
    return { ...build, goal: version === null ? { kind: 'REPLAY', scope: nonNull(Builds, row, 'scope') } : { kind: 'REBUILD', version } };
  });

/**
 * Locks the versions of a model. Every statement that changes a version locks all of them first, in the same order, after the row
 * of the build. So concurrent statements run one after the other, and each sees the result of the one before.
 */
const lockedOf = (model: string): string => `
  kept AS MATERIALIZED (
    SELECT v.model, v.version, v.status FROM read_model_versions AS v
    WHERE v.model = ${model} AND v.status <> 'RETIRED' ORDER BY v.version FOR UPDATE
  )`;

const thisTransaction = 'pg_current_xact_id()::text::bigint';

/** Promotes all versions in one statement: a query sees either the old or the new live version, never none or two. */
const goLive = `
  WITH done AS (
    UPDATE read_model_builds SET phase = 'DONE', finished_at = now(), last_error = NULL WHERE id = $1 AND phase = 'DRAINING' RETURNING model
  ), ${lockedOf('(SELECT model FROM done)')}
  UPDATE read_model_versions v SET
    status = CASE kept.status WHEN 'BUILDING' THEN 'LIVE' WHEN 'LIVE' THEN 'PREVIOUS' ELSE 'RETIRED' END,
    live_at = CASE kept.status WHEN 'BUILDING' THEN now() ELSE live_at END,
    retired_at = CASE kept.status WHEN 'PREVIOUS' THEN now() END,
    retired_in = CASE kept.status WHEN 'PREVIOUS' THEN ${thisTransaction} END
  FROM kept WHERE v.model = kept.model AND v.version = kept.version RETURNING v.version`;

const rollBack = `
  WITH ${lockedOf('$1')}
  UPDATE read_model_versions v SET
    status = CASE kept.status WHEN 'LIVE' THEN 'PREVIOUS' ELSE 'LIVE' END,
    live_at = CASE kept.status WHEN 'LIVE' THEN live_at ELSE now() END
  FROM kept WHERE v.model = kept.model AND v.version = kept.version
    AND kept.status IN ('LIVE', 'PREVIOUS') AND EXISTS (SELECT FROM kept WHERE status = 'PREVIOUS') RETURNING v.version`;

const newVersion = { liveAt: null, retiredAt: null, retiredIn: null, droppedAt: null };

const inProgress = `phase IN ('REPLAYING', 'DRAINING')`;

const cancel = `
  WITH cancelled AS (
    UPDATE read_model_builds SET phase = 'CANCELLED', finished_at = now()
    WHERE model = $1 AND version IS NOT NULL AND ${inProgress} RETURNING model, version
  ), ${lockedOf('(SELECT model FROM cancelled)')}
  UPDATE read_model_versions v SET status = 'RETIRED', retired_at = now(), retired_in = ${thisTransaction}
  FROM kept JOIN cancelled USING (model, version)
  WHERE v.model = kept.model AND v.version = kept.version AND kept.status = 'BUILDING' RETURNING v.version`;

/**
 * Stores versions and builds. They are not aggregates: one statement changes several versions under locks, and no events are
 * published.
 */
export const buildStore = (db: Database): BuildStore => {
  const builds = (rest: string, params: readonly unknown[] = []): Promise<readonly Build[]> =>
    readBuilds(db.query(`SELECT ${columns} FROM read_model_builds ${rest}`, params));
  const changed = async (change: string, params: readonly unknown[]): Promise<Build | undefined> =>
    (await readBuilds(db.query(`UPDATE read_model_builds SET ${change} RETURNING ${columns}`, params)))[0];
  return {
    versions: () => db.select(Versions, 'ORDER BY model, version DESC'),
    nextVersion: async (model) => {
      const [last] = await db.select(Versions, 'WHERE model = $1 ORDER BY version DESC LIMIT 1', [model]);
      return (last?.version ?? 0) + 1;
    },
    inProgress: () => builds(`WHERE ${inProgress} ORDER BY started_at, id`),
    find: async (id) => (await builds('WHERE id = $1', [id]))[0],
    latest: (limit) => builds('ORDER BY started_at DESC, id DESC LIMIT $1', [limit]),
    start: (newBuilds, cause) =>
      db
        .unit(cause)
        .insert(
          Versions,
          newBuilds.flatMap(({ model, goal }) =>
            goal.kind === 'REBUILD' ? [{ model, version: goal.version, status: 'BUILDING' as const, ...newVersion }] : [],
          ),
        )
        .insert(
          Builds,
          newBuilds.map(({ goal, ...build }) => ({
            ...build,
            version: goal.kind === 'REBUILD' ? goal.version : null,
            scope: goal.kind === 'REPLAY' ? goal.scope : null,
            phase: 'REPLAYING',
            lastError: null,
            replayedAt: null,
            finishedAt: null,
          })),
        )
        .commit(),
    saveProgress: (id, { plan, events, skipped }) =>
      changed(`plan = $2, events = $3, skipped = $4, last_error = NULL WHERE id = $1 AND phase = 'REPLAYING'`, [
        id,
        JSON.stringify(plan),
        events,
        skipped,
      ]),
    startDraining: (id) => changed(`phase = 'DRAINING', replayed_at = clock_timestamp() WHERE id = $1 AND phase = 'REPLAYING'`, [id]),
    finish: async (id) => {
      await changed(`phase = 'DONE', replayed_at = now(), finished_at = now() WHERE id = $1 AND phase = 'REPLAYING'`, [id]);
    },
    goLive: async (id) => (await db.query(goLive, [id])).length > 0,
    cancel: async (model) => (await db.query<{ version: number }>(cancel, [model]))[0]?.version,
    rollBack: async (model) => (await db.query(rollBack, [model])).length > 0,
    recordError: async (id, error) => {
      await changed(`last_error = $2 WHERE id = $1 AND ${inProgress}`, [id, error]);
    },
    droppableVersions: () =>
      db.select(
        Versions,
        `WHERE status = 'RETIRED' AND dropped_at IS NULL AND retired_in < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         ORDER BY model, version`,
      ),
    markDropped: async ({ model, version }) => {
      await db.query('UPDATE read_model_versions SET dropped_at = now() WHERE model = $1 AND version = $2', [model, version]);
    },
  };
};
