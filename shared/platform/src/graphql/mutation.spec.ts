import { guest, refuse, type Id, type Refusal } from '@marketplace/kernel';
import { bookId, BookLendInput, BookPayload } from './books.fixtures';
import { library, libraryGraph, operator, reader } from './library.fixtures';
import { mutation } from './mutation';
import { pick, toUserErrors } from './user-error.types';

const lend = 'mutation ($input: BookLendInput!) { bookLend(input: $input) { book { id status } userErrors { code message path } } }';
const count = 'mutation ($input: BookCountInput!) { bookCount(input: $input) { count books { id } userErrors { code } } }';

const lending = (graph = libraryGraph()) => ({
  graph,
  lend: (input: Readonly<Record<string, unknown>>, actor = reader) =>
    graph.ask(lend, { actor, variables: { input: { idempotencyKey: 'k', ...input } } }),
});

describe('a mutation', () => {
  it('runs its use case and returns its payload', async () => {
    const answer = await lending().lend({ bookId: bookId(1) });
    expect(answer).toEqual({ data: { bookLend: { book: { id: bookId(1), status: 'LENT' }, userErrors: [] } } });
  });

  it('requires a logged-in user before anything else', async () => {
    const { graph, lend: lendIt } = lending();
    const answer = await lendIt({ bookId: 'x' }, guest);
    expect(answer.errors).toMatchObject([{ message: 'Log in first.', extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(graph.library.asked).toEqual([]);
  });

  it('is open to guests if it says so', async () => {
    const answer = await libraryGraph().ask(count, { actor: guest, variables: { input: {} } });
    expect(answer.data).toMatchObject({ bookCount: { count: 3, userErrors: [] } });
  });

  it('returns the code and message of a refusal', async () => {
    const { lend: lendIt } = lending();
    expect((await lendIt({ bookId: bookId(99) })).data).toEqual({
      bookLend: { book: null, userErrors: [{ code: 'BOOK_NOT_FOUND', message: 'This book does not exist.', path: ['bookId'] }] },
    });
  });

  it('returns denied access as an error of the field', async () => {
    expect((await lending().lend({ bookId: bookId(5) }, operator)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('can return fields for a refused request', async () => {
    const { lend: lendIt } = lending();
    await lendIt({ bookId: bookId(1), idempotencyKey: 'k1' });
    expect((await lendIt({ bookId: bookId(1), idempotencyKey: 'k2' })).data).toMatchObject({
      bookLend: { book: { status: 'LENT' }, userErrors: [{ code: 'BOOK_LENT' }] },
    });
  });

  it('refuses malformed IDs, single or in a list, without running the use case', async () => {
    const { graph, lend: lendIt } = lending();
    const refused = async (input: Readonly<Record<string, unknown>>) => (await lendIt(input)).data;
    expect(await refused({ bookId: 'x' })).toMatchObject({ bookLend: { userErrors: [{ code: 'BOOK_NOT_FOUND', path: null }] } });
    expect(await refused({ bookId: bookId(1), returnIds: [bookId(2), 'x'] })).toMatchObject({
      bookLend: { userErrors: [{ code: 'BOOK_NOT_FOUND', path: ['returnIds', '1'] }] },
    });
    expect(graph.library.asked).toEqual([]);
  });

  it('returns the first result for a repeated request, and refuses the key for another one', async () => {
    const { graph, lend: lendIt } = lending();
    const first = await lendIt({ bookId: bookId(1) });
    expect(await lendIt({ bookId: bookId(1) })).toEqual(first);
    expect((await lendIt({ bookId: bookId(2) })).data).toMatchObject({
      bookLend: { book: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] },
    });
    expect(graph.library.asked).toMatchObject([{ bookId: bookId(1), key: 'k' }]);
  });

  it('returns the defaults of the payload for a refused request', async () => {
    const answer = await libraryGraph().ask(count, { variables: { input: { limit: 10 } } });
    expect(answer.data).toEqual({ bookCount: { count: 0, books: [], userErrors: [{ code: 'TOO_MANY' }] } });
  });

  it('returns what it has changed even if the same request has read it before', async () => {
    const twice = `mutation ($one: BookLendInput!, $other: BookLendInput!) {
      first: bookLend(input: $one) { book { status } userErrors { code } } second: bookLend(input: $other) { book { status } } }`;
    const given = library();
    given.books.set(bookId(1), { ...given.books.get(bookId(2)), id: bookId(1), title: 'Lent', isSecret: false, lentTo: bookId(1) });
    const one = { bookId: bookId(1), idempotencyKey: 'a' };
    const run = libraryGraph(given).ask(twice, { variables: { one, other: { bookId: bookId(2), idempotencyKey: 'b' } } });
    expect((await run).data).toEqual({
      first: { book: { status: 'LENT' }, userErrors: [{ code: 'BOOK_LENT' }] },
      second: { book: { status: 'LENT' } },
    });
  });

  it('fails for a refusal without a message', async () => {
    const answer = await libraryGraph().ask(count, { variables: { input: { limit: 11 } } });
    expect(answer.errors).toMatchObject([{ message: 'no message for the refusal unknown' }]);
    expect(answer.errors?.[0]?.extensions['code']).toBeUndefined();
  });
});

describe('a mutation with an idempotency key', () => {
  const request = {
    actor: reader,
    idempotency: { once: ({ run, cause }: { run: (cause: unknown) => unknown; cause: unknown }) => run(cause) },
  };
  const titled = { description: 'Names a book.', input: BookLendInput, payload: BookPayload, answer: () => ({ book: null }) } as const;
  const ids = { bookId: 'book-not-found', returnIds: 'book-not-found' } as const;
  const errors = { 'book-not-found': 'This book does not exist.' };
  const input = { bookId: bookId(1), idempotencyKey: 'k' };

  it('needs a replay function unless its result is the ID', async () => {
    const run = () => ({ title: 'x' });
    const without = mutation({ ...titled, ids, errors, run });
    await expect(without.resolve('bookName', input as never, request as never)).rejects.toThrow(
      'bookName has an idempotency key, and no replay',
    );
    const replayed = mutation({ ...titled, ids, errors, run, replay: (title) => ({ title }) });
    expect(await replayed.resolve('bookName', input as never, request as never)).toEqual({ book: null, userErrors: [] });
  });
});

type Lending = (id: Id<'Book'>) => Promise<Id<'Book'> | Refusal<'book-not-found' | 'book-lent'>>;

/** Never called; checked by the compiler. Each line below a `@ts-expect-error` would be an error that clients see. */
const compiled = (lendBook: Lending, wide: () => Promise<Id<'Book'> | Refusal>) => {
  const messages = { 'book-not-found': 'This book does not exist.', 'book-lent': 'This book is already lent.', unrelated: 'Never said.' };
  const both = pick(messages, 'book-not-found', 'book-lent');
  const common = {
    description: 'Lends a book.',
    input: BookLendInput,
    payload: BookPayload,
    ids: { bookId: 'book-not-found', returnIds: 'book-not-found' },
    answer: () => ({ book: null }),
  } as const;
  mutation({ ...common, errors: both, run: ({ bookId: id }) => lendBook(id) });
  // @ts-expect-error a refusal without a message
  mutation({ ...common, errors: pick(messages, 'book-not-found'), run: ({ bookId: id }) => lendBook(id) });
  // @ts-expect-error a use case that does not say what it refuses
  mutation({ ...common, errors: both, run: () => wide() });
  // @ts-expect-error messages for whatever may come
  mutation({ ...common, errors: both as Readonly<Record<string, string>>, run: ({ bookId: id }) => lendBook(id) });
  // @ts-expect-error an unchecked ID
  mutation({ ...common, ids: { bookId: 'book-not-found' }, errors: both, run: ({ bookId: id }) => lendBook(id) });
  // @ts-expect-error a message for what is never refused
  mutation({ ...common, errors: messages, run: ({ bookId: id }) => lendBook(id) });
  // @ts-expect-error a payload without its field
  mutation({ ...common, errors: both, run: ({ bookId: id }) => lendBook(id), answer: () => ({}) });
  // @ts-expect-error a refusal that is not among the messages
  toUserErrors(refuse('book-burnt'), messages);
};

it('is checked by the compiler', () => {
  expect(compiled).toBeInstanceOf(Function);
});
