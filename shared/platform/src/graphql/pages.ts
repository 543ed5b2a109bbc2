import type { Page } from '@marketplace/application';
import { idOf, isId, type Id, type Refusal } from '@marketplace/kernel';
import { permitted, type AccessCode } from './access';
import { decodeCursor, pageSize, toConnection, type Connection } from './connection.types';
import { badUserInput, type GraphContext } from './context';
import { t } from './fields';
import { argsType } from './types';

/** The page of a list that a client asks for. */
export type PageArguments = { readonly first: number; readonly after?: string };

type PageOptions = {
  /** The default of `first`. */
  readonly size?: number;
  /** Descriptions that differ from the usual ones. */
  readonly first?: string;
  readonly after?: string;
};

/** The arguments of a page: `argsType({ ...pageFields({ size: 50 }), sku: t.string('…').optional() })`. */
export const pageFields = ({
  size = 20,
  first: aboutFirst = 'How many, 1 to 100.',
  after: aboutAfter = 'The cursor to go on behind.',
}: PageOptions = {}) => ({ first: t.int(aboutFirst).default(size), after: t.string(aboutAfter).optional() });

/** The arguments of a list without further ones. */
export const PageArgs = argsType(pageFields());
export type PageArgs = InstanceType<typeof PageArgs>;

/** The sort key of a list: how a cursor carries it, and how it is read back. */
export type Keyset<Row, Key> = {
  readonly parts: number;
  readonly of: (row: Row) => readonly string[];
  /** Undefined when this is not a key of the list. */
  readonly parse: (parts: readonly string[]) => Key | undefined;
};

/** A list that is sorted by id. */
export const idKeyset = <Row, Key extends Id<string>>(of: (row: Row) => Key): Keyset<Row, Key> => ({
  parts: 1,
  of: (row) => [of(row)],
  // Only the compiler knows the name of an id; here it comes from the rows.
  parse: ([id = '']) => (isId(id) ? (idOf(id) as Key) : undefined),
});

/** A list that is sorted by a text. */
export const textKeyset = <Row>(of: (row: Row) => string, shape = /^/): Keyset<Row, string> => ({
  parts: 1,
  of: (row) => [of(row)],
  parse: ([text = '']) => (shape.test(text) ? text : undefined),
});

/**
 * Checks the arguments of a page. The limit is one more than is shown: the last row says whether there is a next page. A foreign cursor
 * or an impossible size is BAD_USER_INPUT.
 */
export const pageRequest = <Key>(
  { first, after }: PageArguments,
  { parts, parse }: Pick<Keyset<never, Key>, 'parts' | 'parse'>,
  maxSize?: number,
): Page<Key> => {
  const limit = pageSize(first, maxSize) + 1;
  if (after === undefined) return { limit };
  const key = parse(decodeCursor(after, parts));
  if (key === undefined) throw badUserInput('`after` is not a cursor of this list.');
  return { limit, after: key };
};

/** Rows in their order; undefined where there is no such list. */
type Found<Row> = readonly Row[] | undefined | Refusal<AccessCode>;

type List<Row, Key, Node, Outcome extends Found<Row>> = {
  readonly keyset: Keyset<Row, Key>;
  readonly read: (page: Page<Key>) => Outcome | Promise<Outcome>;
  readonly toNode: (row: Row) => Node;
  readonly maxSize?: number;
};

type ConnectionOf<Node, Outcome> = undefined extends Outcome ? Connection<Node> | null : Connection<Node>;

/** Answers a paged list: checks the arguments, reads, and builds the connection. A refusal of access is an error of the field. */
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

/** The version in the cursor of a stream; without a cursor, the stream begins at the first version. */
export const versionAfter = (cursor: string | undefined, thing: string): number => {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw badUserInput(`\`after\` is not a cursor of this ${thing}.`);
  return Number(cursor);
};
