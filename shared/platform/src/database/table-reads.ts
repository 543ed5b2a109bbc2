import { instant } from '@marketplace/kernel';
import type { Columns, RowOf, Table, TableColumn } from './table';

const columnsIn = (table: object): readonly TableColumn[] => Object.values((table as Table).columns);

/** The select list of a table, with property names as aliases. */
export const columnsOf = <C extends Columns>(table: Table<C>, alias?: string): string => {
  const prefix = alias === undefined ? '' : `${alias}.`;
  return columnsIn(table)
    .map(({ name, property }) => `${prefix}${name} AS "${property}"`)
    .join(', ');
};

/** The table with some of its columns. */
export const pickColumns = <C extends Columns, const K extends keyof C & string>(
  table: Table<C>,
  ...properties: readonly K[]
): Table<Pick<C, K>> => {
  const columns = Object.fromEntries(properties.map((property) => [property, table.columns[property]]));
  return Object.create(table, { columns: { value: columns } }) as Table<Pick<C, K>>;
};

type Reader = { readonly property: string; readonly read: (stored: unknown) => unknown };

const applied = (readers: readonly Reader[], stored: object): object => {
  const row: Record<string, unknown> = { ...stored };
  for (const { property, read } of readers) if (row[property] !== null && row[property] !== undefined) row[property] = read(row[property]);
  return row;
};

/** The driver already converts timestamps and big integers. */
const needsReading = ({ type, read }: TableColumn): boolean => read !== undefined && type !== 'timestamptz';

const readers = new WeakMap<object, readonly Reader[]>();

const readersOf = (table: object): readonly Reader[] => {
  const known = readers.get(table);
  if (known !== undefined) return known;
  const made = columnsIn(table)
    .filter(needsReading)
    .map(({ property, read }): Reader => ({ property, read: read as (stored: unknown) => unknown }));
  readers.set(table, made);
  return made;
};

/** Converts rows of a select of `columnsOf`. Other selected values are unchanged. */
export const parseRows = <C extends Columns>(table: Table<C>, rows: readonly object[]): readonly RowOf<C>[] => {
  const needed = readersOf(table);
  return (needed.length === 0 ? rows : rows.map((row) => applied(needed, row))) as readonly RowOf<C>[];
};

/**
 * A SQL expression for a row of a joined table as JSON, for `parseNestedRow`. Big integers are text, because JSON numbers are not exact.
 */
export const nestedRow = <C extends Columns>(table: Table<C>, alias: string): string => {
  const members = columnsIn(table).map(({ name, property, type }) => `'${property}', ${alias}.${name}${type === 'bigint' ? '::text' : ''}`);
  return `json_build_object(${members.join(', ')})`;
};

/** A SQL subquery for rows of another table as JSON, for `parseNested`. */
export const nestedRows = <C extends Columns>(
  table: Table<C>,
  alias: string,
  { where, order }: { readonly where: string; readonly order: string },
): string =>
  `(SELECT coalesce(json_agg(${nestedRow(table, alias)} ORDER BY ${order}), '[]') FROM ${table.tableName} ${alias} WHERE ${where})`;

const fromJson: Readonly<Partial<Record<TableColumn['type'], (stored: unknown) => unknown>>> = {
  bigint: (stored) => BigInt(String(stored)),
  timestamptz: (stored) => instant(String(stored)),
};

const jsonReadersOf = (table: object): readonly Reader[] =>
  columnsIn(table).flatMap(({ property, type, read }): readonly Reader[] => {
    const convert = fromJson[type] ?? read;
    return convert === undefined ? [] : [{ property, read: convert as (stored: unknown) => unknown }];
  });

/** Parses a row of `nestedRow`. */
export const parseNestedRow = <C extends Columns>(table: Table<C>, row: object): RowOf<C> => applied(jsonReadersOf(table), row) as RowOf<C>;

/** Parses rows of `nestedRows`. */
export const parseNested = <C extends Columns>(table: Table<C>, rows: readonly object[]): readonly RowOf<C>[] => {
  const needed = jsonReadersOf(table);
  return rows.map((row) => applied(needed, row) as RowOf<C>);
};

/** The value of a nullable column that must not be null in this row. Otherwise throws an error with the table, the row and the property. */
export const nonNull = <C extends Columns, R extends RowOf<C>, K extends keyof R & string>(
  table: Table<C>,
  row: R,
  property: K,
): NonNullable<R[K]> => {
  const value = row[property];
  if (value !== null && value !== undefined) return value;
  const key = columnsIn(table)
    .filter(({ isPrimary }) => isPrimary === true)
    .map((column) => String((row as Readonly<Record<string, unknown>>)[column.property]));
  throw new Error(`the row ${key.join(', ')} of ${table.tableName} must not have an empty ${property}`);
};
