import { guest } from '@marketplace/kernel';
import { bookId } from './books.fixtures';
import { encodeCursor } from './connection.types';
import { createLoaders, type GraphContext } from './context';
import { libraryGraph, reader } from './library.fixtures';
import { idKeyset, pageRequest, readConnection, textKeyset, versionAfter } from './pages';

const query =
  'query ($first: Int, $after: String) { books(first: $first, after: $after) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } } }';
type Books = { books: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };

describe('a page', () => {
  const graph = libraryGraph();
  const read = async (variables: Readonly<Record<string, unknown>>) =>
    ((await graph.ask(query, { variables })).data as Books | null)?.books;

  it('continues after the last item until there are no more', async () => {
    const first = await read({ first: 3 });
    expect(first?.edges.map(({ node }) => node.id)).toEqual([bookId(1), bookId(2), bookId(3)]);
    expect(first?.pageInfo.hasNextPage).toBe(true);
    const second = await read({ first: 3, after: first?.pageInfo.endCursor });
    expect(second?.edges.map(({ node }) => node.id)).toEqual([bookId(4), bookId(5)]);
    expect(second?.pageInfo).toMatchObject({ hasNextPage: false });
  });

  it('uses the defaults for null arguments', async () => {
    for (const variables of [{ first: null, after: null }, { after: null }, { first: null }, {}]) {
      expect((await read(variables))?.edges).toHaveLength(5);
    }
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { after: 'x' },
    { after: encodeCursor(['x']) },
    { after: encodeCursor([bookId(1), 'x']) },
  ])('is rejected for %j', async (variables) => {
    expect((await graph.ask(query, { variables })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('is an error without permission', async () => {
    expect((await graph.ask(query, { actor: guest })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is null if the list does not exist', async () => {
    const context = { actor: reader, loaders: createLoaders() } as GraphContext;
    const keyset = textKeyset((text: string) => text);
    const toNode = (text: string) => ({ text });
    expect(await readConnection({ first: 1 }, context, { keyset, toNode, read: () => undefined })).toBeNull();
    expect(await readConnection({ first: 1 }, context, { keyset, toNode, read: () => ['a', 'b'] })).toMatchObject({
      edges: [{ node: { text: 'a' } }],
      pageInfo: { hasNextPage: true },
    });
  });
});

describe('a keyset', () => {
  it('parses its own cursors only', () => {
    const byCode = textKeyset((row: { code: string }) => row.code, /^[A-Z]+$/);
    const after = encodeCursor(byCode.of({ code: 'DE' }));
    expect(pageRequest({ first: 2, after }, byCode)).toEqual({ limit: 3, after: 'DE' });
    expect(() => pageRequest({ first: 2, after: encodeCursor(['de']) }, byCode)).toThrow('not a cursor');
    expect(() =>
      pageRequest(
        { first: 2, after },
        idKeyset(() => bookId(1)),
      ),
    ).toThrow('not a cursor');
  });

  it('can allow larger or smaller pages', () => {
    expect(() => pageRequest({ first: 21 }, { parts: 1, parse: () => 1 }, 20)).toThrow('from 1 to 20');
  });
});

describe('the version of a stream cursor', () => {
  it('is that of the cursor, or 0 without one', () => {
    expect(versionAfter(undefined, 'order')).toBe(0);
    expect(versionAfter('12', 'order')).toBe(12);
    for (const cursor of ['', 'x', '-1', '1.5', '9'.repeat(10)]) expect(() => versionAfter(cursor, 'order')).toThrow('of this order');
  });
});
