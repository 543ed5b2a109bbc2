import type { Job } from '@marketplace/application';
import { before, days, minutes } from '@marketplace/kernel';
import type { DueShipments } from './ports';

const labelOverdueAfter = minutes(15);
const dispatchOverdueAfter = days(3);
const deliveryOverdueAfter = days(3);

/** Counts the shipments that need attention: without a label, not dispatched, or overdue. */
export const detectStuckShipments = (due: Pick<DueShipments, 'countStuck'>): Job => ({
  name: 'detect-stuck-shipments',
  every: minutes(5),
  run: async ({ now, alert }) => {
    const counts = await due.countStuck({
      labelDueBefore: before(now, labelOverdueAfter),
      dispatchDueBefore: before(now, dispatchOverdueAfter),
      expectedBefore: before(now, deliveryOverdueAfter),
    });
    const stuck = counts.unlabelled + counts.undispatched + counts.overdue;
    if (stuck > 0) alert('shipments-stuck', counts);
    return stuck;
  },
});
