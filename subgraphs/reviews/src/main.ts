import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService, setting } from '@marketplace/platform';
import { extensionOf } from '@marketplace/platform/graphql';
import { ProductResolver, SellerResolver } from './adapters/graphql/rated.resolver';
import { reviewMutations } from './adapters/graphql/review-mutations';
import { reviewEntity, ReviewResolver } from './adapters/graphql/review.resolver';
import { ofRating, ofReview } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { purchaseRepository } from './adapters/postgres/purchase-repository';
import { ratingPublisher } from './adapters/postgres/rating-publisher';
import { ratingRepository } from './adapters/postgres/rating-repository';
import { feedbackRepository } from './adapters/postgres/feedback-repository';
import { reviewStore } from './adapters/postgres/review-store';
import { reviewViews } from './adapters/postgres/review-views';
import * as tables from './adapters/postgres/tables';
import { announceRatings } from './application/announce-ratings.job';
import { createRatingReconciliation } from './application/rating-reconciliation';
import { createReviewFeedback } from './application/review-feedback';
import { createReviewLists } from './application/review-lists';
import { reconcileRatings } from './application/reconcile-ratings.job';
import { createReviews } from './application/reviews';
import { isBannable } from './domain/banned-words';
import { screening } from './domain/screening';

/** Comma-separated words. */
const words = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  )
  .refine((list) => list.every(isBannable), 'a banned word has 2 to 40 letters and digits, optionally followed by a star');

const env = z.object({
  /** A star at the end of a word matches every word with this prefix. */
  REVIEW_BANNED_WORDS: setting('additional words that hold a review for moderation', words),
});

export const context = defineContext({
  name: 'reviews',
  title: 'Reviews',
  owns: 'reviews by verified buyers, and ratings of products and sellers',
  optional: 'products are still shown and sold, without ratings and reviews',
  env,
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, retry, env: { REVIEW_BANNED_WORDS } }) => {
    const views = reviewViews(db);
    const purchases = purchaseRepository(db);
    const reviews = createReviews({
      reviews: reviewStore(db, (step) => [ofReview(step)]),
      purchases,
      screen: screening(REVIEW_BANNED_WORDS),
      clock,
      newId,
    });
    const feedback = createReviewFeedback({ feedback: feedbackRepository(db) });
    const reconciliation = createRatingReconciliation({ ratings: ratingRepository(db), retry });
    const review = reviewEntity(views);
    return {
      subgraph: {
        resolvers: [
          new ReviewResolver({ review, lists: createReviewLists(views), views }),
          new ProductResolver(views),
          new SellerResolver(views),
          reviewMutations({ reviews, feedback, reconciliation, review }),
        ],
        // Products and sellers belong to other contexts. Reviews extends each of them.
        entities: [review, extensionOf('Product'), extensionOf('Seller')],
      },
      handlers: subscriptions(purchases),
      jobs: [announceRatings(ratingPublisher(db, ofRating)), reconcileRatings(reconciliation)],
    };
  },
});

runAsService(context, module);
