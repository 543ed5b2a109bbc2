import type { GraphQLError } from 'graphql';
import type { ClassType } from 'type-graphql';
import { badUserInput } from './context';
import { t } from './fields';
import { objectType } from './types';

const pageInfo = {
  endCursor: t.string('The cursor of the last item. Pass it as `after` to get the next page. Null if the page is empty.').nullable(),
  hasNextPage: t.boolean('True when there are more items after this page.'),
};

export const PageInfoType = objectType('PageInfo', 'Information about a page of a connection.', pageInfo, { isShareable: true });
export type PageInfoType = InstanceType<typeof PageInfoType>;

export type Edge<Node> = { readonly cursor: string; readonly node: Node };
export type Connection<Node> = { readonly edges: readonly Edge<Node>[]; readonly pageInfo: PageInfoType };

/** The Relay connection types of a node type: `<name>Connection` and `<name>Edge`. */
export const connectionOf = (name: string, node: ClassType): ClassType<Connection<object>> => {
  const edge = objectType(`${name}Edge`, `An edge of a ${name} connection: one item with its cursor.`, {
    cursor: t.string('The cursor of the item. Pass it as `after` to get the items after it.'),
    node: t.of(node, 'The item.'),
  });
  return objectType(`${name}Connection`, `A page of a list of ${name} items.`, {
    edges: t.list(edge, 'The items of the page, in order.'),
    pageInfo: t.of(PageInfoType, 'Information about the page.'),
  });
};

/** Encodes the sort key of an item as a cursor, which is opaque to clients. */
export const encodeCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

const parseKey = (cursor: string, parts: number): readonly string[] | undefined => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string') ? key : undefined;
  } catch {
    return undefined;
  }
};

export const invalidCursor = (): GraphQLError =>
  badUserInput('`after` is not a cursor of this list. Pass an `endCursor` or `cursor` that the list returned.');

/** Decodes a cursor with this number of key parts. An invalid cursor is BAD_USER_INPUT. */
export const decodeCursor = (cursor: string, parts: number): readonly string[] => {
  const key = cursor.length <= 500 ? parseKey(cursor, parts) : undefined;
  if (key === undefined) throw invalidCursor();
  return key;
};

/** Returns `first` if it is from 1 to the maximum (100 by default); otherwise BAD_USER_INPUT. */
export const pageSize = (first: number, max = 100): number => {
  if (!Number.isInteger(first) || first < 1 || first > max) throw badUserInput(`\`first\` must be from 1 to ${max.toString()}.`);
  return first;
};

/** Builds a page from rows that were read with LIMIT first + 1. An extra row means that a next page exists. */
export const toConnection = <Row, Node>(
  rows: readonly Row[],
  first: number,
  keyOf: (row: Row) => readonly string[],
  toNode: (row: Row) => Node,
): Connection<Node> => {
  const edges = rows.slice(0, first).map((row) => ({ cursor: encodeCursor(keyOf(row)), node: toNode(row) }));
  return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > first } };
};
