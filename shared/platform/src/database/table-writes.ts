import type { Part } from './statement';
import type { Columns, NewRow, RowOf, Table, TableColumn } from './table';

/** The columns that hold numbers. */
type Numbers<C extends Columns> = { [K in keyof C]: RowOf<C>[K] extends number | bigint ? K : never }[keyof C];

/** Which rows to change, by the values of some columns, and what to set in them. `add` adds to what stands there. */
export type RowChange<C extends Columns> = {
  readonly where: Partial<RowOf<C>>;
  readonly set?: Partial<RowOf<C>>;
  readonly add?: Partial<Pick<RowOf<C>, Numbers<C>>>;
};

type Values = Readonly<Record<string, unknown>>;

/** A text with the values that it takes from each row. */
type Prepared = { readonly sql: string; readonly columns: readonly { readonly valueOf: (row: Values) => unknown }[] };

type Write = 'insert' | 'insert unless there' | 'upsert' | 'update' | 'delete';

/** How rows are written; code has a bounded number of these, and each text is made once. */
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

/** An array as PostgreSQL writes it. A column of arrays is sent as texts: unnest would take arrays of arrays apart. */
const arrayText = (value: unknown): unknown => (Array.isArray(value) ? `{${value.map(quoted).join(',')}}` : value);

/** What PostgreSQL gets for a value of a column. */
export const storedOf = ({ type, isArray, write }: TableColumn, value: unknown): unknown => {
  if (value === null) return null;
  const stored = write === undefined ? value : write(value as never);
  if (isArray === true) return arrayText(stored);
  return type === 'json' || type === 'jsonb' ? JSON.stringify(stored) : stored;
};

/** `bpchar` is `char` of any length. As `text` it would not be found by an index over `char`. */
export const elementType = ({ type }: TableColumn): string => (type === 'char' ? 'bpchar' : type);

export const columnOf = (table: Table, property: string): TableColumn => {
  const column = Object.hasOwn(table.columns, property) ? table.columns[property] : undefined;
  if (column === undefined) throw new Error(`the table ${table.tableName} has no property ${property}`);
  return column;
};

/** Columns of a write: `unnest` of one array each, named c0, c1, … in the source `n`. */
const sourceOf = (columns: readonly TableColumn[]): string => {
  const arrays = columns.map((column, place) => `$${(place + 1).toString()}::${column.isArray === true ? 'text' : elementType(column)}[]`);
  return `unnest(${arrays.join(', ')}) AS n (${columns.map((_, place) => `c${place.toString()}`).join(', ')})`;
};

const valueAt = (column: TableColumn, place: number): string =>
  `n.c${place.toString()}${column.isArray === true ? `::${elementType(column)}[]` : ''}`;

const touchedBy = (table: Table, given: readonly string[]): readonly string[] =>
  Object.values(table.columns)
    .filter(({ isTouched, property }) => isTouched === true && !given.includes(property))
    .map(({ name }) => `${name} = now()`);

const take = (column: TableColumn) => ({ valueOf: (row: Values) => storedOf(column, row[column.property]) });

const insertText = (table: Table, properties: readonly string[], ending: string): Prepared => {
  const columns = properties.map((property) => columnOf(table, property));
  return {
    sql: `INSERT INTO ${table.tableName} (${columns.map(({ name }) => name).join(', ')}) SELECT ${columns.map(valueAt).join(', ')} FROM ${sourceOf(columns)}${ending}`,
    columns: columns.map(take),
  };
};

/** Rows of equal keys only: columns are taken from the first, and what another leaves out would be written as nothing. */
const propertiesOf = (table: Table, rows: readonly Values[]): readonly string[] => {
  const properties = Object.keys(rows[0] ?? {});
  const isEqual = (row: Values): boolean =>
    Object.keys(row).length === properties.length && properties.every((property) => row[property] !== undefined);
  if (!rows.every(isEqual)) throw new Error(`rows of ${table.tableName} have different properties, or undefined ones`);
  return properties;
};

const partOf = ({ sql, columns }: Prepared, rows: readonly Values[], expect?: number): Part => ({
  sql,
  params: columns.map(({ valueOf }) => rows.map(valueOf)),
  isColumns: true,
  ...(expect === undefined ? {} : { expect }),
});

const keyOf = (write: Write, ...properties: readonly (readonly string[])[]): string => [write, ...properties.map(String)].join(' | ');

/** Inserts rows in their order. With `unlessThere`, one whose key is taken already is left out. */
export const insertPart = <C extends Columns>(described: Table<C>, rows: readonly NewRow<C>[], unlessThere: boolean): Part => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, rows);
  const key = keyOf(unlessThere ? 'insert unless there' : 'insert', properties);
  return partOf(
    prepare(table, key, () => insertText(table, properties, unlessThere ? ' ON CONFLICT DO NOTHING' : '')),
    rows,
  );
};

export type Upsert<C extends Columns> = {
  /** A unique key. */
  readonly by: readonly (keyof C & string)[];
  /** A row is changed only where its value of this property is lower than the given one. */
  readonly newer?: keyof C & string;
};

/** Inserts rows, or sets what they give where their key is taken. Sorted by key, so that two such writes never wait for each other. */
export const upsertPart = <C extends Columns>(described: Table<C>, rows: readonly NewRow<C>[], { by, newer }: Upsert<C>): Part => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, rows);
  return partOf(
    prepare(table, keyOf('upsert', properties, by, newer === undefined ? [] : [newer]), () => {
      const key = by.map((property) => columnOf(table, property).name);
      const set = properties.filter((property) => !by.includes(property)).map((property) => columnOf(table, property).name);
      const assignments = [...set.map((name) => `${name} = excluded.${name}`), ...touchedBy(table, properties)];
      const places = by.map((property) => `n.c${properties.indexOf(property).toString()}`);
      const order = ` ORDER BY ${places.join(', ')}`;
      const mark = newer === undefined ? undefined : columnOf(table, newer).name;
      const condition = mark === undefined ? '' : ` WHERE ${table.tableName}.${mark} < excluded.${mark}`;
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
  const placed = all.map(({ member, column }, place) => ({ member, name: column.name, value: valueAt(column, place) }));
  const assignments = placed.flatMap(({ member, name, value }) => {
    if (member === 'where') return [];
    return [`${name} = ${member === 'add' ? `t.${name} + ` : ''}${value}`];
  });
  const found = placed.filter(({ member }) => member === 'where').map(({ name, value }) => `t.${name} = ${value}`);
  const conditions = [...found, ...given.onlyIf.map((condition) => `(${condition})`)];
  return {
    sql: `UPDATE ${table.tableName} AS t SET ${[...assignments, ...touchedBy(table, given.set)].join(', ')} FROM ${sourceOf(all.map(({ column }) => column))} WHERE ${conditions.join(' AND ')}`,
    columns: all.map(({ member, column }) => ({
      valueOf: (change: Values) => storedOf(column, (change[member] as Values)[column.property]),
    })),
  };
};

export type UpdateOptions = {
  /** How many rows must be found. */
  readonly expect?: number;
  /** SQL about the row, `t`, that must hold as well. */
  readonly onlyIf?: string;
};

/** Sets columns of the rows that have the given values, or adds to them. */
export const updatePart = <C extends Columns>(
  described: Table<C>,
  changes: readonly RowChange<C>[],
  { expect, onlyIf }: UpdateOptions,
): Part => {
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

/** Deletes the rows that have the given values. */
export const deletePart = <C extends Columns>(described: Table<C>, keys: readonly Partial<RowOf<C>>[], expect?: number): Part => {
  const table = described as unknown as Table;
  const properties = propertiesOf(table, keys);
  const write = prepare(table, keyOf('delete', properties), () => {
    const columns = properties.map((property) => columnOf(table, property));
    const conditions = columns.map((column, place) => `t.${column.name} = ${valueAt(column, place)}`);
    return {
      sql: `DELETE FROM ${table.tableName} AS t USING ${sourceOf(columns)} WHERE ${conditions.join(' AND ')}`,
      columns: columns.map(take),
    };
  });
  return partOf(write, keys, expect);
};
