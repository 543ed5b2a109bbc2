import { z } from 'zod';
import { at, event, id, sample } from './contract';

const reviews = { context: 'reviews', version: 1, aggregate: 'Review' } as const;

const stars = z.int().min(1).max(5);

/** Words and pictures stay in reviews; what others count with is here. */
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
  description: 'A buyer has judged what they bought. Others see it at once, or, when it is held, once somebody has approved it.',
  data: z.object({ ...ref, rating: stars, held: z.boolean(), postedAt: at }),
  example: { ...exampleRef, rating: 5, held: false, postedAt: sample.at },
});

export const ReviewEditedV1 = event({
  ...reviews,
  type: 'ReviewEdited',
  description: 'The author has put it otherwise within the time for that; held means that it is out of sight until it is approved again.',
  data: z.object({ ...ref, rating: stars, previousRating: stars, held: z.boolean() }),
  example: { ...exampleRef, rating: 4, previousRating: 5, held: false },
});

export const ReviewApprovedV1 = event({
  ...reviews,
  type: 'ReviewApproved',
  description: 'Everybody sees the review, and it counts.',
  data: z.object({ ...ref, rating: stars }),
  example: { ...exampleRef, rating: 5 },
});

export const ReviewRejectedV1 = event({
  ...reviews,
  type: 'ReviewRejected',
  description: 'Nobody but its author sees the review, and it does not count.',
  data: z.object({ ...ref, rating: stars, reason: z.string() }),
  example: { ...exampleRef, rating: 1, reason: 'advertising' },
});

export const ReviewRepliedV1 = event({
  ...reviews,
  type: 'ReviewReplied',
  description: 'The seller has answered a review, or put the answer otherwise.',
  data: z.object(ref),
  example: exampleRef,
});

/** How many reviews gave 1, 2, 3, 4 and 5 stars, in this order. */
const histogram = z.array(z.int().nonnegative()).length(5);

export const ProductRatingChangedV1 = event({
  ...reviews,
  aggregate: 'ProductRating',
  type: 'ProductRatingChanged',
  description: 'What all reviews of a product that count come to now.',
  data: z.object({ productId: id, sellerId: id, count: z.int().nonnegative(), histogram }),
  example: { productId: sample.product, sellerId: sample.seller, count: 3, histogram: [0, 0, 0, 1, 2] },
});

export const SellerRatingChangedV1 = event({
  ...reviews,
  aggregate: 'SellerRating',
  type: 'SellerRatingChanged',
  description: "What all reviews of a seller's products that count come to now.",
  data: z.object({ sellerId: id, count: z.int().nonnegative(), histogram }),
  example: { sellerId: sample.seller, count: 7, histogram: [1, 0, 0, 2, 4] },
});
