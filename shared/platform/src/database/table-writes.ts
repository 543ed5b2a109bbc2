import type { UnitPart } from './statement';
import type { Columns, NewRow, RowOf, Table, TableColumn } from './table';

/** The numeric columns. */
type Numbers<C extends Columns> = { [K in keyof C]: RowOf<C>[K] extends number | bigint ? K : never }[keyof C];

/** A change of rows: `where` selects rows by column values, `set` assigns values, `add` increments. */
export type RowChange<C extends Columns> = {
  readonly where: Partial<RowOf<C>>;
  readonly set?: Partial<RowOf<C>>;
  readonly add?: Partial<Pick<RowOf<C>, Numbers<C>>>;
};

type Values = Readonly<Record<string, unknown>>;

/** The text of a statement, and its parameters for each row. */
type Prepared = { readonly sql: string; readonly columns: readonly { readonly valueOf: (row: Values) => unknown }[] };

type WriteKind = 'insert' | 'insert unless there' | 'upsert' | 'update' | 'delete';

/** Composed statements by table and shape. The number of shapes is bounded. */
const prepared = new WeakMap<object, Map<string, Prepared>>();

const prepare = (table: object, key: string, make: () => Prepared): Prepared => {
  const known = prepared.get(table) ?? new Map<string, Prepared>();
  prepared.set(table, known);
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
};

const quoted = (item: string | number | bigint | boolean | null): string =>
  item === null ? 'NULL' : `"${item.toString().replace(/[\\"]/g, '\\$&')}"`;

/** Formats an array for PostgreSQL. Array columns are sent as text, because unnest flattens nested arrays. */
const arrayText = (value: unknown): unknown => (Array.isArray(value) ? `{${value.map(quoted).join(',')}}` : value);

/** The value of a column as sent to PostgreSQL. */
export const storedOf = ({ type, isArray, write }: TableColumn, value: unknown): unknown => {
  if (value === null) return null;
  const stored = write === undefined ? value : write(value as never);
  if (isArray === true) return arrayText(stored);
  return type === 'json' || type === 'jsonb' ? JSON.stringify(stored) : stored;
};

/** `bpchar` is `char` of any length. With `text`, PostgreSQL would not use an index on a `char` column. */
export const elementType = ({ type }: TableColumn): string => (type === 'char' ? 'bpchar' : type);

export const columnOf = (table: Table, property: string): TableColumn => {
  const column = Object.hasOwn(table.columns, property) ? table.columns[property] : undefined;
  if (column === undefined) throw new Error(`the table ${table.tableName} has no property ${property}`);
  return column;
};

/** The source `n` of a write: `unnest` of one array per column, with columns c0, c1, …. */
const sourceOf = (columns: readonly TableColumn[]): string => {
  const arrays = columns.map((column, index) => `$${(index + 1).toString()}::${column.isArray === true ? 'text' : elementType(column)}[]`);
  return `unnest(${arrays.join(', ')}) AS n (${columns.map((_, index) => `c${index.toString()}`).join(', ')})`;
};

const valueAt = (column: TableColumn, index: number): string =>
  `n.c${index.toString()}${column.isArray === true ? `::${elementType(column)}[]` : ''}`;

const timestampUpdates = (table: Table, given: readonly string[]): readonly string[] =>
  Object.values(table.columns)
    .filter(({ isTouched, property }) => isTouched === true && !given.includes(property))
    .map(({ name }) => `${name} = now()`);

const columnReader = (column: TableColumn) => ({ valueOf: (row: Values) => storedOf(column, row[column.property]) });

const insertText = (table: Table, properties: readonly string[], ending: string): Prepared => {
  const columns = properties.map((property) => columnOf(table, property));
  return {
    sql: `INSERT INTO ${table.tableName} (${columns.map(({ name }) => name).join(', ')}) SELECT ${columns.map(valueAt).join(', ')} FROM ${sourceOf(columns)}${ending}`,
    columns: columns.map(columnReader),
  };
};

/** The properties of the rows. All rows must have the same, because a missing one would be written as null. */
const propertiesOf = (table: Table, rows: readonly Values[]): readonly string[] => {
  const properties = Object.keys(rows[0] ?? {});
  const isEqual = (row: Values): boolean =>
    Object.keys(row).length === properties.length && properties.every((property) => row[property] !== undefined);
  if (!rows.every(isEqual)) throw new Error(`rows of ${table.tableName} have different properties, or undefined ones`);
  return properties;
};

const partOf = ({ sql, columns }: Prepared, rows: readonly Values[], expect?: number): UnitPart => ({
  sql,
  params: columns.map(({ valueOf }) => rows.map(valueOf)),
  isColumns: true,
  ...(expect === undefined ? {} : { expect }),
});

const keyOf = (write: WriteKind, ...properties: readonly (readonly string[])[]): string => [write, ...properties.map(String)].join(' | ');

/** Inserts rows in order. With `ignoreConflicts`, rows whose key exists are skipped. */
export const insertPart = <C extends Columns>(described: Table<C>, rows: readonly NewRow<C>[], ignoreConflicts: boolean): UnitPart => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, rows);
  const key = keyOf(ignoreConflicts ? 'insert unless there' : 'insert', properties);
  return partOf(
    prepare(table, key, () => insertText(table, properties, ignoreConflicts ? ' ON CONFLICT DO NOTHING' : '')),
    rows,
  );
};

export type Upsert<C extends Columns> = {
  /** The columns of a unique key. */
  readonly by: readonly (keyof C & string)[];
  /** Changes an existing row only if this property is lower than the given value. */
  readonly newer?: keyof C & string;
};

/** Inserts rows, or updates those whose key exists. Rows are sorted by key to avoid deadlocks. */
export const upsertPart = <C extends Columns>(described: Table<C>, rows: readonly NewRow<C>[], { by, newer }: Upsert<C>): UnitPart => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, rows);
  return partOf(
    prepare(table, keyOf('upsert', properties, by, newer === undefined ? [] : [newer]), () => {
      const key = by.map((property) => columnOf(table, property).name);
      const set = properties.filter((property) => !by.includes(property)).map((property) => columnOf(table, property).name);
      const assignments = [...set.map((name) => `${name} = excluded.${name}`), ...timestampUpdates(table, properties)];
      const keyColumns = by.map((property) => `n.c${properties.indexOf(property).toString()}`);
      const order = ` ORDER BY ${keyColumns.join(', ')}`;
      const versionColumn = newer === undefined ? undefined : columnOf(table, newer).name;
      const condition = versionColumn === undefined ? '' : ` WHERE ${table.tableName}.${versionColumn} < excluded.${versionColumn}`;
      return insertText(table, properties, `${order} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${assignments.join(', ')}${condition}`);
    }),
    rows,
  );
};

type Change = { readonly where: Values; readonly set?: Values; readonly add?: Values };

type Given = Readonly<Record<keyof Change, readonly string[]>> & { readonly onlyIf: readonly string[] };

const updateText = (table: Table, given: Given): Prepared => {
  const columnsFor = (member: keyof Change) => given[member].map((property) => ({ member, column: columnOf(table, property) }));
  const all = [...columnsFor('where'), ...columnsFor('set'), ...columnsFor('add')];
  const parameters = all.map(({ member, column }, index) => ({ member, name: column.name, value: valueAt(column, index) }));
  const assignments = parameters.flatMap(({ member, name, value }) => {
    if (member === 'where') return [];
    return [`${name} = ${member === 'add' ? `t.${name} + ` : ''}${value}`];
  });
  const found = parameters.filter(({ member }) => member === 'where').map(({ name, value }) => `t.${name} = ${value}`);
  const conditions = [...found, ...given.onlyIf.map((condition) => `(${condition})`)];
  return {
    sql: `UPDATE ${table.tableName} AS t SET ${[...assignments, ...timestampUpdates(table, given.set)].join(', ')} FROM ${sourceOf(all.map(({ column }) => column))} WHERE ${conditions.join(' AND ')}`,
    columns: all.map(({ member, column }) => ({
      valueOf: (change: Values) => storedOf(column, (change[member] as Values)[column.property]),
    })),
  };
};

export type UpdateOptions = {
  /** The number of rows that must be found. */
  readonly expect?: number;
  /** A SQL condition on the row, `t`. */
  readonly onlyIf?: string;
};

/** Sets columns of the rows with the given values, or adds to them. */
export const updatePart = <C extends Columns>(
  described: Table<C>,
  changes: readonly RowChange<C>[],
  { expect, onlyIf }: UpdateOptions,
): UnitPart => {
  const table = described as unknown as Table;
  const whole = changes.map(({ where, set = {}, add = {} }): Required<Change> => ({ where, set, add }));
  const namesIn = (member: keyof Change): readonly string[] =>
    propertiesOf(
      table,
      whole.map((change) => change[member]),
    );
  const given = { where: namesIn('where'), set: namesIn('set'), add: namesIn('add'), onlyIf: onlyIf === undefined ? [] : [onlyIf] };
  const write = prepare(table, keyOf('update', given.where, given.set, given.add, given.onlyIf), () => updateText(table, given));
  return partOf(write, whole, expect);
};

/** Deletes the rows with the given values. */
export const deletePart = <C extends Columns>(described: Table<C>, keys: readonly Partial<RowOf<C>>[], expect?: number): UnitPart => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, keys);
  const write = prepare(table, keyOf('delete', properties), () => {
    const columns = properties.map((property) => columnOf(table, property));
    const conditions = columns.map((column, index) => `t.${column.name} = ${valueAt(column, index)}`);
    return {
      sql: `DELETE FROM ${table.tableName} AS t USING ${sourceOf(columns)} WHERE ${conditions.join(' AND ')}`,
      columns: columns.map(columnReader),
    };
  });
  return partOf(write, keys, expect);
};
