import { idOf, type Id } from '@marketplace/kernel';
import { connectionOf } from './connection.types';
import { enumOf, enumOfNames, enumWithValues } from './enums';
import { payloadOf } from './payload';
import { stubOf } from './stubs';
import { t } from './fields';
import { objectType, inputType, argsType } from './types';

/** A graph as small as one can be that has one of everything: books that are lent, and not shown to everybody. */
export type BookId = Id<'Book'>;
export type Book = { readonly id: BookId; readonly title: string; readonly isSecret: boolean; readonly lentTo?: string };

export const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const bookId = (n: number): BookId => idOf(uuid(n));

const StatusType = enumOf<'SHELVED' | 'LENT'>('BookStatus', 'Where a book is.', { SHELVED: 'It can be lent.', LENT: null });
const ShelfType = enumOfNames('Shelf', 'Where books stand.', ['LEFT', 'RIGHT'] as const);
const LanguageType = enumWithValues('Language', 'What a book is written in.', {
  values: { GERMAN: 'de', FRENCH: 'fr' },
  meanings: { GERMAN: 'In German.', FRENCH: null },
});

const AuthorStub = stubOf('Author', 'Who writes.');
const ReaderStub = stubOf('Reader', 'Who reads.', { idDescription: 'The id of the person.' });

export const BookType = objectType(
  'Book',
  'Something to read.',
  {
    id: t.id('Its id.'),
    title: t.string('Its title.'),
    status: t.of(StatusType, 'Where it is.'),
    shelf: t.of(ShelfType, 'Where it belongs.'),
    language: t.of(LanguageType, 'What it is written in.'),
    author: t.of(AuthorStub, 'Who wrote it.').nullable(),
    reader: t.of(ReaderStub, 'Who has it.').nullable(),
  },
  { key: 'id' },
);
export type BookType = InstanceType<typeof BookType>;

export const toBookType = ({ id, title, lentTo }: Book): BookType => ({
  id,
  title,
  status: lentTo === undefined ? StatusType.SHELVED : StatusType.LENT,
  shelf: ShelfType.LEFT,
  language: LanguageType.GERMAN,
  author: { id: uuid(900) },
  reader: lentTo === undefined ? null : { id: lentTo },
});

export const BookLendInput = inputType('BookLendInput', 'Which book to lend.', {
  bookId: t.id<BookId>('The book.'),
  returnIds: t.ids<BookId>('Books to put back.').optional(),
  until: t.string('For how long.').optional(),
  idempotencyKey: t.idempotencyKey(),
});

export const BookCountInput = inputType('BookCountInput', 'Which books to count.', {
  limit: t.int('Up to how many.').default(3),
  title: t.string('With this in their title.').optional(),
});

export const BookPayload = payloadOf('BookPayload', 'The book, or why there is none.', {
  book: t.of(BookType, 'The book; null when it was refused.'),
});

export const BookCountPayload = payloadOf(
  'BookCountPayload',
  'How many there are.',
  {
    count: t.int('How many.').whenRefused(0),
    books: t.list(BookType, 'The books.').whenRefused([]),
  },
  { userErrors: 'Why nothing was counted.' },
);

export const BookConnectionType = connectionOf('Book', BookType);

export const BookFollowArgs = argsType({
  id: t.id('The book.'),
  times: t.int('How often.').default(2),
});
export type BookFollowArgs = InstanceType<typeof BookFollowArgs>;
