import type { Page } from '@marketplace/application';
import { idOf, isId, type Id, type Refusal } from '@marketplace/kernel';
import { permitted, type AccessCode } from './access';
import { decodeCursor, invalidCursor, pageSize, toConnection, type Connection } from './connection.types';
import { badUserInput, type GraphContext } from './context';
import { t } from './fields';
import { argsType } from './types';

/** The requested page of a list. */
export type PageArguments = { readonly first: number; readonly after?: string };

type PageOptions = {
  /** The default of `first`. */
  readonly size?: number;
  /** Descriptions of the arguments, if they differ from the defaults. */
  readonly first?: string;
  readonly after?: string;
};

/** The arguments of a page: `argsType({ ...pageFields({ size: 50 }), sku: t.string('…').optional() })`. */
export const pageFields = ({
  size = 20,
  first: aboutFirst = 'The number of items to return, from 1 to 100.',
  after: aboutAfter = 'Returns items after this cursor.',
}: PageOptions = {}) => ({ first: t.int(aboutFirst).default(size), after: t.string(aboutAfter).optional() });

/** The arguments of a list without filters. */
export const PageArgs = argsType(pageFields());
export type PageArgs = InstanceType<typeof PageArgs>;

/** The sort key of a list, and its encoding in a cursor. */
export type Keyset<Row, Key> = {
  readonly parts: number;
  readonly of: (row: Row) => readonly string[];
  /** Returns undefined if the parts are not a key of this list. */
  readonly parse: (parts: readonly string[]) => Key | undefined;
};

/** A list that is sorted by id. */
export const idKeyset = <Row, Key extends Id<string>>(of: (row: Row) => Key): Keyset<Row, Key> => ({
  parts: 1,
  of: (row) => [of(row)],
  // The brand of an ID exists at compile time only.
  parse: ([id = '']) => (isId(id) ? (idOf(id) as Key) : undefined),
});

/** A list that is sorted by a text. */
export const textKeyset = <Row>(of: (row: Row) => string, shape = /^/): Keyset<Row, string> => ({
  parts: 1,
  of: (row) => [of(row)],
  parse: ([text = '']) => (shape.test(text) ? text : undefined),
});

/**
 * Validates the arguments of a page. The limit is `first` + 1: an extra row means that a next page exists. An invalid cursor or size
 * is BAD_USER_INPUT.
 */
export const pageRequest = <Key>(
  { first, after }: PageArguments,
  { parts, parse }: Pick<Keyset<never, Key>, 'parts' | 'parse'>,
  maxSize?: number,
): Page<Key> => {
  const limit = pageSize(first, maxSize) + 1;
  if (after === undefined) return { limit };
  const key = parse(decodeCursor(after, parts));
  if (key === undefined) throw invalidCursor();
  return { limit, after: key };
};

/** Sorted rows; undefined if the list does not exist. */
type Found<Row> = readonly Row[] | undefined | Refusal<AccessCode>;

type List<Row, Key, Node, Outcome extends Found<Row>> = {
  readonly keyset: Keyset<Row, Key>;
  readonly read: (page: Page<Key>) => Outcome | Promise<Outcome>;
  readonly toNode: (row: Row) => Node;
  readonly maxSize?: number;
};

type ConnectionOf<Node, Outcome> = undefined extends Outcome ? Connection<Node> | null : Connection<Node>;

/** Reads a page of a list: validates the arguments, reads the rows and builds the connection. Denied access is an error of the field. */
export const readConnection = async <Row, Key, Node, Outcome extends Found<Row>>(
  args: PageArguments,
  context: GraphContext,
  { keyset, read, toNode, maxSize }: List<Row, Key, Node, Outcome>,
): Promise<ConnectionOf<Node, Outcome>> => {
  const page = pageRequest(args, keyset, maxSize);
  const rows: readonly Row[] | undefined = permitted<Found<Row>>(await read(page), context);
  const connection = rows === undefined ? null : toConnection(rows, page.limit - 1, keyset.of, toNode);
  // Null only if `read` returned undefined, as the type says.
  return connection as ConnectionOf<Node, Outcome>;
};

/** The version in the cursor of a stream; 0 without a cursor. */
export const versionAfter = (cursor: string | undefined, thing: string): number => {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw badUserInput(`\`after\` is not a cursor of this ${thing}.`);
  return Number(cursor);
};
