import type { ProductDocument } from './document';

type Rating = ProductDocument['rating'];

/** Before anybody has judged, a product is thought of as if this many had, with this average. */
const prior = { votes: 5, average: 3.5 };

const pointsOf = ({ histogram }: Rating): number => histogram.reduce((sum, count, position) => sum + count * (position + 1), 0);

/** The average in hundredths of a star, as it is shown and filtered by; 0 while nobody has judged. */
export const averageHundredths = (rating: Rating): number => (rating.count === 0 ? 0 : Math.round((100 * pointsOf(rating)) / rating.count));

/** What RATING sorts by, in thousandths of a star: few votes are worth less than many, so that one five does not beat a hundred. */
export const ratingRank = (rating: Rating): number =>
  Math.round((1_000 * (pointsOf(rating) + prior.votes * prior.average)) / (rating.count + prior.votes));

/** Pieces sold that are worth as much as any more. */
const soldEnough = 10_000;

const weights = { sold: 500, rating: 400, available: 400, seller: 200 };

type Signals = Pick<ProductDocument, 'sold' | 'rating' | 'available' | 'sellerScore'>;

/**
 * What speaks for a product whatever is looked for, in thousandths: 0 to 1,500. Each signal goes from 0 to 1 before it is
 * weighed: pieces sold by their logarithm, the rating as RATING sorts it, whether it can be bought, and the seller's score.
 */
export const popularity = ({ sold, rating, available, sellerScore }: Signals): number => {
  const sales = Math.min(1, Math.log10(1 + sold) / Math.log10(1 + soldEnough));
  const judged = (ratingRank(rating) / 1_000 - 1) / 4;
  const seller = (sellerScore === 0 ? prior.average : sellerScore) / 5;
  return Math.round(weights.sold * sales + weights.rating * judged + (available ? weights.available : 0) + weights.seller * seller);
};

/** What the fit of a text is multiplied with. RELEVANCE = fit * boost; without a text, the boost alone. */
export const boost = (signals: Signals): number => 1 + popularity(signals) / 1_000;

/** Of a seller, to one digit, so that one vote among many changes nothing; 0 while nobody has judged. */
export const sellerScore = (rating: Rating): number => (rating.count === 0 ? 0 : Math.round((10 * pointsOf(rating)) / rating.count) / 10);
