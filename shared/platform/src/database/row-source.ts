import { describedColumns, type Columns, type RowOf, type Table, type TableColumn } from './table';
import { columnOf, elementType, storedOf } from './table-writes';

/** Rows as a source in custom SQL. */
export type RowSource<Row> = {
  /** The SQL after FROM or JOIN. */
  readonly sql: string;
  /** The names of its columns that belong to the table. */
  readonly columns: readonly string[];
  /** The parameters: one array per column. */
  readonly params: (rows: readonly Row[]) => readonly (readonly unknown[])[];
};

type SourceOptions<Extra extends Columns> = {
  readonly alias: string;
  /** The number of the first parameter; 1 by default. */
  readonly first?: number;
  /** Columns that are not in the table. */
  readonly extra?: Extra;
};

/** Nothing if there are no extra columns. */
type ExtraRow<Extra extends Columns> = Columns extends Extra ? unknown : RowOf<Extra>;

/**
 * Creates a row source with some columns of a table, for writes with arithmetic or joins. Arrays are passed as text and must be cast:
 * `added.tags::text[]`.
 */
export const rowSource = <C extends Columns, const K extends keyof C & string, Extra extends Columns = Columns>(
  table: Table<C>,
  properties: readonly K[],
  { alias, first = 1, extra: extra }: SourceOptions<Extra>,
): RowSource<Pick<RowOf<C>, K> & ExtraRow<Extra>> => {
  const own = properties.map((property) => columnOf(table as unknown as Table, property));
  const columns: readonly TableColumn[] = [...own, ...Object.values(describedColumns(extra ?? {}))];
  const typeOf = (column: TableColumn): string => (column.isArray === true ? 'text' : elementType(column));
  const arrays = columns.map((column, index) => `$${(first + index).toString()}::${typeOf(column)}[]`);
  return {
    sql: `unnest(${arrays.join(', ')}) AS ${alias} (${columns.map(({ name }) => name).join(', ')})`,
    columns: own.map(({ name }) => name),
    params: (rows) =>
      columns.map((column) => rows.map((row) => storedOf(column, (row as Readonly<Record<string, unknown>>)[column.property]))),
  };
};
