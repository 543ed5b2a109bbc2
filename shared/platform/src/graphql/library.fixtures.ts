import { Readable } from 'node:stream';
import { graphql, parse, subscribe, type ExecutionResult } from 'graphql';
import { Arg, Args, Ctx, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, isOperator, refuse, type Actor, type Refusal } from '@marketplace/kernel';
import type { Idempotency } from '../application/idempotency';
import {
  BookConnectionType,
  BookCountInput,
  BookCountPayload,
  BookFollowArgs,
  bookId,
  BookLendInput,
  BookPayload,
  BookType,
  toBookType,
  uuid,
  type Book,
  type BookId,
} from './books.fixtures';
import type { Connection } from './connection.types';
import { createLoaders, notFound, type GraphContext } from './context';
import { byKey, entity } from './entity';
import { mutation } from './mutation';
import { mutations } from './mutations';
import { idKeyset, PageArgs, readConnection } from './pages';
import { buildSubgraph } from './subgraph-schema';
import { SubscriptionFrom } from './subscription';

/** The use cases of the library, with a record of their calls. */
export type Library = {
  readonly books: Map<string, Book>;
  readonly reads: (readonly string[])[];
  readonly asked: unknown[];
  lend: (id: BookId, actor: Actor) => Promise<BookId | Refusal<'book-not-found' | 'book-lent' | 'forbidden'>>;
};

export const library = (): Library => {
  const books = new Map(
    [1, 2, 3, 4, 5].map((n): [string, Book] => [bookId(n), { id: bookId(n), title: `Book ${n.toString()}`, isSecret: n === 5 }]),
  );
  return {
    books,
    reads: [],
    asked: [],
    lend: (id, actor) => {
      const book = books.get(id);
      if (book === undefined) return Promise.resolve(refuse('book-not-found', { path: ['bookId'] }));
      if (book.isSecret) return Promise.resolve(refuse('forbidden'));
      if (book.lentTo !== undefined) return Promise.resolve(refuse('book-lent'));
      books.set(id, { ...book, lentTo: actor.kind === 'user' ? actor.userId : uuid(0) });
      return Promise.resolve(id);
    },
  };
};

const entityOf = ({ books, reads }: Library) =>
  entity('Book', {
    load: (ids: readonly BookId[]) => {
      reads.push(ids);
      return Promise.resolve(
        byKey(
          [...books.values()].filter(({ id }) => ids.includes(id)),
          ({ id }) => id,
        ),
      );
    },
    mayRead: (actor, { isSecret }) => !isSecret || isOperator(actor),
    toType: toBookType,
  });

type Dependencies = { readonly library: Library; readonly book: ReturnType<typeof entityOf> };

@Resolver(() => BookType)
class BookResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => BookType, { nullable: true, description: 'A book.' })
  book(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: GraphContext): Promise<BookType | null> {
    return this.dependencies.book.show(id, context);
  }

  @Query(() => BookConnectionType, { description: 'All books.' })
  books(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<BookType>> {
    const all = [...this.dependencies.library.books.values()];
    return readConnection(args, context, {
      keyset: idKeyset((book: Book) => book.id),
      read: ({ limit, after = '' }) =>
        context.actor.kind === 'guest' ? refuse('login-required') : all.filter(({ id }) => id > after).slice(0, limit),
      toNode: toBookType,
    });
  }

  async follow({ id, times }: BookFollowArgs, context: GraphContext): Promise<AsyncIterable<string>> {
    if ((await this.dependencies.book.find(id, context)) === undefined) throw notFound('This book does not exist.');
    return Readable.from(Array.from({ length: times }, () => id));
  }

  @SubscriptionFrom(() => BookType, { description: 'A book, repeatedly.', args: BookFollowArgs, source: 'follow' })
  bookFollowed(@Root() id: string, @Ctx() context: GraphContext): Promise<BookType | null> {
    return this.dependencies.book.show(id, context);
  }
}

const messages = {
  'book-not-found': 'This book does not exist.',
  'book-lent': 'This book is already lent.',
};

const bookMutations = ({ library: { lend, asked, books }, book }: Dependencies): object =>
  mutations({
    bookLend: mutation({
      description: 'Lends a book.',
      input: BookLendInput,
      inputDescription: 'The book to lend.',
      payload: BookPayload,
      ids: { bookId: refuse('book-not-found'), returnIds: 'book-not-found' },
      errors: messages,
      run: (input, { actor, cause }) => {
        asked.push(Object.assign({ key: cause.idempotency?.key }, input));
        return lend(input.bookId, actor);
      },
      answer: async (id, context) => ({ book: await book.showChanged(id, context) }),
      whenRefused: async ({ refused }, context, { bookId: id }) => (refused === 'book-lent' ? { book: await book.show(id, context) } : {}),
    }),
    bookCount: mutation({
      description: 'Counts books.',
      input: BookCountInput,
      payload: BookCountPayload,
      access: 'everyone',
      errors: { 'too-many': 'The limit is too high.' },
      run: (input) => {
        asked.push(Object.assign({}, input));
        return input.limit > 9
          ? refuse(input.limit === 10 ? 'too-many' : ('unknown' as 'too-many'))
          : [...books.values()].slice(0, input.limit);
      },
      answer: (found) => ({ count: found.length, books: found.map(toBookType) }),
    }),
  });

/** Stores idempotency keys in memory. */
const idempotencyInMemory = (): Idempotency => {
  const known = new Map<string, { readonly body: string; readonly id: string }>();
  return {
    once: async ({ operation, key, body, cause, run, replay }) => {
      const requestHash = JSON.stringify(body);
      const earlier = known.get(`${operation} ${key}`);
      if (earlier !== undefined) return earlier.body === requestHash ? replay(earlier.id) : refuse('idempotency-key-reused');
      const outcome = await run({ ...cause, idempotency: { scope: operation, key, requestHash } });
      if (typeof outcome === 'string') known.set(`${operation} ${key}`, { body: requestHash, id: outcome });
      return outcome;
    },
  };
};

export const reader: Actor = { kind: 'user', userId: idOf(uuid(800)), roles: ['buyer'], sellerIds: [] };
export const operator: Actor = { kind: 'user', userId: idOf(uuid(801)), roles: ['operator'], sellerIds: [] };

type QueryOptions = { readonly actor?: Actor; readonly variables?: Readonly<Record<string, unknown>> };

export const libraryGraph = (given: Library = library()) => {
  const book = entityOf(given);
  const dependencies = { library: given, book };
  const { schema, sdl } = buildSubgraph({ resolvers: [new BookResolver(dependencies), bookMutations(dependencies)], entities: [book] });
  const idempotency = idempotencyInMemory();
  const contextOf = (actor: Actor): GraphContext => ({
    actor,
    cause: { actor, correlationId: 'test' },
    loaders: createLoaders(),
    idempotency,
  });
  return {
    sdl,
    library: given,
    ask: (source: string, { actor = reader, variables = {} }: QueryOptions = {}): Promise<ExecutionResult> =>
      graphql({ schema, source, variableValues: variables, contextValue: contextOf(actor) }),
    follow: (source: string, { actor = reader, variables = {} }: QueryOptions = {}) =>
      subscribe({ schema, document: parse(source), variableValues: variables, contextValue: contextOf(actor) }),
  };
};
