import type { Job } from '@marketplace/application';
import { before, days, minutes } from '@marketplace/kernel';
import type { DueShipments } from './ports';

const labelPatience = minutes(15);
const dispatchPatience = days(3);
const deliveryPatience = days(3);

/** Counts the shipments that a person should look at: no label, never handed over, long overdue. */
export const detectStuckShipments = (due: Pick<DueShipments, 'countStuck'>): Job => ({
  name: 'detect-stuck-shipments',
  every: minutes(5),
  run: async ({ now, alert }) => {
    const counts = await due.countStuck({
      labelDueBefore: before(now, labelPatience),
      dispatchDueBefore: before(now, dispatchPatience),
      expectedBefore: before(now, deliveryPatience),
    });
    const stuck = counts.unlabelled + counts.undispatched + counts.overdue;
    if (stuck > 0) alert('shipments-stuck', counts);
    return stuck;
  },
});
