import type { ClassType } from 'type-graphql';
import { badUserInput } from './context';
import { t } from './fields';
import { objectType } from './types';

const pageInfo = {
  endCursor: t.string('Pass as `after` to get the next page; null on an empty page.').nullable(),
  hasNextPage: t.boolean('Whether there is more after this page.'),
};

export const PageInfoType = objectType('PageInfo', 'Where a page stands in its list.', pageInfo, { isShareable: true });
export type PageInfoType = InstanceType<typeof PageInfoType>;

export type Edge<Node> = { readonly cursor: string; readonly node: Node };
export type Connection<Node> = { readonly edges: readonly Edge<Node>[]; readonly pageInfo: PageInfoType };

/** The Relay connection types of a node type: `<name>Connection` and `<name>Edge`. */
export const connectionOf = (name: string, node: ClassType): ClassType<Connection<object>> => {
  const edge = objectType(`${name}Edge`, `One ${name} of a page.`, {
    cursor: t.string('The place of this item in the list; pass as `after` to go on behind it.'),
    node: t.of(node, 'The item.'),
  });
  return objectType(`${name}Connection`, `A page of ${name} items.`, {
    edges: t.list(edge, 'The items of the page, in order.'),
    pageInfo: t.of(PageInfoType, 'Where the page stands in the list.'),
  });
};

/** A cursor is opaque to clients: the sort key of the item it stands for. */
export const encodeCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

const parseKey = (cursor: string, parts: number): readonly string[] | undefined => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string') ? key : undefined;
  } catch {
    return undefined;
  }
};

/** Reads a cursor of that many key parts; a text that is none is a BAD_USER_INPUT. */
export const decodeCursor = (cursor: string, parts: number): readonly string[] => {
  const key = cursor.length <= 500 ? parseKey(cursor, parts) : undefined;
  if (key === undefined) throw badUserInput('`after` is not a cursor of this list.');
  return key;
};

/** Checks `first`: 1 to the maximum (100 unless said otherwise), else BAD_USER_INPUT. Returns it. */
export const pageSize = (first: number, max = 100): number => {
  if (!Number.isInteger(first) || first < 1 || first > max) throw badUserInput(`\`first\` must be 1 to ${max.toString()}.`);
  return first;
};

/** Makes a page of rows read with LIMIT first + 1: the row too many says that there is more. */
export const toConnection = <Row, Node>(
  rows: readonly Row[],
  first: number,
  keyOf: (row: Row) => readonly string[],
  toNode: (row: Row) => Node,
): Connection<Node> => {
  const edges = rows.slice(0, first).map((row) => ({ cursor: encodeCursor(keyOf(row)), node: toNode(row) }));
  return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > first } };
};
