import { compareAll, dueJob, lowestId, type Job } from '@marketplace/application';
import { before, hours, idOf, minutes, seconds } from '@marketplace/kernel';
import type { PromotionCommand } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import { attemptsCount } from './evaluations';
import type { CountDifference, CountPlace, CouponAttempts, DuePromotions, PromotionStore, WaitingUsage } from './ports';
import type { Quotes } from './quotes';

type DuePromotion = { readonly id: PromotionId; readonly command: PromotionCommand };

const countsAtOnce = 1_000;

type Dependencies = {
  readonly due: DuePromotions;
  readonly promotions: Pick<PromotionStore, 'handle'>;
  readonly quotes: Pick<Quotes, 'expire'>;
  readonly attempts: Pick<CouponAttempts, 'forget'>;
};

/** What happens to promotions and their uses by the clock. */
export const promotionJobs = ({ due, promotions, quotes, attempts }: Dependencies): readonly Job[] => [
  /** Ends promotions whose period is over, and announces those whose uses or budget are spent. */
  dueJob<DuePromotion>({
    name: 'expire-promotions',
    every: seconds(5),
    due: async (limit, now) => {
      const [over, spent] = [await due.over(now, limit), await due.spent(limit)];
      return [
        ...spent.map((each): DuePromotion => ({ id: each.id, command: { type: 'ExhaustPromotion', limit: each.limit, at: now } })),
        ...over.map(({ id }): DuePromotion => ({ id, command: { type: 'ExpirePromotion', at: now } })),
      ];
    },
    handle: ({ id, command }, cause) => promotions.handle(id, command, cause),
    correlationIdOf: ({ id }) => id,
  }),
  /** Lets go of uses that were held too long. Several replicas may run it: the one that writes first has done it. */
  dueJob<WaitingUsage>({
    name: 'expire-held-uses',
    every: seconds(1),
    due: (limit, now) => due.expiredUses(now, limit),
    handle: ({ checkoutId }, cause, { now }) => quotes.expire(checkoutId, now, cause),
    correlationIdOf: ({ correlationId }) => correlationId,
    sideBySide: true,
    batches: 50,
  }),
  /**
   * Compares every count with the usages it stands for. They are written together, so a difference means that somebody went
   * around the context; each is an alert, and nothing is repaired. Returns the number of differences.
   */
  {
    name: 'reconcile-use-counts',
    every: hours(1),
    run: ({ alert }) =>
      compareAll<CountDifference, CountPlace>(
        { subjectId: idOf(lowestId), buyerId: idOf(lowestId) },
        (after) => due.compareCounts(after, countsAtOnce),
        (difference) => alert('use-counts-differ', { ...difference }),
      ),
  },
  /** Forgets which codes did not apply for whom, once they no longer count. */
  {
    name: 'forget-coupon-attempts',
    every: minutes(5),
    run: ({ now }) => attempts.forget(before(now, attemptsCount)),
  },
];
