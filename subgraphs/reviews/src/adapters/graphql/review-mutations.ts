import { idOf, isId } from '@marketplace/kernel';
import { badUserInput, mutation, mutations, pick, type Entity, type MutationRequest } from '@marketplace/platform/graphql';
import type { RatingSubject } from '../../application/ports';
import type { RepairCounts, RatingReconciliation } from '../../application/rating-reconciliation';
import type { ReviewFeedback } from '../../application/review-feedback';
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

/** The message of each refusal. */
const messages = {
  'review-not-found': 'Review not found.',
  'order-item-not-found': 'Order item not found.',
  'own-shop': 'You cannot review products of your own shop.',
  'version-conflict': 'This review has changed since you loaded it. Reload it and try again.',
  'own-review': 'You cannot vote on or report your own review.',
  'not-delivered-yet': 'You can review this item after it is delivered.',
  'already-reviewed': 'You have already reviewed this item. Edit your review instead.',
  'edit-window-over': 'This review can no longer be edited. Reviews can be edited for 30 days.',
  'rating-invalid': 'Choose a rating of 1 to 5 stars.',
  'title-invalid': 'Enter a title of 1 to 120 characters on one line.',
  'body-invalid': 'Enter a review of 1 to 5,000 characters of plain text.',
  'too-many-images': 'Add at most 5 images.',
  'image-invalid': 'Enter an http or https URL and a description of at most 200 characters.',
  'reason-invalid': 'Enter a reason of 1 to 500 characters.',
  'reply-invalid': 'Enter a reply of 1 to 5,000 characters of plain text.',
  'reply-not-acceptable': 'Remove links, addresses, phone numbers and offensive language. Replies are public immediately.',
};

const contentErrors = pick(messages, 'rating-invalid', 'title-invalid', 'body-invalid', 'too-many-images', 'image-invalid');

const subjectOf = ({ productId, sellerId }: ReviewRatingsRebuildInput): RatingSubject | undefined => {
  const ids = [productId, sellerId].filter((id) => id !== undefined);
  if (ids.length > 1) throw badUserInput('Specify `productId` or `sellerId`, not both.');
  if (ids.some((id) => !isId(id))) throw badUserInput('This is not a valid ID.');
  if (productId !== undefined) return { kind: 'product', id: idOf(productId) };
  return sellerId === undefined ? undefined : { kind: 'seller', id: idOf(sellerId) };
};

type Dependencies = {
  readonly reviews: Reviews;
  readonly feedback: ReviewFeedback;
  readonly reconciliation: RatingReconciliation;
  readonly review: Entity<unknown, ReviewType>;
};

const ids = { reviewId: 'review-not-found' } as const;

const authorMutations = ({ reviews }: Dependencies, answer: Answer) => ({
  reviewPost: mutation({
    description: 'Posts a review of an item that you purchased, after delivery. It is published at once, unless it is held for moderation.',
    input: ReviewPostInput,
    inputDescription: 'The review to post.',
    payload: ReviewPayload,
    ids: { orderItemId: 'order-item-not-found' },
    errors: { ...pick(messages, 'order-item-not-found', 'not-delivered-yet', 'already-reviewed', 'own-shop'), ...contentErrors },
    run: ({ orderItemId, rating, title, body, images }, { cause }) => reviews.post(orderItemId, { rating, title, body, images }, cause),
    answer,
  }),
  reviewEdit: mutation({
    description: 'Edits your review within 30 days of posting. The edited review may be held for moderation.',
    input: ReviewEditInput,
    inputDescription: 'The review and its new content.',
    payload: ReviewPayload,
    ids,
    errors: { ...pick(messages, 'review-not-found', 'edit-window-over'), ...contentErrors },
    run: ({ reviewId, ...draft }, { cause }) => reviews.edit(reviewId, draft, cause),
    answer,
  }),
  reviewReply: mutation({
    description: "Adds or replaces the seller's reply to a review. Seller's staff only.",
    input: ReviewReplyInput,
    inputDescription: 'The review and the reply.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'reply-invalid', 'reply-not-acceptable'),
    run: ({ reviewId, body }, { cause }) => reviews.reply(reviewId, body, cause),
    answer,
  }),
});

const readerMutations = ({ feedback }: Dependencies, answer: Answer) => ({
  reviewHelpfulVote: mutation({
    description: 'Marks a review as helpful. Each user counts once.',
    input: ReviewHelpfulVoteInput,
    inputDescription: 'The review to mark.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review'),
    run: ({ reviewId }, { cause }) => feedback.vote(reviewId, cause),
    answer,
  }),
  reviewHelpfulVoteWithdraw: mutation({
    description: 'Withdraws your helpful vote.',
    input: ReviewHelpfulVoteWithdrawInput,
    inputDescription: 'The review with your vote.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review'),
    run: ({ reviewId }, { cause }) => feedback.withdrawVote(reviewId, cause),
    answer,
  }),
  reviewReport: mutation({
    description: 'Reports a review to the operators. It stays published until they decide. Only your first report of a review counts.',
    input: ReviewReportInput,
    inputDescription: 'The review to report, with the reason.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'own-review', 'reason-invalid'),
    run: ({ reviewId, reason }, { cause }) => feedback.report(reviewId, reason, cause),
    answer,
  }),
});

const moderatorMutations = ({ reviews, reconciliation }: Dependencies, answer: Answer) => ({
  reviewApprove: mutation({
    description: 'Publishes a review and dismisses its open reports. Operators only.',
    input: ReviewApproveInput,
    inputDescription: 'The review to publish.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'version-conflict'),
    run: (decision, { cause }) => reviews.approve(decision, cause),
    answer,
  }),
  reviewReject: mutation({
    description: 'Hides a review and settles its open reports. The author can read the reason. Operators only.',
    input: ReviewRejectInput,
    inputDescription: 'The review to hide, with the reason.',
    payload: ReviewPayload,
    ids,
    errors: pick(messages, 'review-not-found', 'reason-invalid', 'version-conflict'),
    run: ({ reason, ...decision }, { cause }) => reviews.reject(decision, reason, cause),
    answer,
  }),
  reviewRatingsRebuild: mutation({
    description: 'Recalculates ratings from their reviews and repairs those that differ, while reviews can be written. Operators only.',
    input: ReviewRatingsRebuildInput,
    inputDescription: 'The ratings to rebuild.',
    payload: ReviewRatingsRebuildPayload,
    errors: {},
    run: (input, { cause }) => reconciliation.rebuild(() => subjectOf(input), cause),
    answer: ({ products, sellers }: RepairCounts) => ({ productsMended: products, sellersMended: sellers }),
  }),
});

type Answer = (id: ReviewId, request: MutationRequest) => Promise<{ readonly review: ReviewType | null }>;

/** The mutations of authors, sellers, readers and operators. */
export const reviewMutations = (dependencies: Dependencies): object => {
  const answer: Answer = async (id, request) => ({ review: await dependencies.review.showChanged(id, request) });
  return mutations({
    ...authorMutations(dependencies, answer),
    ...readerMutations(dependencies, answer),
    ...moderatorMutations(dependencies, answer),
  });
};
