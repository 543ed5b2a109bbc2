import { z } from 'zod';
import { hours, milliseconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { ModerationResolver } from './adapters/graphql/moderation.resolver';
import { ProductResolver, SellerResolver } from './adapters/graphql/rated.resolver';
import { ReviewLoads } from './adapters/graphql/review-loads';
import { ReviewResolver } from './adapters/graphql/review.resolver';
import { ofRating, ofReview } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { Reviews1700000010000 } from './adapters/postgres/migrations/1700000010000-reviews';
import { purchaseRepository } from './adapters/postgres/purchase-repository';
import { ratingAnnouncements } from './adapters/postgres/rating-announcements';
import { ratingBooks } from './adapters/postgres/rating-books';
import { readerRepository } from './adapters/postgres/reader-repository';
import { reviewRepository } from './adapters/postgres/review-repository';
import { reviewViews } from './adapters/postgres/review-views';
import { mayRead } from './application/access';
import { announceRatings } from './application/announce-ratings.job';
import type { Alert } from './application/ports';
import { createRatingBooks } from './application/rating-books';
import { createReaderUseCases } from './application/readers';
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
  /** Words that hold a review beside those that always do; with a star at its end, whatever begins with it. */
  REVIEW_BANNED_WORDS: words,
});

type Keyed = { readonly id: string };

export const context = defineContext({
  name: 'reviews',
  env,
  migrations: [Reviews1700000010000],
  wire: ({ db, clock, newId, log, env: { REVIEW_BANNED_WORDS } }) => {
    const alert: Alert = (name, facts) => log.error({ alert: name, ...facts }, 'alert');
    const views = reviewViews(db);
    const purchases = purchaseRepository(db);
    const reviews = createReviews({
      reviews: reviewRepository(db, ofReview),
      purchases,
      screen: screening(REVIEW_BANNED_WORDS),
      clock,
      newId,
    });
    const readers = createReaderUseCases({ readers: readerRepository(db) });
    const books = createRatingBooks({ books: ratingBooks(db), again: (work) => retryStale(work) });
    const loads = new ReviewLoads(views, mayRead);
    const [products, sellers] = [new ProductResolver(views), new SellerResolver(views)];
    return {
      subgraph: {
        resolvers: [
          [ReviewResolver, new ReviewResolver({ reviews, readers, views, loads })],
          [ModerationResolver, new ModerationResolver({ reviews, books, views, loads })],
          [ProductResolver, products],
          [SellerResolver, sellers],
        ],
        references: {
          Review: ({ id }: Keyed, graph) => loads.review(id, graph),
          Product: products.reference,
          Seller: sellers.reference,
        },
      },
      listens: subscriptions(purchases),
      jobs: [
        {
          name: 'announce-ratings',
          every: milliseconds(500),
          run: announceRatings({ announcements: ratingAnnouncements(db, ofRating), newId }),
        },
        { name: 'reconcile-ratings', every: hours(1), run: reconcileRatings({ books, alert, newId }) },
      ],
    };
  },
});

runAsService(context, module);
