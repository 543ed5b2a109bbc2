import { BookLendInput, BookType } from './books.fixtures';
import { enumOf } from './enums';
import { takesIdempotencyKey } from './types';
import { libraryGraph } from './library.fixtures';

/** A definition of the SDL on one line, with normalized whitespace. */
const definitionOf = (sdl: string, name: string): string => {
  const [found = ''] = new RegExp(`^(type|enum|input) ${name}\\b[^]*?^}`, 'm').exec(sdl) ?? [];
  return found.replace(/"""\s*([^]*?)\s*"""/g, '"$1"').replace(/\s+/g, ' ');
};

describe('the schema contains', () => {
  const { sdl } = libraryGraph();

  it('enums with their values in order, and their descriptions', () => {
    expect(definitionOf(sdl, 'BookStatus')).toBe('enum BookStatus { "The book can be lent." AVAILABLE LENT }');
    expect(definitionOf(sdl, 'Section')).toBe('enum Section { LEFT RIGHT }');
    expect(definitionOf(sdl, 'Language')).toBe('enum Language { "In German." GERMAN FRENCH }');
  });

  it('stubs of entities of other contexts', () => {
    expect(definitionOf(sdl, 'Author')).toBe('type Author @key(fields: "id", resolvable: false) { "The ID of the author." id: ID! }');
    expect(definitionOf(sdl, 'Reader')).toContain('"The ID of the person." id: ID!');
  });

  it('payloads with nullable fields, non-null fields and errors', () => {
    expect(definitionOf(sdl, 'BookPayload')).toBe(
      'type BookPayload { "The book. Null if the mutation failed." book: Book "The errors that prevented the change; empty if it succeeded." userErrors: [UserError!]! }',
    );
    expect(definitionOf(sdl, 'BookCountPayload')).toBe(
      'type BookCountPayload { "The counted books." books: [Book!]! "The number of books." count: Int! "The errors that prevented the count." userErrors: [UserError!]! }',
    );
  });

  it('the idempotency key of an input', () => {
    expect(definitionOf(sdl, 'BookLendInput')).toContain(
      '"Idempotency key. A repeated request with the same key returns the first result. 1 to 200 visible ASCII characters." idempotencyKey: String!',
    );
  });

  it('the errors of the idempotency key', () => {
    expect([BookLendInput, BookType].map(takesIdempotencyKey)).toEqual([true, false]);
  });
  it('every error code in the description of a mutation', () => {
    const fields = definitionOf(sdl, 'Mutation');
    expect(fields).toContain(
      '"Lends a book. Errors: BOOK_NOT_FOUND, BOOK_LENT, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED." bookLend( "The book to lend." input: BookLendInput! ): BookPayload!',
    );
    expect(fields).toContain(
      '"Counts books. Errors: TOO_MANY." bookCount( "The input to count books." input: BookCountInput! ): BookCountPayload!',
    );
  });

  it('the arguments of pages and subscriptions, unchanged although null is accepted', () => {
    expect(definitionOf(sdl, 'Query')).toContain(
      'books( "Returns items after this cursor." after: String "The number of items to return, from 1 to 100." first: Int! = 20 ): BookConnection!',
    );
    expect(definitionOf(sdl, 'Subscription')).toContain(
      'bookFollowed( "The ID of the book." id: ID! "The number of events." times: Int! = 2 ): Book!',
    );
  });
});

/** Never called; checked by the compiler. */
const compiled = () => [
  // @ts-expect-error a value of the domain is missing
  enumOf<'OPEN' | 'CLOSED'>('DoorState', 'The state of a door.', { OPEN: null }),
  // @ts-expect-error the domain has no such value
  enumOf<'OPEN'>('DoorState', 'The state of a door.', { OPEN: null, AJAR: null }),
];

it('has no enum that differs from the domain', () => {
  expect(compiled).toBeInstanceOf(Function);
});
