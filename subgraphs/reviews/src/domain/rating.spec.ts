import fc from 'fast-check';
import { isRefused } from '@marketplace/kernel';
import type { Stars } from './content';
import { decide, type ReviewCommand } from './decide';
import { averageOf, countOf, histogramOf, noReviews, plus, ratingChange, type Histogram } from './rating';
import { evolve, type Review, type ReviewEvent } from './review';
import * as the from './review.fixtures';
import type { Hold } from './screening';

const counts = fc.tuple(...Array.from({ length: 5 }, () => fc.nat(1_000_000))).map(histogramOf);
const stars = fc.constantFrom<Stars>(1, 2, 3, 4, 5);
const holds = fc.constantFrom<readonly Hold[]>([], [], ['LINK'], ['BANNED_WORD', 'EMAIL']);

const commands: fc.Arbitrary<ReviewCommand> = fc.oneof(
  fc.tuple(stars, holds).map(([rating, found]): ReviewCommand => ({ ...the.edit(the.content({ rating })), holds: found }) as ReviewCommand),
  holds.map((found) => the.post(...found)),
  fc.nat(2).map((openReports) => the.approve(openReports)),
  fc.tuple(fc.constantFrom('advertising', 'insults', ''), fc.nat(2)).map(([reason, openReports]) => the.reject(reason, openReports)),
  fc.tuple(fc.constantFrom('Thanks', 'Sorry'), holds).map(([body, found]) => the.reply(body, ...found)),
);

type Life = { readonly review: Review | undefined; readonly history: readonly ReviewEvent[]; readonly rating: Histogram };

/** A review through whatever is done to it, with the rating kept as the database keeps it. */
const live = (done: readonly ReviewCommand[]): Life =>
  done.reduce<Life>(
    (life, command) => {
      const events = decide(command, life.review);
      if (isRefused(events)) return life;
      return events.reduce<Life>(({ review, history, rating }, event) => {
        const now = evolve(review, event);
        return { review: now, history: [...history, event], rating: plus(rating, ratingChange(review, now)) };
      }, life);
    },
    { review: undefined, history: [], rating: noReviews },
  );

describe('a review, whatever is done to it', () => {
  it('is what its history folds to, also as the database gives it back', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (done) => {
        const { review, history } = live(done);
        const stored = JSON.parse(JSON.stringify(history)) as readonly ReviewEvent[];
        expect(stored.reduce<Review | undefined>(evolve, undefined)).toEqual(review);
      }),
    );
  });

  it('counts while everybody can see it, once, with the stars that it has now', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (done) => {
        const { review, rating } = live(done);
        const isSeen = review?.standing.status === 'APPROVED';
        expect(countOf(rating)).toBe(isSeen ? 1 : 0);
        if (isSeen) expect(averageOf(rating)).toBe(review.content.rating);
      }),
    );
  });

  it('changes nothing by a command that is given again at once', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 15 }), commands, (done, command) => {
        const once = live([...done, command]);
        const twice = live([...done, command, command]);
        const isAnswerToReports = 'openReports' in command && command.openReports > 0;
        expect(twice.review).toEqual(once.review);
        if (!isAnswerToReports) expect(twice.history).toEqual(once.history);
      }),
    );
  });
});

describe('a rating', () => {
  it('has no average without reviews', () => {
    expect(averageOf(noReviews)).toBeUndefined();
  });

  it('is rounded to two digits, halves up', () => {
    expect(averageOf([0, 0, 0, 1, 2])).toBe(4.67);
    expect(averageOf([1, 0, 0, 0, 1])).toBe(3);
    expect(averageOf([0, 0, 0, 199, 1])).toBe(4.01);
    expect(averageOf([0, 0, 0, 0, 7])).toBe(5);
  });

  it('lies between one star and five, and within half a hundredth of the mean', () => {
    fc.assert(
      fc.property(
        counts.filter((histogram) => countOf(histogram) > 0),
        (histogram) => {
          const exact = histogram.reduce((sum, count, position) => sum + count * (position + 1), 0) / countOf(histogram);
          const average = averageOf(histogram) ?? 0;
          expect(average).toBeGreaterThanOrEqual(1);
          expect(average).toBeLessThanOrEqual(5);
          expect(Math.abs(average - exact)).toBeLessThanOrEqual(0.005 + 1e-9);
        },
      ),
    );
  });

  it('comes to the same in whatever order reviews are added', () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        expect(plus(plus(a, b), c)).toEqual(plus(a, plus(c, b)));
        expect(countOf(plus(a, b))).toBe(countOf(a) + countOf(b));
      }),
    );
  });

  it('has five numbers', () => {
    for (const wrong of [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]]) expect(() => histogramOf(wrong)).toThrow(RangeError);
  });
});
