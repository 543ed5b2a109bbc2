import { BookLendInput, BookType } from './books.fixtures';
import { enumOf } from './enums';
import { takesIdempotencyKey } from './types';
import { libraryGraph } from './library.fixtures';

/** A definition of the SDL, on one line and without the blanks that mean nothing. */
const definitionOf = (sdl: string, name: string): string => {
  const [found = ''] = new RegExp(`^(type|enum|input) ${name}\\b[^]*?^}`, 'm').exec(sdl) ?? [];
  return found.replace(/"""\s*([^]*?)\s*"""/g, '"$1"').replace(/\s+/g, ' ');
};

describe('the kit writes into the schema', () => {
  const { sdl } = libraryGraph();

  it('enums, each value once, in their order, with the descriptions that there are', () => {
    expect(definitionOf(sdl, 'BookStatus')).toBe('enum BookStatus { "It can be lent." SHELVED LENT }');
    expect(definitionOf(sdl, 'Shelf')).toBe('enum Shelf { LEFT RIGHT }');
    expect(definitionOf(sdl, 'Language')).toBe('enum Language { "In German." GERMAN FRENCH }');
  });

  it('stubs of things that other contexts answer for', () => {
    expect(definitionOf(sdl, 'Author')).toBe('type Author @key(fields: "id", resolvable: false) { "The id of the author." id: ID! }');
    expect(definitionOf(sdl, 'Reader')).toContain('"The id of the person." id: ID!');
  });

  it('payloads: what is null when it was refused, what never is, and the errors', () => {
    expect(definitionOf(sdl, 'BookPayload')).toBe(
      'type BookPayload { "The book; null when it was refused." book: Book "Why nothing changed; empty when it did." userErrors: [UserError!]! }',
    );
    expect(definitionOf(sdl, 'BookCountPayload')).toBe(
      'type BookCountPayload { "The books." books: [Book!]! "How many." count: Int! "Why nothing was counted." userErrors: [UserError!]! }',
    );
  });

  it('the idempotency key of an input', () => {
    expect(definitionOf(sdl, 'BookLendInput')).toContain(
      '"Makes a repeated request the same request: 1 to 200 visible ASCII characters." idempotencyKey: String!',
    );
  });

  it('the errors of that key', () => {
    expect([BookLendInput, BookType].map(takesIdempotencyKey)).toEqual([true, false]);
  });
  it('every error of a mutation behind what it does, those of its idempotency key too', () => {
    const fields = definitionOf(sdl, 'Mutation');
    expect(fields).toContain(
      '"Lends a book. Errors: BOOK_NOT_FOUND, BOOK_LENT, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED." bookLend( "Which one." input: BookLendInput! ): BookPayload!',
    );
    expect(fields).toContain('"Counts books. Errors: TOO_MANY." bookCount(input: BookCountInput!): BookCountPayload!');
  });

  it('the arguments of a page and of a subscription as they were, though null is taken for each of them', () => {
    expect(definitionOf(sdl, 'Query')).toContain(
      'books( "The cursor to go on behind." after: String "How many, 1 to 100." first: Int! = 20 ): BookConnection!',
    );
    expect(definitionOf(sdl, 'Subscription')).toContain('bookFollowed( "The book." id: ID! "How often." times: Int! = 2 ): Book!');
  });
});

/** Never called: the compiler reads it. */
const compiled = () => [
  // @ts-expect-error a value of the domain is missing
  enumOf<'OPEN' | 'CLOSED'>('DoorState', 'Whether a door is open.', { OPEN: null }),
  // @ts-expect-error the domain has no such value
  enumOf<'OPEN'>('DoorState', 'Whether a door is open.', { OPEN: null, AJAR: null }),
];

it('has no enum that differs from the domain', () => {
  expect(compiled).toBeInstanceOf(Function);
});
