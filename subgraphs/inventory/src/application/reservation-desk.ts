import type { Save } from '@marketplace/application';
import { isRefused, type Cause, type Instant, type ReservationId } from '@marketplace/kernel';
import { demandOf } from '../domain/allocation';
import { decide } from '../domain/decide';
import { decideInTurn } from '../domain/in-turn';
import type { Reservation, ReservationEvent, ReservationTerms } from '../domain/reservation';
import type { ReservationStore, StockRepository } from './ports';

/** As many requests as are decided and written together. */
const turnSize = 256;

// Somebody else may win a race for the stock; after so many, each request races for itself.
const attemptsTogether = 3;

type Request = { readonly terms: ReservationTerms; readonly expiresAt: Instant; readonly cause: Cause };

type Queued = Request & { readonly done: () => void; readonly failed: (error: unknown) => void };

export type ReservationDesk = {
  /** Answers a request for stock, in the order of arrival. */
  readonly reserve: (terms: ReservationTerms, expiresAt: Instant, cause: Cause) => Promise<void>;
};

type Dependencies = {
  readonly reservations: Pick<ReservationStore, 'findAll' | 'save' | 'saveTogether'>;
  readonly stock: Pick<StockRepository, 'levels'>;
};

/**
 * Where requests for stock queue, in one line for each process. Those that come while others are written wait, and go
 * together: one look at the stock, decisions one after the other in memory, one write. A hot variant's row is then written
 * once for hundreds of buyers, and who comes first is served first. That nothing is promised twice does not rest on this
 * line (other processes have theirs) but on the database, which refuses what the stock cannot bear.
 */
export const createReservationDesk = ({ reservations, stock }: Dependencies): ReservationDesk => {
  const queue: Queued[] = [];
  let isOpen = false;

  const read = (requests: readonly Request[]) =>
    Promise.all([
      reservations.findAll(requests.map(({ terms }) => terms.reservationId)),
      stock.levels([...demandOf(requests.flatMap(({ terms }) => terms.lines)).keys()]),
    ]);

  /** Whether all of them are answered now. */
  const answerTogether = async (requests: readonly Request[]): Promise<boolean> => {
    const [found, levels] = await read(requests);
    const before = (id: ReservationId) => found.get(id);
    const decisions = decideInTurn(
      requests.map(({ terms, expiresAt }) => ({ terms, expiresAt, reservation: before(terms.reservationId)?.state })),
      levels,
    );
    const saves = requests.flatMap(({ terms, cause }, position): readonly Save<Reservation, ReservationEvent>[] => {
      const events = decisions[position] ?? [];
      return events.length === 0 ? [] : [{ changes: [{ before: before(terms.reservationId), events }], cause }];
    });
    return saves.length === 0 || reservations.saveTogether(saves);
  };

  const answerAlone = async ({ terms, expiresAt, cause }: Request): Promise<void> => {
    const [found, levels] = await read([{ terms, expiresAt, cause }]);
    const before = found.get(terms.reservationId);
    const events = decide({ type: 'ReserveStock', terms, expiresAt, stock: levels }, before?.state);
    if (!isRefused(events) && events.length > 0) await reservations.save([{ before, events }], cause);
  };

  const takeTurn = async (requests: readonly Queued[]): Promise<void> => {
    for (let attempt = 0; requests.length > 1 && attempt < attemptsTogether; attempt += 1) {
      if (await answerTogether(requests)) {
        for (const { done } of requests) done();
        return;
      }
    }
    for (const request of requests) await answerAlone(request).then(request.done, request.failed);
  };

  /** The next in line; of requests for one reservation only the first, since the second is decided by what it did. */
  const next = (): readonly Queued[] => {
    const ids = new Set<ReservationId>();
    while (ids.size < turnSize) {
      const id = queue[ids.size]?.terms.reservationId;
      if (id === undefined || ids.has(id)) break;
      ids.add(id);
    }
    return queue.splice(0, ids.size);
  };

  const serve = async (): Promise<void> => {
    isOpen = true;
    while (queue.length > 0) {
      const requests = next();
      await takeTurn(requests).catch((error: unknown) => {
        for (const { failed } of requests) failed(error);
      });
    }
    isOpen = false;
  };

  return {
    reserve: (terms, expiresAt, cause) =>
      new Promise((done, failed) => {
        queue.push({ terms, expiresAt, cause, done, failed });
        if (!isOpen) void serve();
      }),
  };
};
