import { dueJob, type Job } from '@marketplace/application';
import { before, minutes } from '@marketplace/kernel';
import { paymentTimeout, protectionPeriod } from '../domain/policies';
import type { Orders } from './orders';
import type { DueOrders } from './ports';

/** The scheduled jobs. An order that refuses stays due, and the next execution tries it again. */
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
    due: (limit, now) => due.unpaidSince(before(now, paymentTimeout), limit),
    handle: orders.cancelUnpaid,
  }),
  dueJob({
    name: 'end-protection',
    every: minutes(1),
    due: (limit, now) => due.deliveredBefore(before(now, protectionPeriod), limit),
    handle: orders.endProtection,
  }),
];
