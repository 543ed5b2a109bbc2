import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { idOf, type Id } from '@marketplace/kernel';
import { connectionOf } from './connection.types';
import { enumOf, enumOfNames, enumWithValues } from './enums';
import { IdempotencyKey } from './idempotency-key';
import { field, fieldOr, payloadOf } from './payload';
import { stubOf, type Stub } from './stubs';

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

@Directive('@key(fields: "id")')
@ObjectType('Book', { description: 'Something to read.' })
export class BookType {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Its title.' })
  title!: string;

  @Field(() => StatusType, { description: 'Where it is.' })
  status!: string;

  @Field(() => ShelfType, { description: 'Where it belongs.' })
  shelf!: string;

  @Field(() => LanguageType, { description: 'What it is written in.' })
  language!: string;

  @Field(() => AuthorStub, { nullable: true, description: 'Who wrote it.' })
  author!: Stub | null;

  @Field(() => ReaderStub, { nullable: true, description: 'Who has it.' })
  reader!: Stub | null;
}

export const toBookType = ({ id, title, lentTo }: Book): BookType => ({
  id,
  title,
  status: lentTo === undefined ? StatusType.SHELVED : StatusType.LENT,
  shelf: ShelfType.LEFT,
  language: LanguageType.GERMAN,
  author: { id: uuid(900) },
  reader: lentTo === undefined ? null : { id: lentTo },
});

@InputType('BookLendInput', { description: 'Which book to lend.' })
export class BookLendInput {
  @Field(() => ID, { description: 'The book.' })
  bookId!: BookId;

  @Field(() => [ID], { nullable: true, description: 'Books to put back.' })
  returnIds?: readonly BookId[];

  @Field(() => String, { nullable: true, description: 'For how long.' })
  until?: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('BookCountInput', { description: 'Which books to count.' })
export class BookCountInput {
  @Field(() => Int, { defaultValue: 3, description: 'Up to how many.' })
  limit!: number;

  @Field(() => String, { nullable: true, description: 'With this in their title.' })
  title?: string;
}

export const BookPayload = payloadOf('BookPayload', 'The book, or why there is none.', {
  book: field(() => BookType, 'The book; null when it was refused.'),
});

export const BookCountPayload = payloadOf(
  'BookCountPayload',
  'How many there are.',
  {
    count: fieldOr(0, () => Int, 'How many.'),
    books: fieldOr([], () => [BookType], 'The books.'),
  },
  { userErrors: 'Why nothing was counted.' },
);

export const BookConnectionType = connectionOf('Book', BookType);

@ArgsType()
export class BookFollowArgs {
  @Field(() => ID, { description: 'The book.' })
  id!: string;

  @Field(() => Int, { defaultValue: 2, description: 'How often.' })
  times!: number;
}
