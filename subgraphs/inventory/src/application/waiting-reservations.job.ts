import { dueJob, lowestId, type Job } from '@marketplace/application';
import { seconds } from '@marketplace/kernel';
import type { WaitingReservation, WaitingReservations } from './ports';
import type { Reservations } from './reservations';

type Dependencies = { readonly waiting: WaitingReservations; readonly reservations: Reservations };

const correlationIdOf = ({ correlationId }: WaitingReservation): string => correlationId;

/** Expires reservations. Several replicas may run it: the first write wins. */
export const expireReservations = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'expired-reservations',
    every: seconds(1),
    due: (limit, now) => waiting.expiredAt(now, limit),
    handle: ({ id }, cause, { now }) => reservations.expire(id, now, cause),
    correlationIdOf,
    concurrent: true,
    batches: 50,
  });

// The two jobs below process the oldest checkouts first, one at a time, so that a newer checkout does not take stock that an
// older one waits for. A checkout that gets nothing does not block newer ones.

/** Retries the allocation of paid reservations that are SHORT. */
export const retryShortConfirmations = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'retry-short-confirmations',
    every: seconds(10),
    dueAfter: (last, limit) => waiting.shortAfter(last?.id ?? lowestId, limit),
    handle: ({ id }, cause) => reservations.confirm(id, cause),
    correlationIdOf,
  });

/** Reserves arrived units for the reservations that backordered them. Other buyers cannot get these units meanwhile. */
export const fillBackorders = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'fill-backorders',
    every: seconds(1),
    dueAfter: (last, limit) => waiting.fillableAfter(last?.id ?? lowestId, limit),
    handle: ({ id }, cause) => reservations.fill(id, cause),
    correlationIdOf,
  });
