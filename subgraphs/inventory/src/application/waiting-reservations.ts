import { systemOf, type Cause } from '@marketplace/kernel';
import type { Again, WaitingReservation } from './ports';

/** How many reservations a job takes at once. */
export const batch = 100;

export type Work = (waiting: WaitingReservation, cause: Cause) => Promise<unknown>;

/**
 * Does work for each reservation that waits, as part of the reservation's own flow. One that fails does not keep the
 * others waiting: the failure is thrown when all of the batch had their turn.
 */
export const forEachWaiting = async (waiting: readonly WaitingReservation[], work: Work, again: Again): Promise<void> => {
  const turns = waiting.map((each) => again(() => work(each, { actor: systemOf('inventory'), correlationId: each.correlationId })));
  const failure = (await Promise.allSettled(turns)).find((turn) => turn.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
};
