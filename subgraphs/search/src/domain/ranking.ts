import type { ProductDocument } from './document';

type Rating = ProductDocument['rating'];

/** The prior of Bayesian ratings: every product starts with this many votes of this average. */
const prior = { votes: 5, average: 3.5 };

const totalStars = ({ histogram }: Rating): number => histogram.reduce((sum, count, position) => sum + count * (position + 1), 0);

/** The average rating in hundredths of a star, for display and filters; 0 without reviews. */
export const averageHundredths = (rating: Rating): number =>
  rating.count === 0 ? 0 : Math.round((100 * totalStars(rating)) / rating.count);

/** The sort value of RATING, in thousandths of a star. Few votes count less than many: one five does not beat a hundred. */
export const ratingRank = (rating: Rating): number =>
  Math.round((1_000 * (totalStars(rating) + prior.votes * prior.average)) / (rating.count + prior.votes));

/** The number of units sold above which sales count no more. */
const salesCap = 10_000;

const weights = { sold: 500, rating: 400, available: 400, seller: 200 };

type Signals = Pick<ProductDocument, 'sold' | 'rating' | 'available' | 'sellerScore'>;

/**
 * The popularity of a product, independent of the search text, from 0 to 1,500 thousandths. It is the weighted sum of signals from
 * 0 to 1: the logarithm of units sold, the RATING sort value, availability and the score of the seller.
 */
export const popularity = ({ sold, rating, available, sellerScore }: Signals): number => {
  const sales = Math.min(1, Math.log10(1 + sold) / Math.log10(1 + salesCap));
  const ratingSignal = (ratingRank(rating) / 1_000 - 1) / 4;
  const seller = (sellerScore === 0 ? prior.average : sellerScore) / 5;
  return Math.round(weights.sold * sales + weights.rating * ratingSignal + (available ? weights.available : 0) + weights.seller * seller);
};

/** The factor of the text score: RELEVANCE = text score * boost. Without a text, the boost alone. */
export const boost = (signals: Signals): number => 1 + popularity(signals) / 1_000;

/** The score of a seller, with one decimal place so that single votes rarely change it; 0 without reviews. */
export const sellerScore = (rating: Rating): number => (rating.count === 0 ? 0 : Math.round((10 * totalStars(rating)) / rating.count) / 10);
