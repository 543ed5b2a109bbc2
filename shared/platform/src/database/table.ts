import { EntitySchema, type EntitySchemaColumnOptions, type FindOptionsWhere, type Repository, type UpdateResult } from 'typeorm';
import { instant, moneyFromJson, moneyToJson, type Currency, type Id, type Instant, type Money, type MoneyJson } from '@marketplace/kernel';

/** The supported PostgreSQL types. */
type ColumnType =
  | 'uuid'
  | 'text'
  | 'char'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'boolean'
  | 'timestamptz'
  | 'date'
  | 'json'
  | 'jsonb'
  | 'bytea'
  | 'tsvector';

type ColumnFacts<T> = {
  readonly type: ColumnType;
  readonly length?: number;
  readonly isArray?: true;
  readonly isNullable?: true;
  readonly isPrimary?: true;
  /** The column has a default in PostgreSQL. */
  readonly hasDefault?: true;
  /** Every update sets the column to the current time. */
  readonly isTouched?: true;
  /** The name of the column, if it is not the property in snake case. */
  readonly name?: string;
  /** Converts the value of the driver, never null, to the value of the property. */
  readonly read?: (stored: never) => T;
  readonly write?: (value: never) => unknown;
};

/** A column: its PostgreSQL type and the type of its property. `IsOptional`: an insert can leave it out. */
export type Column<T, IsOptional extends boolean = boolean> = {
  readonly facts: ColumnFacts<unknown>;
  /** Carries the type of the property; never set. */
  readonly holds?: T;
  readonly isOptional: IsOptional;
  readonly primary: () => Column<T, IsOptional>;
  readonly nullable: () => Column<T | null, IsOptional>;
  /** The column has a default in PostgreSQL, so inserts can leave it out. */
  readonly withDefault: () => Column<T, true>;
  readonly named: (name: string) => Column<T, IsOptional>;
};

const column = <T, IsOptional extends boolean>(facts: ColumnFacts<unknown>, isOptional: IsOptional): Column<T, IsOptional> => ({
  facts,
  isOptional,
  primary: () => column({ ...facts, isPrimary: true }, isOptional),
  nullable: () => column({ ...facts, isNullable: true }, isOptional),
  withDefault: () => column({ ...facts, hasDefault: true }, true),
  named: (name) => column({ ...facts, name }, isOptional),
});

const plain = <T>(facts: ColumnFacts<T>): Column<T, false> => column(facts as ColumnFacts<unknown>, false);

const toInstant = (stored: string | Date): Instant => (typeof stored === 'string' ? (stored as Instant) : instant(stored.toISOString()));

/** An ID, of this or another context. */
export const id = <Name extends string>(): Column<Id<Name>, false> => plain({ type: 'uuid' });
export const text = <T extends string = string>(): Column<T, false> => plain({ type: 'text' });
export const char = <T extends string = string>(length: number): Column<T, false> => plain({ type: 'char', length });
export const currencyCode = (): Column<Currency, false> => char(3);
export const integer = <T extends number = number>(): Column<T, false> => plain({ type: 'integer' });
/** A big integer, such as an amount in minor units or a sequence. */
export const bigint = (): Column<bigint, false> => plain({ type: 'bigint' });
export const real = (): Column<number, false> => plain({ type: 'real' });
export const double = (): Column<number, false> => plain({ type: 'double precision' });
export const boolean = (): Column<boolean, false> => plain({ type: 'boolean' });
export const timestamp = (): Column<Instant, false> => plain({ type: 'timestamptz', read: toInstant });
/** A date without a time, such as 2026-11-21. */
export const date = (): Column<string, false> => plain({ type: 'date' });
export const bytes = (): Column<Buffer, false> => plain({ type: 'bytea' });
/** A PostgreSQL text search vector, such as `'boot':1A,5`. PostgreSQL functions create it, so inserts need custom SQL. */
export const tsvector = (): Column<string, false> => plain({ type: 'tsvector' });

/** The time of the last write, set by every insert and update. */
export const updatedAt = (): Column<Instant, true> =>
  column({ type: 'timestamptz', read: toInstant, hasDefault: true, isTouched: true }, true);

/** The conversion of a value to and from JSON. */
export type JsonCodec<T> = { readonly read: (json: never) => T; readonly write: (value: T) => unknown };

/** A JSON value; with a codec, for values that JSON cannot represent. */
export const json = <T>(codec?: JsonCodec<T>, type: 'json' | 'jsonb' = 'jsonb'): Column<T, false> =>
  plain(codec === undefined ? { type } : { type, read: codec.read, write: codec.write });

export const moneyJson = (): Column<Money, false> =>
  json<Money>({ read: (stored: MoneyJson) => moneyFromJson(stored), write: moneyToJson });

/** An array of values. */
export const list = <T>(of: Column<T, false>): Column<readonly T[], false> =>
  plain({ ...of.facts, isArray: true } as ColumnFacts<readonly T[]>);

export type Columns = Readonly<Record<string, Column<unknown>>>;

type Held<C> = C extends Column<infer T> ? T : never;
type Optional<C extends Columns> = { [K in keyof C]: C[K] extends Column<unknown, true> ? K : never }[keyof C];

/** A row as selected, with all columns. */
export type RowOf<C extends Columns> = { readonly [K in keyof C]: Held<C[K]> };

/** A row to insert; columns with a default can be left out. */
export type NewRow<C extends Columns> = { readonly [K in Exclude<keyof C, Optional<C>>]: Held<C[K]> } & {
  readonly [K in Optional<C>]?: Held<C[K]>;
};

/** A column with its SQL name. */
export type TableColumn = ColumnFacts<unknown> & { readonly property: string; readonly name: string };

/**
 * A table: a TypeORM entity, with the same description for the reads and writes of this package. Apart from migrations, it is the only
 * description of the table.
 */
export type Table<C extends Columns = Columns> = EntitySchema<RowOf<C>> & {
  readonly tableName: string;
  readonly columns: Readonly<Record<keyof C & string, TableColumn>>;
  readonly uniqueKeys: readonly (readonly string[])[];
};

/** The type of a selected row. */
export type Row<T> = T extends Table<infer C> ? RowOf<C> : never;

/** The TypeORM repository of a table, with typed writes. */
export type TableRepository<C extends Columns> = Omit<Repository<RowOf<C>>, 'insert' | 'upsert' | 'update'> & {
  readonly insert: (rows: NewRow<C> | readonly NewRow<C>[]) => Promise<unknown>;
  /** Inserts rows, or updates those with the same values in `by`, a unique key. */
  readonly upsert: (rows: NewRow<C> | readonly NewRow<C>[], by: readonly (keyof C & string)[]) => Promise<unknown>;
  readonly update: (where: FindOptionsWhere<RowOf<C>>, set: Partial<RowOf<C>>) => Promise<UpdateResult>;
};

/** The type of a row to insert. */
export type New<T> = T extends Table<infer C> ? NewRow<C> : never;

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const entityColumn = (facts: TableColumn): EntitySchemaColumnOptions => ({
  type: facts.type,
  name: facts.name,
  primary: facts.isPrimary ?? false,
  nullable: facts.isNullable ?? false,
  array: facts.isArray ?? false,
  updateDate: facts.isTouched ?? false,
  ...(facts.length === undefined ? {} : { length: facts.length }),
  ...(facts.read === undefined && facts.write === undefined
    ? {}
    : {
        transformer: {
          from: (stored: unknown) => (stored === null || stored === undefined ? stored : (facts.read?.(stored as never) ?? stored)),
          to: (value: unknown) => (value === null || value === undefined ? value : (facts.write?.(value as never) ?? value)),
        },
      }),
});

/** The columns with their SQL names, by property. */
export const describedColumns = (columns: Columns): Readonly<Record<string, TableColumn>> =>
  Object.fromEntries(
    Object.entries(columns).map(([property, { facts }]) => [property, { ...facts, property, name: facts.name ?? snakeCase(property) }]),
  );

type Keys<C extends Columns> = { readonly unique?: readonly (readonly (keyof C & string)[])[] };

/** Describes a table. `unique` lists the unique keys other than the primary key. */
export const table = <C extends Columns>(tableName: string, columns: C, { unique = [] }: Keys<C> = {}): Table<C> => {
  const described = describedColumns(columns);
  const schema = new EntitySchema<RowOf<C>>({
    name: tableName,
    tableName,
    columns: Object.fromEntries(Object.entries(described).map(([property, facts]) => [property, entityColumn(facts)])) as never,
    uniques: unique.map((key) => ({ columns: [...key] })),
  });
  return Object.assign(schema, { tableName, columns: described, uniqueKeys: unique });
};
