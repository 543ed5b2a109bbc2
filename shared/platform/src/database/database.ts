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
import { beginUnit, commitAll, type Unit } from './unit';

/**
 * The database of a context: TypeORM for mapping and migrations, prepared statements over pipelined connections (separate ones for reads
 * and units), atomic units.
 */
export type Database = {
  readonly dataSource: DataSource;
  /** Runs one prepared statement. bigint columns are read as bigint, timestamptz as Instant, jsonb as parsed values. */
  readonly query: <R extends object>(sql: string, params?: readonly unknown[]) => Promise<readonly R[]>;
  /** Selects rows of a table with one prepared statement; `rest` is the SQL from WHERE on. */
  readonly select: <C extends Columns>(table: Table<C>, rest: string, params?: readonly unknown[]) => Promise<readonly RowOf<C>[]>;
  /** The TypeORM repository of a table, for rare queries. It has its own connections and does not prepare statements. */
  readonly repository: <C extends Columns>(table: Table<C>) => TableRepository<C>;
  /** Collects the writes of one use case, which are committed atomically as one statement. */
  readonly unit: (cause: Cause) => Unit;
  /** Commits several units made of rows atomically, as one statement. Throws and calls `done` like `commit`. */
  readonly commitAll: (units: readonly Unit[], done?: () => void) => Promise<void>;
  /** Subscribes to the events of every unit that this process commits. */
  readonly onCommit: (listener: CommitListener) => () => void;
  readonly close: () => Promise<void>;
};

/** Tables by name, as a module of tables exports them. */
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

// Any OID can occur; the types of the package list only the built-in ones.
const defaultParser = types.getTypeParser as unknown as (oid: number, format?: string) => (text: string) => unknown;

const utcTimestamp = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** Converts PostgreSQL's format of a timestamp in UTC. Creating a `Date` would cost more than reading the rest of the row. */
const toInstant = (text: string): Instant => {
  const [, day, time, fraction = ''] = utcTimestamp.exec(text) ?? [];
  if (day === undefined || time === undefined) return instant(text);
  return `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z` as Instant;
};

const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return BigInt;
    if (oid === timestamptz) return toInstant;
    // The driver would convert dates in the time zone of the process.
    if (oid === date) return String;
    return defaultParser(oid, format);
  },
};

const names = new Map<string, string>();
const maxPrepared = 2_000;

/**
 * The name of a prepared statement, derived from its text. Beyond the maximum number of texts, statements are not prepared, so that SQL
 * built from values cannot fill the server's memory.
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
 * Runs all pending migrations, as the role that owns the tables. Several replicas can call it: the others wait and then have nothing to do.
 */
export const migrate = async (options: DatabaseOptions, migrations: readonly MigrationClass[]): Promise<void> => {
  const dataSource = await sourceOf({ ...options, poolSize: 2 }, { migrations, statementTimeout: 0 }).initialize();
  // A reserved connection: the pool would close an idle one and release the lock.
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
 * The planner settings for statements of units, which find rows by key, so that one generic plan fits all values. Otherwise PostgreSQL
 * would plan some statements at each execution, and cache a sequential scan from when a table was empty for others.
 */
const writerSettings = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off']
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
  const writers = openPipelines({ ...pipelines, settings: writerSettings });
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
    commitAll: (units, done) => commitAll(target, units, done),
    onCommit: hooks.listen,
    close: async () => {
      await Promise.all([readers.close(), writers.close()]);
      await dataSource.destroy();
    },
  };
};
