import { dueJob, type Job } from '@marketplace/application';
import { before, minutes } from '@marketplace/kernel';
import { paymentPatience, protectionPeriod } from '../domain/policies';
import type { Orders } from './orders';
import type { DueOrders } from './ports';

/** What happens to orders by the clock. Orders that refuse stay due, and are looked at again by the next run. */
export const orderJobs = ({
  due,
  orders,
}: {
  readonly due: DueOrders;
  readonly orders: Pick<Orders, 'cancelUnpaid' | 'endProtection'>;
}): readonly Job[] => [
  dueJob({
    name: 'unpaid-orders',
    every: minutes(1),
    due: (limit, now) => due.unpaidSince(before(now, paymentPatience), limit),
    handle: orders.cancelUnpaid,
  }),
  dueJob({
    name: 'end-protection',
    every: minutes(1),
    due: (limit, now) => due.deliveredBefore(before(now, protectionPeriod), limit),
    handle: orders.endProtection,
  }),
];
