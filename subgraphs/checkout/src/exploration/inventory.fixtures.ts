import { instant, seconds, after, type CheckoutId, type Instant } from '@marketplace/kernel';
import { linesOf } from '../domain/seller-parts';
import type { News } from '../domain/news';
import type { Participant, Timer, World } from './world.fixtures';

type Reservation = {
  status: 'RESERVED' | 'REJECTED' | 'RELEASED' | 'EXPIRED' | 'CONFIRMED' | 'SHORT';
  /** Pieces of each variant. */
  readonly pieces: readonly number[];
  readonly expiresAt: Instant;
  lookedAt: Instant;
};

type Stock = { initial: number; onHand: number; reserved: number; sold: number };

export type Inventory = Participant & {
  readonly stock: readonly Stock[];
  readonly reservations: ReadonlyMap<CheckoutId, Reservation>;
};

type Books = { readonly world: World; readonly stock: readonly Stock[]; readonly reservations: Map<CheckoutId, Reservation> };

const retryShort = seconds(10);

const say = ({ world }: Books, checkoutId: CheckoutId, news: News): void =>
  world.say({ from: 'inventory', aggregate: checkoutId, checkoutId }, news);

type Movement = { readonly held: 1 | 0 | -1; readonly taken: 1 | 0 };

/** Changes what is held and what is there; the database refuses what cannot be. */
const move = ({ world, stock }: Books, pieces: readonly number[], { held, taken }: Movement): void => {
  for (const [variant, count] of pieces.entries()) {
    const item = stock[variant];
    if (item === undefined) continue;
    item.reserved += held * count;
    item.onHand -= taken * count;
    item.sold += taken * count;
    if (item.reserved < 0 || item.onHand < item.reserved) world.fail(`stock of variant ${variant} is ${JSON.stringify(item)}`);
  }
};

const isThere = ({ stock }: Books, pieces: readonly number[]): boolean =>
  pieces.every((count, variant) => {
    const item = stock[variant];
    return item !== undefined && item.onHand - item.reserved >= count;
  });

type Wanted = { readonly pieces: readonly number[]; readonly expiresAt: Instant };

const reserve = (books: Books, checkoutId: CheckoutId, { pieces, expiresAt }: Wanted): void => {
  const { world, reservations } = books;
  const known = reservations.get(checkoutId);
  if (known?.status === 'RELEASED') return say(books, checkoutId, { type: 'StockRejected', shortages: [] });
  if (known !== undefined && !world.subject.faults.includes('inventory-takes-each-request-for-a-new-one')) return;
  const status = isThere(books, pieces) ? 'RESERVED' : 'REJECTED';
  reservations.set(checkoutId, { status, pieces, expiresAt, lookedAt: world.now });
  if (status === 'REJECTED') return say(books, checkoutId, { type: 'StockRejected', shortages: [] });
  move(books, pieces, { held: 1, taken: 0 });
  say(books, checkoutId, { type: 'StockReserved' });
};

/** Always answered, also for what was never held; and it stays let go, whatever is asked later. */
const release = (books: Books, checkoutId: CheckoutId): void => {
  const { world, reservations } = books;
  const known = reservations.get(checkoutId);
  const isForgetful = world.subject.faults.includes('inventory-forgets-releases');
  if (known === undefined && isForgetful) return say(books, checkoutId, { type: 'ReservationReleased' });
  if (known?.status === 'RELEASED') return;
  if (known?.status === 'CONFIRMED' || known?.status === 'SHORT')
    return world.fail(`${checkoutId} asks to let go of a reservation that is paid`);
  if (known?.status === 'RESERVED') move(books, known.pieces, { held: -1, taken: 0 });
  reservations.set(checkoutId, { status: 'RELEASED', pieces: [], expiresAt: world.now, lookedAt: world.now });
  say(books, checkoutId, { type: 'ReservationReleased' });
};

const expire = (books: Books, checkoutId: CheckoutId, reservation: Reservation): void => {
  books.world.count('own deadline: reservation expired');
  move(books, reservation.pieces, { held: -1, taken: 0 });
  reservation.status = 'EXPIRED';
  say(books, checkoutId, { type: 'ReservationReleased' });
};

/** Paid: there is only forward. */
const confirm = (books: Books, checkoutId: CheckoutId): void => {
  const { world, reservations } = books;
  const known = reservations.get(checkoutId);
  if (known === undefined || known.status === 'RELEASED' || known.status === 'REJECTED')
    return world.fail(`${checkoutId} was captured, and its reservation is ${known?.status ?? 'not there'}`);
  if (known.status === 'CONFIRMED') return;
  known.lookedAt = world.now;
  if (known.status !== 'RESERVED') {
    if (!isThere(books, known.pieces)) {
      world.count('paid after the stock was gone');
      known.status = 'SHORT';
      return;
    }
    world.count('stock taken anew after it had expired');
  }
  move(books, known.pieces, { held: known.status === 'RESERVED' ? -1 : 0, taken: 1 });
  known.status = 'CONFIRMED';
  say(books, checkoutId, { type: 'ReservationConfirmed' });
};

/** Somebody brings what is missing, and the job finds it. */
const restock = (books: Books, checkoutId: CheckoutId, reservation: Reservation): void => {
  for (const [variant, item] of books.stock.entries()) {
    const missing = Math.max(0, (reservation.pieces[variant] ?? 0) - (item.onHand - item.reserved));
    item.initial += missing;
    item.onHand += missing;
  }
  confirm(books, checkoutId);
};

const timersOf = (books: Books, checkoutId: CheckoutId, reservation: Reservation): readonly Timer[] => {
  if (reservation.status === 'RESERVED') {
    const run = (): void => expire(books, checkoutId, reservation);
    return [{ at: reservation.expiresAt, name: `the reservation of ${checkoutId} expires`, run }];
  }
  if (reservation.status !== 'SHORT') return [];
  const run = (): void => restock(books, checkoutId, reservation);
  return [{ at: after(reservation.lookedAt, retryShort), name: `inventory is brought what ${checkoutId} lacks`, run }];
};

export const createInventory = (world: World): Inventory => {
  const stock = world.scenario.stock.map((pieces): Stock => ({ initial: pieces, onHand: pieces, reserved: 0, sold: 0 }));
  const reservations = new Map<CheckoutId, Reservation>();
  const books: Books = { world, stock, reservations };
  return {
    stock,
    reservations,
    hear: ({ checkoutId, body }) => {
      if ('says' in body) return confirm(books, checkoutId);
      if (body.asks.type !== 'StockReservationRequested') return release(books, checkoutId);
      const pieces = stock.map((_, seller) => linesOf(body.checkout).find((line) => line.sellerId === `seller-${seller}`)?.quantity ?? 0);
      reserve(books, checkoutId, { pieces, expiresAt: instant(body.asks.expiresAt) });
    },
    timers: () => [...reservations].flatMap(([checkoutId, reservation]) => timersOf(books, checkoutId, reservation)),
  };
};
