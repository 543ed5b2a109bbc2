import { compareAll, dueJob, lowestId, type Job } from '@marketplace/application';
import { before, hours, idOf, minutes, seconds } from '@marketplace/kernel';
import type { PromotionCommand } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import { attemptWindow } from './evaluations';
import type { CountDifference, CountCursor, CouponAttempts, DuePromotions, PromotionStore, ExpiredUsage } from './ports';
import type { Quotes } from './quotes';

type DuePromotion = { readonly id: PromotionId; readonly command: PromotionCommand };

const countsPerBatch = 1_000;

type Dependencies = {
  readonly due: DuePromotions;
  readonly promotions: Pick<PromotionStore, 'handle'>;
  readonly quotes: Pick<Quotes, 'expire'>;
  readonly attempts: Pick<CouponAttempts, 'deleteBefore'>;
};

/** The scheduled jobs on promotions and their uses. */
export const promotionJobs = ({ due, promotions, quotes, attempts }: Dependencies): readonly Job[] => [
  /** Expires promotions whose period has ended, and publishes an event for those that are exhausted. */
  dueJob<DuePromotion>({
    name: 'expire-promotions',
    every: seconds(5),
    due: async (limit, now) => {
      const [ended, exhausted] = [await due.ended(now, limit), await due.exhausted(limit)];
      return [
        ...exhausted.map((each): DuePromotion => ({ id: each.id, command: { type: 'ExhaustPromotion', limit: each.limit, at: now } })),
        ...ended.map(({ id }): DuePromotion => ({ id, command: { type: 'ExpirePromotion', at: now } })),
      ];
    },
    handle: ({ id, command }, cause) => promotions.handle(id, command, cause),
    correlationIdOf: ({ id }) => id,
  }),
  /** Releases uses whose reservation expired. */
  dueJob<ExpiredUsage>({
    name: 'expire-held-uses',
    every: seconds(1),
    due: (limit, now) => due.expiredUses(now, limit),
    handle: ({ checkoutId }, cause, { now }) => quotes.expire(checkoutId, now, cause),
    correlationIdOf: ({ correlationId }) => correlationId,
    concurrent: true,
    batches: 50,
  }),
  /**
   * Compares each use count with its usages. Both are written in one transaction, so a difference means that the table was
   * changed from outside. Each difference raises an alert; nothing is repaired. Returns the number of differences.
   */
  {
    name: 'reconcile-use-counts',
    every: hours(1),
    run: ({ alert }) =>
      compareAll<CountDifference, CountCursor>(
        { subjectId: idOf(lowestId), buyerId: idOf(lowestId) },
        (after) => due.compareCounts(after, countsPerBatch),
        (difference) => alert('use-counts-differ', { ...difference }),
      ),
  },
  /** Deletes failed coupon codes that no longer count. */
  {
    name: 'forget-coupon-attempts',
    every: minutes(5),
    run: ({ now }) => attempts.deleteBefore(before(now, attemptWindow)),
  },
];
