import fc from 'fast-check';
import { isRefused } from '@marketplace/kernel';
import type { Stars } from './content';
import { decide, type ReviewCommand } from './decide';
import { averageOf, countOf, histogramOf, noReviews, plus, ratingChange, type Histogram } from './rating';
import { evolve, type Review, type ReviewEvent } from './review';
import * as fixture from './review.fixtures';
import type { ModerationFlag } from './screening';

const counts = fc.tuple(...Array.from({ length: 5 }, () => fc.nat(1_000_000))).map(histogramOf);
const stars = fc.constantFrom<Stars>(1, 2, 3, 4, 5);
const flags = fc.constantFrom<readonly ModerationFlag[]>([], [], ['LINK'], ['BANNED_WORD', 'EMAIL']);

const anyCommand: fc.Arbitrary<ReviewCommand> = fc.oneof(
  fc
    .tuple(stars, flags)
    .map(([rating, found]): ReviewCommand => ({ ...fixture.edit(fixture.content({ rating })), flags: found }) as ReviewCommand),
  flags.map((found) => fixture.post(...found)),
  fc.nat(2).map((openReports) => fixture.approve(openReports)),
  fc.tuple(fc.constantFrom('advertising', 'insults', ''), fc.nat(2)).map(([reason, openReports]) => fixture.reject(reason, openReports)),
  fc.tuple(fc.constantFrom('Thanks', 'Sorry'), flags).map(([body, found]) => fixture.reply(body, ...found)),
);

type Outcome = { readonly review: Review | undefined; readonly history: readonly ReviewEvent[]; readonly rating: Histogram };

/** Applies commands to a review, and updates the rating as the database does. */
const applyAll = (commands: readonly ReviewCommand[]): Outcome =>
  commands.reduce<Outcome>(
    (outcome, command) => {
      const events = decide(command, outcome.review);
      if (isRefused(events)) return outcome;
      return events.reduce<Outcome>(({ review, history, rating }, event) => {
        const now = evolve(review, event);
        return { review: now, history: [...history, event], rating: plus(rating, ratingChange(review, now)) };
      }, outcome);
    },
    { review: undefined, history: [], rating: noReviews },
  );

describe('a review after any commands', () => {
  it('equals the fold of its history, also after it was stored as JSON', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const { review, history } = applyAll(commands);
        const stored = JSON.parse(JSON.stringify(history)) as readonly ReviewEvent[];
        expect(stored.reduce<Review | undefined>(evolve, undefined)).toEqual(review);
      }),
    );
  });

  it('counts once while it is published, with its current stars', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const { review, rating } = applyAll(commands);
        const isPublished = review?.moderation.status === 'APPROVED';
        expect(countOf(rating)).toBe(isPublished ? 1 : 0);
        if (isPublished) expect(averageOf(rating)).toBe(review.content.rating);
      }),
    );
  });

  it('does not change when a command is repeated', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 15 }), anyCommand, (commands, command) => {
        const once = applyAll([...commands, command]);
        const twice = applyAll([...commands, command, command]);
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

  it('is between one and five stars, and within half a hundredth of the mean', () => {
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

  it('does not depend on the order of the reviews', () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        expect(plus(plus(a, b), c)).toEqual(plus(a, plus(c, b)));
        expect(countOf(plus(a, b))).toBe(countOf(a) + countOf(b));
      }),
    );
  });

  it('has five counts', () => {
    for (const wrong of [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]]) expect(() => histogramOf(wrong)).toThrow(RangeError);
  });
});
