import { bookId } from './books.fixtures';
import { createLoaders, type GraphContext } from './context';
import { entity, extensionOf, perRequest } from './entity';
import { libraryGraph, operator, reader } from './library.fixtures';

const contextOf = (actor: GraphContext['actor']): GraphContext => ({ actor, loaders: createLoaders() }) as GraphContext;

describe('an entity', () => {
  it('is read once per request, by any number of queries and references', async () => {
    const graph = libraryGraph();
    const query = `query ($r: [_Any!]!) { a: book(id: "${bookId(1)}") { id } b: book(id: "${bookId(2)}") { id } c: book(id: "${bookId(1)}") { title }
      _entities(representations: $r) { ... on Book { title } } }`;
    const { data } = await graph.ask(query, { variables: { r: [{ __typename: 'Book', id: bookId(3) }] } });
    expect(data).toEqual({ a: { id: bookId(1) }, b: { id: bookId(2) }, c: { title: 'Book 1' }, _entities: [{ title: 'Book 3' }] });
    expect(graph.library.reads.map((ids) => [...ids].sort())).toEqual([[bookId(1), bookId(2), bookId(3)]]);
  });

  it('does not exist for actors who cannot read it', async () => {
    const graph = libraryGraph();
    const query = 'query ($id: ID!, $r: [_Any!]!) { book(id: $id) { id } _entities(representations: $r) { ... on Book { id } } }';
    const variables = { id: bookId(5), r: [{ __typename: 'Book', id: bookId(5) }] };
    expect((await graph.ask(query, { variables })).data).toEqual({ book: null, _entities: [null] });
    expect((await graph.ask(query, { variables, actor: operator })).data).toMatchObject({ book: { id: bookId(5) } });
  });

  it('is not read with a malformed ID', async () => {
    const graph = libraryGraph();
    expect((await graph.ask('{ book(id: "x") { id } }')).data).toEqual({ book: null });
    expect(graph.library.reads).toEqual([]);
  });

  it('is read again after the request has changed it', async () => {
    let title = 'Old';
    const book = entity('Book', {
      load: (ids: readonly string[]) => Promise.resolve(new Map(ids.map((id) => [id, title]))),
      toType: (row) => row,
    });
    const context = contextOf(reader);
    expect(await book.show(bookId(1), context)).toBe('Old');
    title = 'New';
    expect(await book.show(bookId(1), context)).toBe('Old');
    expect(await book.showChanged(bookId(1), context)).toBe('New');
    expect(await book.show(bookId(1), context)).toBe('New');
  });

  it('can have another key field', async () => {
    const section = entity('Section', {
      key: 'bookId',
      load: () => Promise.resolve(new Map([[bookId(1) as string, 'left']])),
      toType: (row) => row,
    });
    expect(await section.reference({ bookId: bookId(1) } as never, contextOf(reader), {} as never)).toBe('left');
    expect(await section.reference({} as never, contextOf(reader), {} as never)).toBeNull();
  });
});

describe('an extension of another entity', () => {
  it('resolves every valid ID', () => {
    const { name, reference } = extensionOf('Product');
    expect(name).toBe('Product');
    expect(reference({ id: bookId(1) } as never, contextOf(reader), {} as never)).toEqual({ id: bookId(1) });
    expect(reference({ id: 'x' } as never, contextOf(reader), {} as never)).toBeNull();
  });
});

describe('a loader', () => {
  it('knows the actor', async () => {
    const names = perRequest('names', (ids: readonly string[], { actor }) => Promise.resolve(new Map(ids.map((id) => [id, actor.kind]))));
    expect(await names(contextOf(reader)).load('a')).toBe('user');
    expect(await names(contextOf({ kind: 'guest' })).load('a')).toBe('guest');
  });
});
