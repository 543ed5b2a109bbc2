import { describedColumns, type Columns, type RowOf, type Table, type TableColumn } from './table';
import { columnOf, elementType, storedOf } from './table-writes';

/** Rows in SQL of one's own. */
export type RowSource<Row> = {
  /** What stands behind FROM or JOIN. */
  readonly sql: string;
  /** The names of the table's columns that it has. */
  readonly columns: readonly string[];
  /** Its parameters, an array for each column. */
  readonly params: (rows: readonly Row[]) => readonly (readonly unknown[])[];
};

type SourceOptions<Beside extends Columns> = {
  readonly alias: string;
  /** The number of its first parameter; 1 if it is not said. */
  readonly first?: number;
  /** Columns that the table does not have. */
  readonly beside?: Beside;
};

/** Nothing where no columns were said. */
type Added<Beside extends Columns> = Columns extends Beside ? unknown : RowOf<Beside>;

/**
 * Rows with some columns of a table, for writes that do arithmetic or join something: with the columns under their own
 * names. Lists arrive as texts, to be cast: `added.tags::text[]`.
 */
export const rowSource = <C extends Columns, const K extends keyof C & string, Beside extends Columns = Columns>(
  table: Table<C>,
  properties: readonly K[],
  { alias, first = 1, beside }: SourceOptions<Beside>,
): RowSource<Pick<RowOf<C>, K> & Added<Beside>> => {
  const own = properties.map((property) => columnOf(table as unknown as Table, property));
  const columns: readonly TableColumn[] = [...own, ...Object.values(describedColumns(beside ?? {}))];
  const typeOf = (column: TableColumn): string => (column.isArray === true ? 'text' : elementType(column));
  const arrays = columns.map((column, place) => `$${(first + place).toString()}::${typeOf(column)}[]`);
  return {
    sql: `unnest(${arrays.join(', ')}) AS ${alias} (${columns.map(({ name }) => name).join(', ')})`,
    columns: own.map(({ name }) => name),
    params: (rows) =>
      columns.map((column) => rows.map((row) => storedOf(column, (row as Readonly<Record<string, unknown>>)[column.property]))),
  };
};
