import type { Step } from '@marketplace/application';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { reviewsEvents } from '@marketplace/schema';
import type { DirtyRating } from '../../application/ports';
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

/** What other contexts hear of a review: ids and stars, no words. */
export const ofReview = ({ before, after, event, version }: Step<Review, ReviewEvent>): OutgoingEvent => {
  const aggregate = { id: after.id, version };
  const ref = refOf(after);
  const { rating } = after.content;
  switch (event.type) {
    case 'ReviewPosted':
      return outgoing(reviewsEvents.ReviewPostedV1, aggregate, { ...ref, rating, held: event.heldFor.length > 0, postedAt: event.at });
    case 'ReviewEdited': {
      const previousRating = before?.content.rating ?? rating;
      return outgoing(reviewsEvents.ReviewEditedV1, aggregate, { ...ref, rating, previousRating, held: event.heldFor.length > 0 });
    }
    case 'ReviewApproved':
      return outgoing(reviewsEvents.ReviewApprovedV1, aggregate, { ...ref, rating });
    case 'ReviewRejected':
      return outgoing(reviewsEvents.ReviewRejectedV1, aggregate, { ...ref, rating, reason: event.reason });
    case 'ReviewReplied':
      return outgoing(reviewsEvents.ReviewRepliedV1, aggregate, ref);
  }
};

/** What other contexts hear of a rating. */
export const ofRating = ({ kind, id, sellerId, histogram, version }: DirtyRating): OutgoingEvent => {
  const counts = { count: countOf(histogram), histogram: [...histogram] };
  switch (kind) {
    case 'product':
      return outgoing(reviewsEvents.ProductRatingChangedV1, { id, version }, { productId: id, sellerId, ...counts });
    case 'seller':
      return outgoing(reviewsEvents.SellerRatingChangedV1, { id, version }, { sellerId, ...counts });
  }
};
