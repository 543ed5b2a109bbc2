import type { Checkout } from '../domain/checkout';
import { createCarts, type Carts } from './carts.fixtures';
import { createCheckouts, type Checkouts } from './checkouts.fixtures';
import { createInventory, type Inventory } from './inventory.fixtures';
import { createOrders, type Orders } from './orders.fixtures';
import { createPayments, type Payments } from './payments.fixtures';
import { titleOf, type Message, type Party } from './broker.fixtures';
import { createPromotions, type Promotions } from './promotions.fixtures';
import { createShipping } from './shipping.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

/** The world and all participants. */
export type Simulation = {
  readonly world: World;
  readonly checkouts: Checkouts;
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly promotions: Promotions;
  readonly orders: Orders;
  readonly payments: Payments;
  /** Delivers a message to its consumer. The inbox drops duplicates. */
  readonly deliver: (message: Message) => void;
  readonly timers: () => readonly Timer[];
};

type Watch = (simulation: Simulation, checkout: Checkout) => void;

export const createSimulation = (world: World, watch: Watch): Simulation => {
  const inboxes = new Map<Party, Set<number>>();
  const parties = {
    checkout: createCheckouts(world, (checkout) => watch(simulation, checkout)),
    carts: createCarts(world),
    inventory: createInventory(world),
    shipping: createShipping(world),
    promotions: createPromotions(world),
    orders: createOrders(world),
    payments: createPayments(world),
  } satisfies Record<Party, Participant>;
  const { checkout: checkouts, carts, inventory, promotions, orders, payments } = parties;

  const isNew = ({ to, id }: Message): boolean => {
    // The saga has no inbox here: it must handle duplicates itself.
    if (to === 'checkout') return true;
    if (to === 'inventory' && world.system.faults.includes('inventory-without-inbox')) return true;
    const inbox = inboxes.get(to) ?? new Set();
    inboxes.set(to, inbox);
    if (inbox.has(id)) return false;
    inbox.add(id);
    return true;
  };

  const simulation: Simulation = {
    world,
    checkouts,
    carts,
    inventory,
    promotions,
    orders,
    payments,
    deliver: (message) => {
      world.note(() => titleOf(message));
      if (!isNew(message)) return;
      parties[message.to].handle(message);
      // An aborted checkout stays aborted after late messages.
      const row = checkouts.rows.get(message.checkoutId);
      if (row !== undefined) watch(simulation, row.checkout);
    },
    timers: () => Object.values(parties).flatMap((party) => party.timers()),
  };
  return simulation;
};

/** Runs a timer, and advances the clock to it if necessary. */
export const passTimer = ({ world }: Simulation, timer: Timer): void => {
  if (world.now < timer.at) world.now = timer.at;
  world.note(() => timer.name);
  timer.run();
};
