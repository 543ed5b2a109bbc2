import { dueJob, lowestId, type Job } from '@marketplace/application';
import { seconds } from '@marketplace/kernel';
import type { WaitingReservation, WaitingReservations } from './ports';
import type { Reservations } from './reservations';

type Dependencies = { readonly waiting: WaitingReservations; readonly reservations: Reservations };

const correlationIdOf = ({ correlationId }: WaitingReservation): string => correlationId;

/** Lets go of what was held too long. Several replicas may run it: the one that writes first has done it. */
export const expireReservations = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'expired-reservations',
    every: seconds(1),
    due: (limit, now) => waiting.expiredAt(now, limit),
    handle: ({ id }, cause, { now }) => reservations.expire(id, now, cause),
    correlationIdOf,
    sideBySide: true,
    batches: 50,
  });

// Both below look at the oldest checkouts first, one after the other: a younger one must not take what an older one waits
// for. Those that get nothing do not keep younger ones from their turn.

/** Tries again to find stock for what is paid already; it may have come back. */
export const retryShortConfirmations = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'retry-short-confirmations',
    every: seconds(10),
    dueAfter: (last, limit) => waiting.shortAfter(last?.id ?? lowestId, limit),
    handle: ({ id }, cause) => reservations.confirm(id, cause),
    correlationIdOf,
  });

/** Gives what has arrived to reservations that wait for it. No other buyer can have it: what backorders wait for is not free. */
export const fillBackorders = ({ waiting, reservations }: Dependencies): Job =>
  dueJob<WaitingReservation>({
    name: 'fill-backorders',
    every: seconds(1),
    dueAfter: (last, limit) => waiting.fillableAfter(last?.id ?? lowestId, limit),
    handle: ({ id }, cause) => reservations.fill(id, cause),
    correlationIdOf,
  });
