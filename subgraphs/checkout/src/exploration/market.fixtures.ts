import type { Checkout } from '../domain/checkout';
import { createCarts, type Carts } from './carts.fixtures';
import { createCheckouts, type Checkouts } from './checkouts.fixtures';
import { createInventory, type Inventory } from './inventory.fixtures';
import { createOrders, type Orders } from './orders.fixtures';
import { createPayments, type Payments } from './payments.fixtures';
import { titleOf, type Letter, type Party } from './post.fixtures';
import { createPromotions, type Promotions } from './promotions.fixtures';
import { createShipping } from './shipping.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

/** Everybody who takes part. */
export type Market = {
  readonly world: World;
  readonly checkouts: Checkouts;
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly promotions: Promotions;
  readonly orders: Orders;
  readonly payments: Payments;
  /** Hands a letter to its listener; the inbox knows those that it has seen. */
  readonly deliver: (letter: Letter) => void;
  readonly timers: () => readonly Timer[];
};

type Watch = (market: Market, checkout: Checkout) => void;

export const createMarket = (world: World, watch: Watch): Market => {
  const inboxes = new Map<Party, Set<number>>();
  const parties = {
    checkout: createCheckouts(world, (checkout) => watch(market, checkout)),
    carts: createCarts(world),
    inventory: createInventory(world),
    shipping: createShipping(world),
    promotions: createPromotions(world),
    orders: createOrders(world),
    payments: createPayments(world),
  } satisfies Record<Party, Participant>;
  const { checkout: checkouts, carts, inventory, promotions, orders, payments } = parties;

  const isNew = ({ to, id }: Letter): boolean => {
    // The saga is spared nothing: it must cope with a repetition by itself.
    if (to === 'checkout') return true;
    if (to === 'inventory' && world.subject.faults.includes('inventory-takes-each-request-for-a-new-one')) return true;
    const inbox = inboxes.get(to) ?? new Set();
    inboxes.set(to, inbox);
    if (inbox.has(id)) return false;
    inbox.add(id);
    return true;
  };

  const market: Market = {
    world,
    checkouts,
    carts,
    inventory,
    promotions,
    orders,
    payments,
    deliver: (letter) => {
      world.note(() => titleOf(letter));
      if (!isNew(letter)) return;
      parties[letter.to].hear(letter);
      // What was over stays over, whatever comes late.
      const row = checkouts.rows.get(letter.checkoutId);
      if (row !== undefined) watch(market, row.checkout);
    },
    timers: () => Object.values(parties).flatMap((party) => party.timers()),
  };
  return market;
};

/** Time moves on to it, if it was not there yet. */
export const passTimer = ({ world }: Market, timer: Timer): void => {
  if (world.now < timer.at) world.now = timer.at;
  world.note(() => timer.name);
  timer.run();
};
