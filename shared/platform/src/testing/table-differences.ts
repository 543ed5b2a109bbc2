import { migrate, openDatabase, type Database } from '../database/database';
import * as platformTables from '../database/platform-tables';
import type { Table, TableColumn } from '../database/table';
import type { ContextDefinition } from '../server/context';

type Stored = {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
};
type StoredKey = { readonly table: string; readonly isPrimary: boolean; readonly columns: readonly string[] };

const selectColumns = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS "type", NOT a.attnotnull AS "isNullable",
    a.atthasdef OR a.attidentity <> '' AS "hasDefault"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
    AND c.relname <> 'migrations'`;

const selectKeys = `
  SELECT c.relname AS "table", i.indisprimary AS "isPrimary",
    ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum ORDER BY k.place) AS "columns"
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> 'migrations'
    AND i.indisunique AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL`;

const typeNames: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone', char: 'character' };

const typeOf = ({ type, length, isArray }: TableColumn): string =>
  `${typeNames[type] ?? type}${length === undefined ? '' : `(${length.toString()})`}${isArray === true ? '[]' : ''}`;

const lineOf = (column: Omit<Stored, 'table'>): string =>
  `${column.column} ${column.type}${column.isNullable ? '' : ' NOT NULL'}${column.hasDefault ? ' DEFAULT' : ''}`;

const describedLines = ({ columns, uniqueKeys }: Table): readonly string[] => {
  const all = Object.values(columns);
  const named = (properties: readonly string[]): string => properties.map((property) => columns[property]?.name ?? property).join(', ');
  const primary = all.filter(({ isPrimary }) => isPrimary === true).map(({ name }) => name);
  return [
    ...all.map((column) =>
      lineOf({ column: column.name, type: typeOf(column), isNullable: column.isNullable ?? false, hasDefault: column.hasDefault ?? false }),
    ),
    `PRIMARY KEY (${primary.join(', ')})`,
    ...uniqueKeys.map((key) => `UNIQUE (${named(key)})`),
  ];
};

const storedLines = (table: string, columns: readonly Stored[], keys: readonly StoredKey[]): readonly string[] => [
  ...columns.filter((each) => each.table === table).map(lineOf),
  ...keys.filter((each) => each.table === table).map((key) => `${key.isPrimary ? 'PRIMARY KEY' : 'UNIQUE'} (${key.columns.join(', ')})`),
];

const compare = async (db: Database, tables: readonly Table[]): Promise<readonly string[]> => {
  const [columns, keys] = [await db.query<Stored>(selectColumns), await db.query<StoredKey>(selectKeys)];
  const described = new Map(tables.map((table) => [table.tableName, describedLines(table)]));
  const names = new Set([...described.keys(), ...columns.map(({ table }) => table)]);
  return [...names].sort().flatMap((name) => {
    const [inCode, inDatabase] = [described.get(name) ?? [], storedLines(name, columns, keys)];
    return [
      ...inCode.filter((line) => !inDatabase.includes(line)).map((line) => `${name}: described, not in the database: ${line}`),
      ...inDatabase.filter((line) => !inCode.includes(line)).map((line) => `${name}: in the database, not described: ${line}`),
    ];
  });
};

/** The differences between the described tables of a context and a database created by its migrations; empty if there are none. */
export const tableDifferences = async (url: string, { name, migrations, tables = {} }: ContextDefinition): Promise<readonly string[]> => {
  const options = { name, url, poolSize: 1, tables };
  await migrate(options, migrations);
  const db = await openDatabase(options);
  try {
    return await compare(db, [...Object.values(platformTables), ...Object.values(tables)] as unknown as readonly Table[]);
  } finally {
    await db.close();
  }
};
