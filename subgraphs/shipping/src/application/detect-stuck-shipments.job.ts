import { after, days, milliseconds, minutes, type Instant } from '@marketplace/kernel';
import type { Ports } from './ports';

const labelPatience = minutes(15);
const dispatchPatience = days(3);
const deliveryPatience = days(3);

const before = (at: Instant, patience: number): Instant => after(at, milliseconds(-patience));

/** Counts the shipments that a person should look at: no label, never handed over, long overdue. */
export const createStuckDetection =
  ({ shipments, report }: Pick<Ports, 'shipments' | 'report'>) =>
  async (at: Instant): Promise<number> => {
    const counts = await shipments.stuck({
      labelDueBefore: before(at, labelPatience),
      dispatchDueBefore: before(at, dispatchPatience),
      expectedBefore: before(at, deliveryPatience),
    });
    const stuck = counts.unlabelled + counts.undispatched + counts.overdue;
    if (stuck > 0) report('shipments are stuck', counts);
    return stuck;
  };
