import type { AppliedEvent } from '@marketplace/application';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { reviewsEvents } from '@marketplace/schema';
import type { ChangedRating } from '../../application/ports';
import { countOf } from '../../domain/rating';
import type { Review, ReviewEvent } from '../../domain/review';

const refOf = ({ id, productId, variantId, sellerId, orderId, orderItemId, authorId }: Review) => ({
  reviewId: id,
  productId,
  variantId,
  sellerId,
  orderId,
  orderItemId,
  authorId,
});

/** The event messages of reviews. They contain IDs and stars, but no text. */
export const ofReview = ({ before, after, event, version }: AppliedEvent<Review, ReviewEvent>): EventMessage => {
  const aggregate = { id: after.id, version };
  const ref = refOf(after);
  const { rating } = after.content;
  switch (event.type) {
    case 'ReviewPosted':
      return eventMessage(reviewsEvents.ReviewPostedV1, aggregate, { ...ref, rating, held: event.heldFor.length > 0, postedAt: event.at });
    case 'ReviewEdited': {
      const previousRating = before?.content.rating ?? rating;
      return eventMessage(reviewsEvents.ReviewEditedV1, aggregate, { ...ref, rating, previousRating, held: event.heldFor.length > 0 });
    }
    case 'ReviewApproved':
      return eventMessage(reviewsEvents.ReviewApprovedV1, aggregate, { ...ref, rating });
    case 'ReviewRejected':
      return eventMessage(reviewsEvents.ReviewRejectedV1, aggregate, { ...ref, rating, reason: event.reason });
    case 'ReviewReplied':
      return eventMessage(reviewsEvents.ReviewRepliedV1, aggregate, ref);
  }
};

/** The event messages of ratings. */
export const ofRating = ({ kind, id, sellerId, histogram, version }: ChangedRating): EventMessage => {
  const counts = { count: countOf(histogram), histogram: [...histogram] };
  switch (kind) {
    case 'product':
      return eventMessage(reviewsEvents.ProductRatingChangedV1, { id, version }, { productId: id, sellerId, ...counts });
    case 'seller':
      return eventMessage(reviewsEvents.SellerRatingChangedV1, { id, version }, { sellerId, ...counts });
  }
};
