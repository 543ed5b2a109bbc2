import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { types, type QueryConfig } from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { instant, type Cause, type Instant } from '@marketplace/kernel';
import { commitHooks, type CommitListener } from './commit-hooks';
import * as platform from '../migrations/0001-platform';
import { migration, type MigrationClass } from '../migrations/migration';
import { openPipelines } from './pipelines';
import * as platformTables from './platform-tables';
import { statements } from '../core/metrics';
import { groupCommit } from './group-commit';
import type { Columns, RowOf, Table, TableRepository } from './table';
import { columnsOf, parseRows } from './table-reads';
import { beginUnit, commitTogether, type Unit } from './unit';

/** A context's own database: TypeORM for mapping and migrations, prepared SQL over a few pipelined connections (reads and units have their own), atomic units. */
export type Database = {
  readonly dataSource: DataSource;
  /** Runs one prepared statement. bigint columns arrive as bigint, timestamptz as Instant, jsonb parsed. */
  readonly query: <R extends object>(sql: string, params?: readonly unknown[]) => Promise<readonly R[]>;
  /** The rows of a table that `rest`, from WHERE on, asks for; by one prepared statement. */
  readonly select: <C extends Columns>(table: Table<C>, rest: string, params?: readonly unknown[]) => Promise<readonly RowOf<C>[]>;
  /** TypeORM's repository of a table, for what is not asked for often: it has connections of its own, and prepares nothing. */
  readonly repository: <C extends Columns>(table: Table<C>) => TableRepository<C>;
  /** Collects the writes of one use case; they are committed as one statement or not at all. */
  readonly unit: (cause: Cause) => Unit;
  /** Commits units made of rows as one statement, or throws what `commit` throws and writes nothing of any of them; `done` as there. */
  readonly commitTogether: (units: readonly Unit[], done?: () => void) => Promise<void>;
  /** Tells of the events of every unit of this process, after its commit. */
  readonly onCommit: (listener: CommitListener) => () => void;
  readonly close: () => Promise<void>;
};

/** Tables by name; what a module of tables exports. */
export type Tables = Readonly<Record<string, EntitySchema<object>>>;

export type DatabaseOptions = {
  readonly name: string;
  readonly url: string;
  readonly poolSize: number;
  readonly tables?: Tables;
};

const int8 = 20;
const date = 1082;
const timestamptz = 1184;

// Any oid may come: the package's own types know only the built-in ones.
const usualParser = types.getTypeParser as unknown as (oid: number, format?: string) => (text: string) => unknown;

const usualTimestamp = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** In a session in UTC, PostgreSQL writes a moment almost as we do; a `Date` in between would cost more than the row around it. */
const toInstant = (text: string): Instant => {
  const [, day, time, fraction = ''] = usualTimestamp.exec(text) ?? [];
  if (day === undefined || time === undefined) return instant(text);
  return `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z` as Instant;
};

const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return BigInt;
    if (oid === timestamptz) return toInstant;
    // A day is no moment: what the driver would make of it depends on the time zone of the process.
    if (oid === date) return String;
    return usualParser(oid, format);
  },
};

const names = new Map<string, string>();
const maxPrepared = 2_000;

/**
 * Statements are prepared once per connection, under a name made from their text. Code has a bounded number of texts;
 * should some place build them from values, those beyond the bound are sent unprepared instead of filling the server.
 */
const nameOf = (sql: string): string | undefined => {
  const known = names.get(sql);
  if (known !== undefined || names.size >= maxPrepared) return known;
  const name = createHash('sha1').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
};

type Source = { readonly migrations: readonly MigrationClass[]; readonly statementTimeout: number };

const sourceOf = (options: DatabaseOptions, { migrations, statementTimeout }: Source): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: `marketplace-${options.name}`,
    entities: [...Object.values(platformTables), ...Object.values(options.tables ?? {})] as EntitySchema<object>[],
    migrations: [migration('platform', 1, platform), ...migrations],
    migrationsTransactionMode: 'each',
    extra: { max: options.poolSize, types: typeParsers, statement_timeout: statementTimeout },
  });

/**
 * Brings a database up to the newest migration, as the role that owns its tables. Safe to call from several replicas:
 * the others wait, as long as it takes, and find nothing left to do.
 */
export const migrate = async (options: DatabaseOptions, migrations: readonly MigrationClass[]): Promise<void> => {
  const dataSource = await sourceOf({ ...options, poolSize: 2 }, { migrations, statementTimeout: 0 }).initialize();
  // A connection that is held: an idle one would be closed by the pool, and the lock would go with it.
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock(7001)');
    await dataSource.runMigrations();
    await holder.query('SELECT pg_advisory_unlock(7001)');
  } finally {
    await holder.release();
    await dataSource.destroy();
  }
};

const statementTimeoutMilliseconds = 15_000;

/**
 * How the statements of units are planned. They find rows by key, so one plan serves all values. PostgreSQL would plan some of
 * them at each execution, and cache for others a sequential scan that was right while the table was empty.
 */
const plansOfWrites = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off']
  .map((setting) => `-c ${setting}`)
  .join(' ');

export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const dataSource = await sourceOf(
    { ...options, poolSize: 2 },
    { migrations: [], statementTimeout: statementTimeoutMilliseconds },
  ).initialize();
  const pipelines = {
    url: options.url,
    applicationName: `marketplace-${options.name}`,
    connections: options.poolSize,
    statementTimeout: statementTimeoutMilliseconds,
    types: typeParsers,
  };
  const readers = openPipelines(pipelines);
  const writers = openPipelines({ ...pipelines, settings: plansOfWrites });
  const hooks = commitHooks();
  const queryOn =
    (connections: typeof readers): Database['query'] =>
    async <R extends object>(sql: string, params: readonly unknown[] = []) => {
      statements.inc({ context: options.name, sender: 'context' });
      const name = nameOf(sql);
      const config: QueryConfig<unknown[]> = { ...(name === undefined ? {} : { name }), text: sql, values: [...params] };
      const result = await connections.query<R>(config);
      return result.rows;
    };
  const query = queryOn(readers);
  const target = { commits: groupCommit(queryOn(writers)), committed: hooks.announce };
  return {
    dataSource,
    query,
    select: async (table, rest, params) =>
      parseRows(table, await query(`SELECT ${columnsOf(table)} FROM ${table.tableName} ${rest}`, params)),
    repository: (table) => dataSource.getRepository(table) as never,
    unit: (cause) => beginUnit(target, cause),
    commitTogether: (units, done) => commitTogether(target, units, done),
    onCommit: hooks.listen,
    close: async () => {
      await Promise.all([readers.close(), writers.close()]);
      await dataSource.destroy();
    },
  };
};
