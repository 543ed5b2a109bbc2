import type { Save } from '@marketplace/application';
import { isRefused, type Cause, type Instant, type ReservationId } from '@marketplace/kernel';
import { demandOf } from '../domain/allocation';
import { decide } from '../domain/decide';
import { decideBatch } from '../domain/decide-batch';
import type { Reservation, ReservationEvent, ReservationTerms } from '../domain/reservation';
import type { ReservationStore, StockRepository } from './ports';

/** The most requests that are decided and written in one batch. */
const batchSize = 256;

// A batch fails when another process takes the stock first. After this many attempts, requests are decided one by one.
const batchAttempts = 3;

type Request = { readonly terms: ReservationTerms; readonly expiresAt: Instant; readonly cause: Cause };

type Queued = Request & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

export type ReservationBatcher = {
  /** Decides a request for stock, in order of arrival. */
  readonly reserve: (terms: ReservationTerms, expiresAt: Instant, cause: Cause) => Promise<void>;
};

type Dependencies = {
  readonly reservations: Pick<ReservationStore, 'findAll' | 'save' | 'saveBatch'>;
  readonly stock: Pick<StockRepository, 'levels'>;
};

/**
 * Queues requests for stock, with one queue per process. Requests that arrive during a write form the next batch: one read of
 * the stock, decisions in memory in order of arrival, one write. The row of a hot variant is then written once for hundreds of
 * buyers. The queue does not prevent overselling, because other processes have their own queues: the database does, with a
 * check in each write.
 */
export const createReservationBatcher = ({ reservations, stock }: Dependencies): ReservationBatcher => {
  const queue: Queued[] = [];
  let isDraining = false;

  const read = (requests: readonly Request[]) =>
    Promise.all([
      reservations.findAll(requests.map(({ terms }) => terms.reservationId)),
      stock.levels([...demandOf(requests.flatMap(({ terms }) => terms.lines)).keys()]),
    ]);

  /** Returns true if the batch was written, false if the stock or a reservation has changed since the read. */
  const reserveBatch = async (requests: readonly Request[]): Promise<boolean> => {
    const [found, levels] = await read(requests);
    const before = (id: ReservationId) => found.get(id);
    const decisions = decideBatch(
      requests.map(({ terms, expiresAt }) => ({ terms, expiresAt, reservation: before(terms.reservationId)?.state })),
      levels,
    );
    const saves = requests.flatMap(({ terms, cause }, position): readonly Save<Reservation, ReservationEvent>[] => {
      const events = decisions[position] ?? [];
      return events.length === 0 ? [] : [{ changes: [{ before: before(terms.reservationId), events }], cause }];
    });
    return saves.length === 0 || reservations.saveBatch(saves);
  };

  const reserveOne = async ({ terms, expiresAt, cause }: Request): Promise<void> => {
    const [found, levels] = await read([{ terms, expiresAt, cause }]);
    const before = found.get(terms.reservationId);
    const events = decide({ type: 'ReserveStock', terms, expiresAt, stock: levels }, before?.state);
    if (!isRefused(events) && events.length > 0) await reservations.save([{ before, events }], cause);
  };

  const processBatch = async (requests: readonly Queued[]): Promise<void> => {
    for (let attempt = 0; requests.length > 1 && attempt < batchAttempts; attempt += 1) {
      if (await reserveBatch(requests)) {
        for (const { resolve } of requests) resolve();
        return;
      }
    }
    for (const request of requests) await reserveOne(request).then(request.resolve, request.reject);
  };

  /** Takes the next batch. A second request for the same reservation waits: its decision depends on the first. */
  const nextBatch = (): readonly Queued[] => {
    const ids = new Set<ReservationId>();
    while (ids.size < batchSize) {
      const id = queue[ids.size]?.terms.reservationId;
      if (id === undefined || ids.has(id)) break;
      ids.add(id);
    }
    return queue.splice(0, ids.size);
  };

  const drain = async (): Promise<void> => {
    isDraining = true;
    while (queue.length > 0) {
      const requests = nextBatch();
      await processBatch(requests).catch((error: unknown) => {
        for (const { reject } of requests) reject(error);
      });
    }
    isDraining = false;
  };

  return {
    reserve: (terms, expiresAt, cause) =>
      new Promise((resolve, reject) => {
        queue.push({ terms, expiresAt, cause, resolve, reject });
        if (!isDraining) void drain();
      }),
  };
};
