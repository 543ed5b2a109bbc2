import type { Save, Versioned } from '@marketplace/application';
import { guest, idOf, instant, type Cause, type ReservationId } from '@marketplace/kernel';
import { movementsOf } from '../domain/movements';
import { evolve, refOf, type Reservation, type ReservationEvent } from '../domain/reservation';
import type { StockLevel } from '../domain/stock';
import { level, line, shirt } from '../domain/stock.fixtures';
import type { ReservationChange } from './ports';
import { createReservationDesk } from './reservation-desk';

const expiresAt = instant('2026-11-21T08:45:00Z');
const cause: Cause = { actor: guest, correlationId: 'test' };

type Options = { readonly pieces: number; readonly stale?: readonly number[]; readonly failsAt?: number };

/** A warehouse in memory; the writes whose numbers are `stale` lose a race, and somebody else takes a piece. */
const warehouse = ({ pieces, stale = [], failsAt }: Options) => {
  const state = { levels: [level('DE-1', shirt, pieces)] as readonly StockLevel[], writes: [] as (readonly string[])[] };
  const kept = new Map<string, Versioned<Reservation>>();
  const take = (quantity: number): void => {
    state.levels = state.levels.map((each) => ({ ...each, available: each.available - quantity }));
  };
  const after = ({ before, events }: ReservationChange): Versioned<Reservation> => {
    const state = events.reduce<Reservation | undefined>(evolve, before?.state);
    if (state === undefined) throw new Error('nothing has happened');
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
    if (number === failsAt) throw new Error('the database is away');
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
    saveTogether: async (saves: readonly Save<Reservation, ReservationEvent>[]) => {
      await Promise.resolve();
      return begin(saves.flatMap(({ changes }) => changes)) === 'done';
    },
  };
  const desk = createReservationDesk({
    reservations,
    stock: { levels: () => Promise.resolve(state.levels) },
  });
  const ask = (name: string, quantity = 1): Promise<void> =>
    desk.reserve(
      { reservationId: idOf(name), checkoutId: idOf(name), countryCode: 'DE', lines: [line(shirt, quantity)] },
      expiresAt,
      cause,
    );
  return { ask, writes: state.writes, statusOf: (name: string) => kept.get(name)?.state.status, kept };
};

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `buyer ${(n + 1).toString()}`);

describe('the reservation desk', () => {
  it('answers a single request by itself, and those that come meanwhile together', async () => {
    const { ask, writes } = warehouse({ pieces: 10 });
    await Promise.all(names(5).map((name) => ask(name)));
    expect(writes).toEqual([['buyer 1'], ['buyer 2', 'buyer 3', 'buyer 4', 'buyer 5']]);
  });

  it('serves in order of arrival', async () => {
    const { ask, statusOf } = warehouse({ pieces: 3 });
    await Promise.all(names(5).map((name) => ask(name)));
    expect(names(5).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'REJECTED', 'REJECTED']);
  });

  it('takes no more than 256 at a time', async () => {
    const { ask, writes } = warehouse({ pieces: 600 });
    await Promise.all(names(600).map((name) => ask(name)));
    expect(writes.map((ids) => ids.length)).toEqual([1, 256, 256, 87]);
  });

  it('has one effect of a request that comes twice at once', async () => {
    const { ask, kept, writes } = warehouse({ pieces: 10 });
    await Promise.all(['first', 'same', 'same', 'last'].map((name) => ask(name)));
    expect([...kept.keys()]).toEqual(['first', 'same', 'last']);
    expect(writes.flat()).toEqual(['first', 'same', 'last']);
  });

  it('looks again when somebody else was faster, and decides by what is left', async () => {
    const { ask, statusOf, writes } = warehouse({ pieces: 4, stale: [1] });
    await Promise.all(names(4).map((name) => ask(name)));
    expect(writes).toHaveLength(3);
    expect(names(4).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'REJECTED']);
  });

  it('lets each race for itself when together they lose again and again', async () => {
    const { ask, statusOf, writes } = warehouse({ pieces: 9, stale: [1, 2, 3] });
    await Promise.all(names(4).map((name) => ask(name)));
    expect(writes.map((ids) => ids.length)).toEqual([1, 3, 3, 3, 1, 1, 1]);
    expect(names(4).map(statusOf)).toEqual(['RESERVED', 'RESERVED', 'RESERVED', 'RESERVED']);
  });

  it('tells those whose answer could not be written, and goes on with the next', async () => {
    const { ask, statusOf } = warehouse({ pieces: 9, failsAt: 1 });
    const outcomes = await Promise.allSettled(names(3).map((name) => ask(name)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await ask('buyer 2');
    expect(statusOf('buyer 2')).toBe('RESERVED');
  });

  it('writes nothing for what was answered before', async () => {
    const { ask, writes } = warehouse({ pieces: 9 });
    await ask('buyer 1');
    await Promise.all(['buyer 1', 'buyer 1', 'buyer 1'].map((name) => ask(name)));
    expect(writes).toHaveLength(1);
  });
});
