import { aDocument } from './document.fixtures';
import { averageHundredths, boost, popularity, ratingRank, sellerScore } from './ranking';

const of = (...histogram: readonly number[]) => ({ count: histogram.reduce((sum, count) => sum + count, 0), histogram });

describe('ranking', () => {
  it('has an average with two decimal places', () => {
    expect(averageHundredths(of(0, 0, 0, 1, 2))).toBe(467);
    expect(averageHundredths(of(0, 0, 0, 0, 0))).toBe(0);
  });

  it('ranks a hundred votes of 4.8 above a single five', () => {
    expect(ratingRank(of(0, 0, 0, 20, 80))).toBeGreaterThan(ratingRank(of(0, 0, 0, 0, 1)));
    expect(ratingRank(of(0, 0, 0, 0, 0))).toBe(3_500);
    expect(ratingRank(of(1, 0, 0, 0, 0))).toBeLessThan(3_500);
  });

  it('rises with sales, rating, availability and seller score, each alone', () => {
    const plain = aDocument({ available: false });
    const better = [{ sold: 10 }, { rating: of(0, 0, 0, 0, 5) }, { available: true }, { sellerScore: 5 }];
    for (const signal of better) expect(popularity({ ...plain, ...signal })).toBeGreaterThan(popularity(plain));
    expect(boost(plain)).toBe(1 + popularity(plain) / 1_000);
  });

  it('never counts more than two and a half times', () => {
    const best = aDocument({ sold: 1_000_000, rating: of(0, 0, 0, 0, 10_000_000), sellerScore: 5 });
    expect(popularity(best)).toBe(1_500);
  });

  it('judges sellers to one digit, so that few votes change it', () => {
    expect(sellerScore(of(0, 0, 0, 1, 2))).toBe(4.7);
    expect(sellerScore(of(0, 0, 0, 0, 0))).toBe(0);
    expect(sellerScore(of(0, 0, 0, 1_000, 2_000))).toBe(sellerScore(of(0, 0, 0, 1_000, 2_001)));
  });
});
