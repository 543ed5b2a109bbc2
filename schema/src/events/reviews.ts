import { z } from 'zod';
import { at, event, id, sample } from './contract';

const reviews = { context: 'reviews', version: 1, aggregate: 'Review' } as const;

const stars = z.int().min(1).max(5);

/** The references of a review. Text and images stay in reviews. */
const ref = { reviewId: id, productId: id, variantId: id, sellerId: id, orderId: id, orderItemId: id, authorId: id };
const exampleRef = {
  reviewId: sample.review,
  productId: sample.product,
  variantId: sample.variant,
  sellerId: sample.seller,
  orderId: sample.order,
  orderItemId: sample.orderItem,
  authorId: sample.user,
};

export const ReviewPostedV1 = event({
  ...reviews,
  type: 'ReviewPosted',
  description: 'A buyer has posted a review. It is published immediately, or, if held, after a moderator approves it.',
  data: z.object({ ...ref, rating: stars, held: z.boolean(), postedAt: at }),
  example: { ...exampleRef, rating: 5, held: false, postedAt: sample.at },
});

export const ReviewEditedV1 = event({
  ...reviews,
  type: 'ReviewEdited',
  description: 'The author has edited a review. If held, it is hidden until a moderator approves it again.',
  data: z.object({ ...ref, rating: stars, previousRating: stars, held: z.boolean() }),
  example: { ...exampleRef, rating: 4, previousRating: 5, held: false },
});

export const ReviewApprovedV1 = event({
  ...reviews,
  type: 'ReviewApproved',
  description: 'A moderator approved a review: it is published and counts toward the rating.',
  data: z.object({ ...ref, rating: stars }),
  example: { ...exampleRef, rating: 5 },
});

export const ReviewRejectedV1 = event({
  ...reviews,
  type: 'ReviewRejected',
  description: 'A moderator rejected a review: only its author can see it, and it does not count toward the rating.',
  data: z.object({ ...ref, rating: stars, reason: z.string() }),
  example: { ...exampleRef, rating: 1, reason: 'advertising' },
});

export const ReviewRepliedV1 = event({
  ...reviews,
  type: 'ReviewReplied',
  description: 'The seller has replied to a review, or edited the reply.',
  data: z.object(ref),
  example: exampleRef,
});

/** The number of reviews with 1, 2, 3, 4 and 5 stars, in this order. */
const histogram = z.array(z.int().nonnegative()).length(5);

export const ProductRatingChangedV1 = event({
  ...reviews,
  aggregate: 'ProductRating',
  type: 'ProductRatingChanged',
  description: 'The rating of a product changed; it includes all published reviews.',
  data: z.object({ productId: id, sellerId: id, count: z.int().nonnegative(), histogram }),
  example: { productId: sample.product, sellerId: sample.seller, count: 3, histogram: [0, 0, 0, 1, 2] },
});

export const SellerRatingChangedV1 = event({
  ...reviews,
  aggregate: 'SellerRating',
  type: 'SellerRatingChanged',
  description: "The rating of a seller changed; it includes all published reviews of the seller's products.",
  data: z.object({ sellerId: id, count: z.int().nonnegative(), histogram }),
  example: { sellerId: sample.seller, count: 7, histogram: [1, 0, 0, 2, 4] },
});
