import { instant, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Build, BuildPhase, BuildStore, NewBuild, PlannedStretch, VersionRow } from '../../application/builds';
import type { ModelName, ReplayScope } from '../../application/read-model';

type VersionRecord = {
  readonly model: ModelName;
  readonly version: number;
  readonly status: VersionRow['status'];
  readonly created_at: Instant;
  readonly live_at: Instant | null;
  readonly retired_at: Instant | null;
};

const versionColumns = 'model, version, status, created_at, live_at, retired_at';

const toVersion = ({ model, version, status, created_at, live_at, retired_at }: VersionRecord): VersionRow => ({
  model,
  version,
  status,
  createdAt: instant(created_at),
  ...(live_at === null ? {} : { liveAt: instant(live_at) }),
  ...(retired_at === null ? {} : { retiredAt: instant(retired_at) }),
});

type BuildRecord = {
  readonly id: string;
  readonly model: ModelName;
  readonly version: number | null;
  readonly product_id: string | null;
  readonly seller_id: string | null;
  readonly order_id: string | null;
  readonly phase: BuildPhase;
  readonly plan: readonly PlannedStretch[];
  readonly events: bigint;
  readonly skipped: bigint;
  readonly set_aside: number;
  readonly last_error: string | null;
  readonly started_at: Instant;
  readonly replayed_at: Instant | null;
  readonly finished_at: Instant | null;
};

const columns = `
  id, model, version, product_id, seller_id, order_id, phase, plan, events, skipped, last_error, started_at, replayed_at, finished_at,
  (SELECT count(*)::int FROM index_set_aside WHERE index_version = version AND model = 'product_index') AS set_aside`;

const scopeOf = ({ product_id, seller_id, order_id }: BuildRecord): ReplayScope => {
  if (product_id !== null) return { kind: 'product', id: product_id };
  return seller_id !== null ? { kind: 'seller', id: seller_id } : { kind: 'order', id: order_id ?? '' };
};

const toBuild = (row: BuildRecord): Build => ({
  id: row.id,
  model: row.model,
  goal: row.version === null ? { kind: 'REPLAY', scope: scopeOf(row) } : { kind: 'REBUILD', version: row.version },
  phase: row.phase,
  plan: row.plan,
  events: Number(row.events),
  skipped: Number(row.skipped),
  setAside: row.set_aside,
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
  startedAt: instant(row.started_at),
  ...(row.replayed_at === null ? {} : { replayedAt: instant(row.replayed_at) }),
  ...(row.finished_at === null ? {} : { finishedAt: instant(row.finished_at) }),
});

const insertVersion = `INSERT INTO read_model_versions (model, version, status)
  SELECT model, version, 'BUILDING' FROM unnest($1::text[], $2::int[]) AS begun (model, version) WHERE version IS NOT NULL`;

const insertBuild = `INSERT INTO read_model_builds (id, model, kind, version, product_id, seller_id, order_id, phase, plan)
  SELECT id, model, kind, version, product_id, seller_id, order_id, 'REPLAYING', plan
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::uuid[], $6::uuid[], $7::uuid[], $8::jsonb[])
    AS begun (id, model, kind, version, product_id, seller_id, order_id, plan)`;

const versionOf = ({ goal }: NewBuild): number | null => (goal.kind === 'REBUILD' ? goal.version : null);
const idOfScope = ({ goal }: NewBuild, kind: ReplayScope['kind']): string | null =>
  goal.kind === 'REPLAY' && goal.scope.kind === kind ? goal.scope.id : null;

const insertColumns = (builds: readonly NewBuild[]) => [
  builds.map(({ id }) => id),
  builds.map(({ model }) => model),
  builds.map(({ goal }) => goal.kind),
  builds.map(versionOf),
  builds.map((build) => idOfScope(build, 'product')),
  builds.map((build) => idOfScope(build, 'seller')),
  builds.map((build) => idOfScope(build, 'order')),
  builds.map(({ plan }) => JSON.stringify(plan)),
];

/**
 * The versions of a model as they are once nobody else changes them. Whoever changes one takes them all first, in one order, and
 * behind the row of the build: two who come at once take turns, and the second sees what the first has made of them, not
 * what was there when its statement began.
 */
const keptOf = (model: string): string => `
  kept AS MATERIALIZED (
    SELECT v.model, v.version, v.status FROM read_model_versions AS v
    WHERE v.model = ${model} AND v.status <> 'RETIRED' ORDER BY v.version FOR UPDATE
  )`;

const retired = `'RETIRED', retired_at = now(), retired_in = pg_current_xact_id()`;

/** The versions move up by one, all at once: a query sees the old live one or the new one, never none and never two. */
const goLive = `
  WITH done AS (
    UPDATE read_model_builds SET phase = 'DONE', finished_at = now(), last_error = NULL WHERE id = $1 AND phase = 'DRAINING' RETURNING model
  ), ${keptOf('(SELECT model FROM done)')}
  UPDATE read_model_versions v SET
    status = CASE kept.status WHEN 'BUILDING' THEN 'LIVE' WHEN 'LIVE' THEN 'PREVIOUS' ELSE 'RETIRED' END,
    live_at = CASE kept.status WHEN 'BUILDING' THEN now() ELSE live_at END,
    retired_at = CASE kept.status WHEN 'PREVIOUS' THEN now() END,
    retired_in = CASE kept.status WHEN 'PREVIOUS' THEN pg_current_xact_id() END
  FROM kept WHERE v.model = kept.model AND v.version = kept.version RETURNING v.version`;

const rollBack = `
  WITH ${keptOf('$1')}
  UPDATE read_model_versions v SET
    status = CASE kept.status WHEN 'LIVE' THEN 'PREVIOUS' ELSE 'LIVE' END,
    live_at = CASE kept.status WHEN 'LIVE' THEN live_at ELSE now() END
  FROM kept WHERE v.model = kept.model AND v.version = kept.version
    AND kept.status IN ('LIVE', 'PREVIOUS') AND EXISTS (SELECT FROM kept WHERE status = 'PREVIOUS') RETURNING v.version`;

const cancel = `
  WITH cancelled AS (
    UPDATE read_model_builds SET phase = 'CANCELLED', finished_at = now()
    WHERE model = $1 AND kind = 'REBUILD' AND phase IN ('REPLAYING', 'DRAINING') RETURNING model, version
  ), ${keptOf('(SELECT model FROM cancelled)')}
  UPDATE read_model_versions v SET status = ${retired} FROM kept JOIN cancelled USING (model, version)
  WHERE v.model = kept.model AND v.version = kept.version AND kept.status = 'BUILDING' RETURNING v.version`;

const underWay = `phase IN ('REPLAYING', 'DRAINING')`;

export const buildStore = (db: Database): BuildStore => {
  const builds = async (rest: string, params: readonly unknown[] = []): Promise<readonly Build[]> =>
    (await db.query<BuildRecord>(`SELECT ${columns} FROM read_model_builds ${rest}`, params)).map(toBuild);
  const changed = async (change: string, params: readonly unknown[]): Promise<Build | undefined> =>
    (await db.query<BuildRecord>(`UPDATE read_model_builds SET ${change} RETURNING ${columns}`, params)).map(toBuild)[0];
  return {
    versions: async () =>
      (await db.query<VersionRecord>(`SELECT ${versionColumns} FROM read_model_versions ORDER BY model, version DESC`)).map(toVersion),
    nextVersion: async (model) => {
      const [row] = await db.query<{ next: number }>('SELECT max(version) + 1 AS next FROM read_model_versions WHERE model = $1', [model]);
      return row?.next ?? 1;
    },
    underWay: () => builds(`WHERE ${underWay} ORDER BY started_at, id`),
    find: async (id) => (await builds('WHERE id = $1', [id]))[0],
    latest: (limit) => builds('ORDER BY started_at DESC, id DESC LIMIT $1', [limit]),
    begin: (begun, cause) =>
      db
        .unit(cause)
        .addRows(insertVersion, [begun.map(({ model }) => model), begun.map(versionOf)])
        .addRows(insertBuild, insertColumns(begun), begun.length)
        .commit(),
    progress: (id, { plan, events, skipped }) =>
      changed(`plan = $2, events = $3, skipped = $4, last_error = NULL WHERE id = $1 AND phase = 'REPLAYING'`, [
        id,
        JSON.stringify(plan),
        events,
        skipped,
      ]),
    drain: (id) => changed(`phase = 'DRAINING', replayed_at = clock_timestamp() WHERE id = $1 AND phase = 'REPLAYING'`, [id]),
    finish: async (id) => {
      await changed(`phase = 'DONE', replayed_at = now(), finished_at = now() WHERE id = $1 AND phase = 'REPLAYING'`, [id]);
    },
    goLive: async (id) => (await db.query(goLive, [id])).length > 0,
    cancel: async (model) => (await db.query<{ version: number }>(cancel, [model]))[0]?.version,
    rollBack: async (model) => (await db.query(rollBack, [model])).length > 0,
    noteError: async (id, error) => {
      await changed(`last_error = $2 WHERE id = $1 AND ${underWay}`, [id, error]);
    },
    droppable: async () =>
      (
        await db.query<VersionRecord>(
          `SELECT ${versionColumns} FROM read_model_versions
           WHERE status = 'RETIRED' AND dropped_at IS NULL AND retired_in < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY model, version`,
        )
      ).map(toVersion),
    noteDropped: async ({ model, version }) => {
      await db.query('UPDATE read_model_versions SET dropped_at = now() WHERE model = $1 AND version = $2', [model, version]);
    },
  };
};
