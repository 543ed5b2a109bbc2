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
import { ratingAnnouncements } from './adapters/postgres/rating-announcements';
import { ratingBooks } from './adapters/postgres/rating-books';
import { readerRepository } from './adapters/postgres/reader-repository';
import { reviewStore } from './adapters/postgres/review-store';
import { reviewViews } from './adapters/postgres/review-views';
import * as tables from './adapters/postgres/tables';
import { announceRatings } from './application/announce-ratings.job';
import { createRatingBooks } from './application/rating-books';
import { createReaderUseCases } from './application/readers';
import { createReviewLists } from './application/review-lists';
import { reconcileRatings } from './application/reconcile-ratings.job';
import { createReviews } from './application/reviews';
import { isBannable } from './domain/banned-words';
import { screening } from './domain/screening';

/** Words between commas. */
const words = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  )
  .refine((list) => list.every(isBannable), 'a banned word has 2 to 40 letters and digits, and perhaps a star behind them');

const env = z.object({
  /** With a star at its end, whatever begins with it. */
  REVIEW_BANNED_WORDS: setting('words that have a review held, beside the usual ones', words),
});

export const context = defineContext({
  name: 'reviews',
  title: 'Reviews',
  owns: 'what buyers say of what they bought, and its sum',
  optional: 'products are shown and sold, without their ratings and reviews',
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
    const readers = createReaderUseCases({ readers: readerRepository(db) });
    const books = createRatingBooks({ books: ratingBooks(db), retry });
    const review = reviewEntity(views);
    return {
      subgraph: {
        resolvers: [
          new ReviewResolver({ review, lists: createReviewLists(views), views }),
          new ProductResolver(views),
          new SellerResolver(views),
          reviewMutations({ reviews, readers, books, review }),
        ],
        // Products and sellers are others'; reviews adds to any that it is asked about.
        entities: [review, extensionOf('Product'), extensionOf('Seller')],
      },
      handlers: subscriptions(purchases),
      jobs: [announceRatings(ratingAnnouncements(db, ofRating)), reconcileRatings(books)],
    };
  },
});

runAsService(context, module);
