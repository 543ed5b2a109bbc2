import { idOf, isId } from '@marketplace/kernel';
import { badUserInput, mutation, mutations, pick, type Entity, type MutationRequest } from '@marketplace/platform/graphql';
import type { RatingSubject } from '../../application/ports';
import type { Mended, RatingBookkeeping } from '../../application/rating-books';
import type { ReaderUseCases } from '../../application/readers';
import type { Reviews } from '../../application/reviews';
import type { ReviewId } from '../../domain/review';
import {
  ReviewApproveInput,
  ReviewEditInput,
  ReviewHelpfulVoteInput,
  ReviewHelpfulVoteWithdrawInput,
  ReviewPayload,
  ReviewPostInput,
  ReviewRatingsRebuildInput,
  ReviewRatingsRebuildPayload,
  ReviewRejectInput,
  ReviewReplyInput,
  ReviewReportInput,
} from './review.inputs';
import type { ReviewType } from './review.types';

/** A sentence for each refusal, for those who write, read and judge reviews. */
const messages = {
  'review-not-found': 'There is no such review.',
  'order-item-not-found': 'You have bought no such thing.',
  'own-shop': 'What your own shop sold is for others to judge.',
  'version-conflict': 'It has changed since you read it: read it again.',
  'own-review': 'This is your own review.',
  'not-delivered-yet': 'You can review it once it is delivered.',
  'already-reviewed': 'You have reviewed this already; edit the review you have.',
  'edit-window-over': 'A review can be edited for 30 days.',
  'rating-invalid': 'A rating is 1 to 5 stars.',
  'title-invalid': 'A title has 1 to 120 characters on one line.',
  'body-invalid': 'A review has 1 to 5,000 characters of plain text.',
  'too-many-images': 'A review has at most 5 pictures.',
  'image-invalid': 'A picture has an http or https address, and a description of at most 200 characters.',
  'reason-invalid': 'A reason has 1 to 500 characters.',
  'reply-invalid': 'A reply has 1 to 5,000 characters of plain text.',
  'reply-not-acceptable': 'A reply is public at once: leave out links, addresses, telephone numbers and bad language.',
};

const contentErrors = pick(messages, 'rating-invalid', 'title-invalid', 'body-invalid', 'too-many-images', 'image-invalid');

const subjectOf = ({ productId, sellerId }: ReviewRatingsRebuildInput): RatingSubject | undefined => {
  const ids = [productId, sellerId].filter((id) => id !== undefined);
  if (ids.length > 1) throw badUserInput('Give a product or a seller, not both.');
  if (ids.some((id) => !isId(id))) throw badUserInput('This is not an id.');
  if (productId !== undefined) return { kind: 'product', id: idOf(productId) };
  return sellerId === undefined ? undefined : { kind: 'seller', id: idOf(sellerId) };
};

type Services = {
  readonly reviews: Reviews;
  readonly readers: ReaderUseCases;
  readonly books: RatingBookkeeping;
  readonly review: Entity<unknown, ReviewType>;
};

const ids = { reviewId: 'review-not-found' } as const;

const writing = ({ reviews }: Services, answer: Answer) => ({
  reviewPost: mutation({
    description:
      'Reviews a line of an order of yours, once it is delivered. Others see it at once, unless it has to be read by an operator first.',
    input: ReviewPostInput,
    inputDescription: 'The review.',
    payload: ReviewPayload,
    ids: { orderItemId: 'order-item-not-found' },
    errors: { ...pick(messages, 'order-item-not-found', 'not-delivered-yet', 'already-reviewed', 'own-shop'), ...contentErrors },
    run: ({ orderItemId, rating, title, body, images }, { cause }) => reviews.post(orderItemId, { rating, title, body, images }, cause),
    answer,
  }),
  reviewEdit: mutation({
    description: 'Puts your review otherwise, for 30 days after it was posted; it may have to be read by an operator first.',
    input: ReviewEditInput,
    inputDescription: 'The review and its words.',
    payload: ReviewPayload,
    ids,
    errors: { ...pick(messages, 'review-not-found', 'edit-window-over'), ...contentErrors },
    run: ({ reviewId, ...draft }, { cause }) => reviews.edit(reviewId, draft, cause),
    answer,
  }),
  reviewReply: mutation({
    description: "Answers a review of something you sold, or puts your answer otherwise; for the seller's staff.",
    input: ReviewReplyInput,
    inputDescription: 'The review and the answer.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'reply-invalid', 'reply-not-acceptable'),
    run: ({ reviewId, body }, { cause }) => reviews.reply(reviewId, body, cause),
    answer,
  }),
});

const reading = ({ readers }: Services, answer: Answer) => ({
  reviewHelpfulVote: mutation({
    description: 'Says that a review has helped you; once, however often you say it.',
    input: ReviewHelpfulVoteInput,
    inputDescription: 'Which review.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review'),
    run: ({ reviewId }, { cause }) => readers.vote(reviewId, cause),
    answer,
  }),
  reviewHelpfulVoteWithdraw: mutation({
    description: 'Takes that back.',
    input: ReviewHelpfulVoteWithdrawInput,
    inputDescription: 'Which review.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review'),
    run: ({ reviewId }, { cause }) => readers.withdrawVote(reviewId, cause),
    answer,
  }),
  reviewReport: mutation({
    description: 'Puts a review before the operators, once; it stays in sight until they decide.',
    input: ReviewReportInput,
    inputDescription: 'Which review, and what is wrong with it.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review', 'reason-invalid'),
    run: ({ reviewId, reason }, { cause }) => readers.report(reviewId, reason, cause),
    answer,
  }),
});

const moderating = ({ reviews, books }: Services, answer: Answer) => ({
  reviewApprove: mutation({
    description: 'Lets everybody see a review, and settles the complaints about it; for operators.',
    input: ReviewApproveInput,
    inputDescription: 'Which review.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'version-conflict'),
    run: (judged, { cause }) => reviews.approve(judged, cause),
    answer,
  }),
  reviewReject: mutation({
    description: 'Takes a review out of sight, and settles the complaints about it; its author reads the reason. For operators.',
    input: ReviewRejectInput,
    inputDescription: 'Which review, and why.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'reason-invalid', 'version-conflict'),
    run: ({ reason, ...judged }, { cause }) => reviews.reject(judged, reason, cause),
    answer,
  }),
  reviewRatingsRebuild: mutation({
    description: 'Counts ratings again from their reviews, and mends what differs; for operators. Reviews can be written meanwhile.',
    input: ReviewRatingsRebuildInput,
    inputDescription: 'Which ratings.',
    payload: ReviewRatingsRebuildPayload,
    errors: {},
    run: (input, { cause }) => books.rebuild(() => subjectOf(input), cause),
    answer: ({ products, sellers }: Mended) => ({ productsMended: products, sellersMended: sellers }),
  }),
});

type Answer = (id: ReviewId, request: MutationRequest) => Promise<{ readonly review: ReviewType | null }>;

/** What authors, readers, sellers and operators do with reviews. */
export const reviewMutations = (services: Services): object => {
  const answer: Answer = async (id, request) => ({ review: await services.review.showChanged(id, request) });
  return mutations({ ...writing(services, answer), ...reading(services, answer), ...moderating(services, answer) });
};
