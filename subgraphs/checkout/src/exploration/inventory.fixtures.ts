import { instant, seconds, after, type CheckoutId, type Instant } from '@marketplace/kernel';
import { linesOf } from '../domain/seller-orders';
import type { SagaInput } from '../domain/saga-messages';
import type { Participant, Timer, World } from './world.fixtures';

type Reservation = {
  status: 'RESERVED' | 'REJECTED' | 'RELEASED' | 'EXPIRED' | 'CONFIRMED' | 'SHORT';
  /** The quantity of each variant. */
  readonly quantities: readonly number[];
  readonly expiresAt: Instant;
  checkedAt: Instant;
};

type Stock = { initial: number; onHand: number; reserved: number; sold: number };

export type Inventory = Participant & {
  readonly stock: readonly Stock[];
  readonly reservations: ReadonlyMap<CheckoutId, Reservation>;
};

type State = { readonly world: World; readonly stock: readonly Stock[]; readonly reservations: Map<CheckoutId, Reservation> };

const retryShort = seconds(10);

const publish = ({ world }: State, checkoutId: CheckoutId, input: SagaInput): void =>
  world.publish({ from: 'inventory', aggregate: checkoutId, checkoutId }, input);

type Movement = { readonly reserved: 1 | 0 | -1; readonly sold: 1 | 0 };

/** Changes reserved and on-hand stock. Fails on impossible values, as the database constraints do. */
const move = ({ world, stock }: State, quantities: readonly number[], { reserved, sold }: Movement): void => {
  for (const [variant, count] of quantities.entries()) {
    const item = stock[variant];
    if (item === undefined) continue;
    item.reserved += reserved * count;
    item.onHand -= sold * count;
    item.sold += sold * count;
    if (item.reserved < 0 || item.onHand < item.reserved) world.fail(`stock of variant ${variant} is ${JSON.stringify(item)}`);
  }
};

const isAvailable = ({ stock }: State, quantities: readonly number[]): boolean =>
  quantities.every((count, variant) => {
    const item = stock[variant];
    return item !== undefined && item.onHand - item.reserved >= count;
  });

type ReservationRequest = { readonly quantities: readonly number[]; readonly expiresAt: Instant };

const reserve = (state: State, checkoutId: CheckoutId, { quantities, expiresAt }: ReservationRequest): void => {
  const { world, reservations } = state;
  const known = reservations.get(checkoutId);
  if (known?.status === 'RELEASED') return publish(state, checkoutId, { type: 'StockRejected', shortages: [] });
  if (known !== undefined && !world.system.faults.includes('inventory-without-inbox')) return;
  const status = isAvailable(state, quantities) ? 'RESERVED' : 'REJECTED';
  reservations.set(checkoutId, { status, quantities, expiresAt, checkedAt: world.now });
  if (status === 'REJECTED') return publish(state, checkoutId, { type: 'StockRejected', shortages: [] });
  move(state, quantities, { reserved: 1, sold: 0 });
  publish(state, checkoutId, { type: 'StockReserved' });
};

/** Always answered, even without a reservation. Later reservation requests are rejected. */
const release = (state: State, checkoutId: CheckoutId): void => {
  const { world, reservations } = state;
  const known = reservations.get(checkoutId);
  const hasNoTombstones = world.system.faults.includes('inventory-without-tombstones');
  if (known === undefined && hasNoTombstones) return publish(state, checkoutId, { type: 'ReservationReleased' });
  if (known?.status === 'RELEASED') return;
  if (known?.status === 'CONFIRMED' || known?.status === 'SHORT')
    return world.fail(`${checkoutId} requests the release of a paid reservation`);
  if (known?.status === 'RESERVED') move(state, known.quantities, { reserved: -1, sold: 0 });
  reservations.set(checkoutId, { status: 'RELEASED', quantities: [], expiresAt: world.now, checkedAt: world.now });
  publish(state, checkoutId, { type: 'ReservationReleased' });
};

const expire = (state: State, checkoutId: CheckoutId, reservation: Reservation): void => {
  state.world.count('own deadline: reservation expired');
  move(state, reservation.quantities, { reserved: -1, sold: 0 });
  reservation.status = 'EXPIRED';
  publish(state, checkoutId, { type: 'ReservationReleased' });
};

/** Confirms a paid reservation, even after it expired. */
const confirm = (state: State, checkoutId: CheckoutId): void => {
  const { world, reservations } = state;
  const known = reservations.get(checkoutId);
  if (known === undefined || known.status === 'RELEASED' || known.status === 'REJECTED')
    return world.fail(`${checkoutId} was captured, and its reservation is ${known?.status ?? 'missing'}`);
  if (known.status === 'CONFIRMED') return;
  known.checkedAt = world.now;
  if (known.status !== 'RESERVED') {
    if (!isAvailable(state, known.quantities)) {
      world.count('paid without stock left');
      known.status = 'SHORT';
      return;
    }
    world.count('stock sold after its reservation expired');
  }
  move(state, known.quantities, { reserved: known.status === 'RESERVED' ? -1 : 0, sold: 1 });
  known.status = 'CONFIRMED';
  publish(state, checkoutId, { type: 'ReservationConfirmed' });
};

/** Adds the missing stock; the job then confirms the reservation. */
const restock = (state: State, checkoutId: CheckoutId, reservation: Reservation): void => {
  for (const [variant, item] of state.stock.entries()) {
    const missing = Math.max(0, (reservation.quantities[variant] ?? 0) - (item.onHand - item.reserved));
    item.initial += missing;
    item.onHand += missing;
  }
  confirm(state, checkoutId);
};

const timersOf = (state: State, checkoutId: CheckoutId, reservation: Reservation): readonly Timer[] => {
  if (reservation.status === 'RESERVED') {
    const run = (): void => expire(state, checkoutId, reservation);
    return [{ at: reservation.expiresAt, name: `the reservation of ${checkoutId} expires`, run }];
  }
  if (reservation.status !== 'SHORT') return [];
  const run = (): void => restock(state, checkoutId, reservation);
  return [{ at: after(reservation.checkedAt, retryShort), name: `the stock missing for ${checkoutId} arrives`, run }];
};

export const createInventory = (world: World): Inventory => {
  const stock = world.scenario.stock.map((quantities): Stock => ({ initial: quantities, onHand: quantities, reserved: 0, sold: 0 }));
  const reservations = new Map<CheckoutId, Reservation>();
  const state: State = { world, stock, reservations };
  return {
    stock,
    reservations,
    handle: ({ checkoutId, body }) => {
      if ('event' in body) return confirm(state, checkoutId);
      if (body.request.type !== 'StockReservationRequested') return release(state, checkoutId);
      const quantities = stock.map(
        (_, seller) => linesOf(body.checkout).find((line) => line.sellerId === `seller-${seller}`)?.quantity ?? 0,
      );
      reserve(state, checkoutId, { quantities, expiresAt: instant(body.request.expiresAt) });
    },
    timers: () => [...reservations].flatMap(([checkoutId, reservation]) => timersOf(state, checkoutId, reservation)),
  };
};
