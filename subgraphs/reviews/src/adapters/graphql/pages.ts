import { ArgsType, Field, Int } from 'type-graphql';
import { isId } from '@marketplace/kernel';
import { badUserInput, decodeCursor, pageSize } from '@marketplace/platform/graphql';
import type { Page, ReviewPlace, ReviewRow, ReviewSort } from '../../application/reviews.view';
import { ReviewSortType } from './review.types';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;
}

@ArgsType()
export class ReviewsArgs {
  @Field(() => Int, { defaultValue: 10, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;

  @Field(() => ReviewSortType, { defaultValue: 'HELPFUL', description: 'In which order.' })
  sort!: ReviewSort;
}

const notACursor = () => badUserInput('`after` is not a cursor of this list.');

/** Checks the arguments of a page in order of id; one row more is read than is shown. */
export const pageOf = ({ first, after }: PageArgs): { readonly size: number; readonly page: Page } => {
  const size = pageSize(first);
  const [id] = typeof after === 'string' ? decodeCursor(after, 1) : [];
  if (id !== undefined && !isId(id)) throw notACursor();
  return { size, page: { limit: size + 1, ...(id === undefined ? {} : { after: id }) } };
};

const rankOf = ({ state, helpfulCount }: ReviewRow, sort: ReviewSort): number => {
  switch (sort) {
    case 'NEWEST':
      return 0;
    case 'HELPFUL':
      return helpfulCount;
    case 'RATING_HIGH':
      return state.content.rating;
    case 'RATING_LOW':
      return 6 - state.content.rating;
  }
};

/** The place of a review in a list of this order. */
export const keyOf =
  (sort: ReviewSort) =>
  (row: ReviewRow): readonly string[] => [sort, rankOf(row, sort).toString(), row.state.id];

/** Reads a place in a list of this order; that of another order is none. */
export const placeOf = (cursor: string, sort: ReviewSort): ReviewPlace => {
  const [order, rank = '', id = ''] = decodeCursor(cursor, 3);
  if (order !== sort || !/^\d{1,9}$/.test(rank) || !isId(id)) throw notACursor();
  return { rank: Number(rank), id };
};
