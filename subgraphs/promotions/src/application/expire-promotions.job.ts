import { isRefused, systemOf, type Instant } from '@marketplace/kernel';
import { decide, type PromotionCommand } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import type { Ports } from './ports';

type Needs = Pick<Ports, 'promotions' | 'again'>;

const atOnce = 200;

/** Ends promotions whose period is over, and tells of those whose uses or budget are spent. */
export const expirePromotions =
  ({ promotions, again }: Needs) =>
  async (now: Instant): Promise<number> => {
    const carryOut = async (id: PromotionId, command: PromotionCommand): Promise<void> => {
      const before = await promotions.find(id);
      const events = decide(command, before?.state);
      if (isRefused(events) || events.length === 0) return;
      await promotions.save({ before, events }, { actor: systemOf('promotions'), correlationId: id });
    };
    const [over, spent] = [await promotions.over(now, atOnce), await promotions.spent(atOnce)];
    for (const { id, limit } of spent) await again(() => carryOut(id, { type: 'ExhaustPromotion', limit, at: now }));
    for (const id of over) await again(() => carryOut(id, { type: 'ExpirePromotion', at: now }));
    return over.length + spent.length;
  };
