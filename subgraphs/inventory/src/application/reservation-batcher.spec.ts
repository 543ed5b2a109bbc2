import type { Save, Versioned } from '@marketplace/application';
import { guest, idOf, instant, type Cause, type ReservationId } from '@marketplace/kernel';
import { movementsOf } from '../domain/movements';
import { evolve, refOf, type Reservation, type ReservationEvent } from '../domain/reservation';
import type { StockLevel } from '../domain/stock';
import { level, line, shirt } from '../domain/stock.fixtures';
import type { ReservationChange } from './ports';
import { createReservationBatcher } from './reservation-batcher';

const expiresAt = instant('2026-11-21T08:45:00Z');
const cause: Cause = { actor: guest, correlationId: 'test' };

type Options = { readonly quantity: number; readonly stale?: readonly number[]; readonly failsAt?: number };

/** A warehouse in memory. The writes with the numbers in `stale` fail, because another process takes one unit first. */
const warehouse = ({ quantity: initial, stale = [], failsAt }: Options) => {
  const state = { levels: [level('DE-1', shirt, initial)] as readonly StockLevel[], writes: [] as (readonly string[])[] };
  const kept = new Map<string, Versioned<Reservation>>();
  const take = (quantity: number): void => {
    state.levels = state.levels.map((each) => ({ ...each, available: each.available - quantity }));
  };
  const after = ({ before, events }: ReservationChange): Versioned<Reservation> => {
    const state = events.reduce<Reservation | undefined>(evolve, before?.state);
    if (state === undefined) throw new Error('a change without events');
    const version = (before?.version ?? 0) + events.length;
    return { version, announced: version, state };
  };
  const idIn = (change: ReservationChange): string => refOf(after(change).state).reservationId;
  const write = (change: ReservationChange): void => {
    kept.set(idIn(change), after(change));
    for (const movement of change.events.flatMap(movementsOf)) take(movement.reservedChange);
  };
  const begin = (changes: readonly ReservationChange[]): 'done' | 'stale' => {
    const number = state.writes.push(changes.map(idIn)) - 1;
    if (number === failsAt) throw new Error('the database is unavailable');
    if (stale.includes(number)) {
      take(1);
      return 'stale';
    }
    changes.forEach(write);
    return 'done';
  };
  const reservations = {
    findAll: (ids: readonly ReservationId[]) => Promise.resolve(new Map([...kept].filter(([id]) => ids.some((each) => each === id)))),
    save: async (changes: readonly ReservationChange[]) => {
      await Promise.resolve();
      if (begin(changes) === 'stale') throw new Error('stale');
      return changes.map(after);
    },
    saveBatch: async (saves: readonly Save<Reservation, ReservationEvent>[]) => {
      await Promise.resolve();
      return begin(saves.flatMap(({ changes }) => changes)) === 'done';
    },
  };
  const batcher = createReservationBatcher({
    reservations,
    stock: { levels: () => Promise.resolve(state.levels) },
  });
  const request = (name: string, quantity = 1): Promise<void> =>
    batcher.reserve(
      { reservationId: idOf(name), checkoutId: idOf(name), countryCode: 'DE', lines: [line(shirt, quantity)] },
      expiresAt,
      cause,
    );
  return { request, writes: state.writes, statusOf: (name: string) => kept.get(name)?.state.status, kept };
};

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `buyer ${(n + 1).toString()}`);

describe('the reservation batcher', () => {
  it('writes a single request at once, and those that arrive meanwhile in one batch', async () => {
    const { request, writes } = warehouse({ quantity: 10 });
    await Promise.all(names(5).map((name) => request(name)));
    expect(writes).toEqual([['buyer 1'], ['buyer 2', 'buyer 3', 'buyer 4', 'buyer 5']]);
  });

  it('serves in order of arrival', async () => {
    const { request, statusOf } = warehouse({ quantity: 3 });
    await Promise.all(names(5).map((name) => request(name)));
    expect(names(5).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'REJECTED', 'REJECTED']);
  });

  it('writes at most 256 requests in one batch', async () => {
    const { request, writes } = warehouse({ quantity: 600 });
    await Promise.all(names(600).map((name) => request(name)));
    expect(writes.map((ids) => ids.length)).toEqual([1, 256, 256, 87]);
  });

  it('reserves once for two equal requests at the same time', async () => {
    const { request, kept, writes } = warehouse({ quantity: 10 });
    await Promise.all(['first', 'same', 'same', 'last'].map((name) => request(name)));
    expect([...kept.keys()]).toEqual(['first', 'same', 'last']);
    expect(writes.flat()).toEqual(['first', 'same', 'last']);
  });

  it('reads and decides again when another process took stock first', async () => {
    const { request, statusOf, writes } = warehouse({ quantity: 4, stale: [1] });
    await Promise.all(names(4).map((name) => request(name)));
    expect(writes).toHaveLength(3);
    expect(names(4).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'REJECTED']);
  });

  it('writes requests one by one after three failed batches', async () => {
    const { request, statusOf, writes } = warehouse({ quantity: 9, stale: [1, 2, 3] });
    await Promise.all(names(4).map((name) => request(name)));
    expect(writes.map((ids) => ids.length)).toEqual([1, 3, 3, 3, 1, 1, 1]);
    expect(names(4).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'RESERVED']);
  });

  it('rejects requests whose write failed, and continues with the next ones', async () => {
    const { request, statusOf } = warehouse({ quantity: 9, failsAt: 1 });
    const outcomes = await Promise.allSettled(names(3).map((name) => request(name)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await request('buyer 2');
    expect(statusOf('buyer 2')).toBe('RESERVED');
  });

  it('writes nothing for a request that was carried out before', async () => {
    const { request, writes } = warehouse({ quantity: 9 });
    await request('buyer 1');
    await Promise.all(['buyer 1', 'buyer 1', 'buyer 1'].map((name) => request(name)));
    expect(writes).toHaveLength(1);
  });
});
