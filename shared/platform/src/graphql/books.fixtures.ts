import { idOf, type Id } from '@marketplace/kernel';
import { connectionOf } from './connection.types';
import { enumOf, enumOfNames, enumWithValues } from './enums';
import { payloadOf } from './payload';
import { t } from './fields';
import { argsType, inputType, objectType, stubOf } from './types';

/** A minimal schema that uses every feature of the kit: books that can be lent, some visible to operators only. */
export type BookId = Id<'Book'>;
export type Book = { readonly id: BookId; readonly title: string; readonly isSecret: boolean; readonly lentTo?: string };

export const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const bookId = (n: number): BookId => idOf(uuid(n));

const StatusType = enumOf<'AVAILABLE' | 'LENT'>('BookStatus', 'The status of a book.', { AVAILABLE: 'The book can be lent.', LENT: null });
const SectionType = enumOfNames('Section', 'A section of the library.', ['LEFT', 'RIGHT'] as const);
const LanguageType = enumWithValues('Language', 'The language of a book.', {
  values: { GERMAN: 'de', FRENCH: 'fr' },
  meanings: { GERMAN: 'In German.', FRENCH: null },
});

const AuthorStub = stubOf('Author', 'An author.');
const ReaderStub = stubOf('Reader', 'A reader.', { idDescription: 'The ID of the person.' });

export const BookType = objectType(
  'Book',
  'A book of the library.',
  {
    id: t.id('The ID of the book.'),
    title: t.string('The title of the book.'),
    status: t.of(StatusType, 'The status of the book.'),
    section: t.of(SectionType, 'The section of the book.'),
    language: t.of(LanguageType, 'The language of the book.'),
    author: t.of(AuthorStub, 'The author of the book.').nullable(),
    reader: t.of(ReaderStub, 'The reader who has borrowed the book.').nullable(),
  },
  { key: 'id' },
);
export type BookType = InstanceType<typeof BookType>;

export const toBookType = ({ id, title, lentTo }: Book): BookType => ({
  id,
  title,
  status: lentTo === undefined ? StatusType.AVAILABLE : StatusType.LENT,
  section: SectionType.LEFT,
  language: LanguageType.GERMAN,
  author: { id: uuid(900) },
  reader: lentTo === undefined ? null : { id: lentTo },
});

export const BookLendInput = inputType('BookLendInput', 'The input to lend a book.', {
  bookId: t.id<BookId>('The ID of the book.'),
  returnIds: t.ids<BookId>('The IDs of the books to return.').optional(),
  until: t.string('The end of the loan.').optional(),
  idempotencyKey: t.idempotencyKey(),
});

export const BookCountInput = inputType('BookCountInput', 'The input to count books.', {
  limit: t.int('The maximum number to count.').default(3),
  title: t.string('A text in the title.').optional(),
});

export const BookPayload = payloadOf('BookPayload', 'The result of lending a book.', {
  book: t.of(BookType, 'The book. Null if the mutation failed.'),
});

export const BookCountPayload = payloadOf(
  'BookCountPayload',
  'The result of counting books.',
  {
    count: t.int('The number of books.').whenRefused(0),
    books: t.list(BookType, 'The counted books.').whenRefused([]),
  },
  { userErrors: 'The errors that prevented the count.' },
);

export const BookConnectionType = connectionOf('Book', BookType);

export const BookFollowArgs = argsType({
  id: t.id('The ID of the book.'),
  times: t.int('The number of events.').default(2),
});
export type BookFollowArgs = InstanceType<typeof BookFollowArgs>;
