import { idOf, isRefused, type CheckoutId, type Instant } from '@marketplace/kernel';
import { isOver, type Checkout } from '../domain/checkout';
import { start } from '../domain/checkout.saga';
import type { OutboundMessage, SagaInput } from '../domain/saga-messages';
import type { Transition } from '../domain/transition';
import { requestOf } from './scenario.fixtures';
import { titleOf, type Message, type Party } from './broker.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

/** A row of the saga's table. */
type Row = { checkout: Checkout; deadline: Instant | undefined };

const consumers: Record<OutboundMessage['type'], Party | undefined> = {
  CheckoutStarted: 'carts',
  StockReservationRequested: 'inventory',
  ShippingQuoteRequested: 'shipping',
  DiscountQuoteRequested: 'promotions',
  OrderCreationRequested: 'orders',
  PaymentAuthorizationRequested: 'payments',
  CheckoutActionRequired: undefined,
  CheckoutPaymentDeclined: undefined,
  OrderConfirmationRequested: 'orders',
  PaymentCaptureRequested: 'payments',
  PaymentVoidRequested: 'payments',
  OrderCancellationRequested: 'orders',
  DiscountReleaseRequested: 'promotions',
  StockReleaseRequested: 'inventory',
  CartUnfreezeRequested: 'carts',
  CheckoutCompleted: undefined,
  CheckoutAborted: undefined,
};

export type Checkouts = Participant & {
  readonly rows: ReadonlyMap<CheckoutId, Row>;
  readonly wiped: ReadonlySet<CheckoutId>;
  readonly started: () => number;
  /** Starts the next plan. */
  readonly startNext: () => void;
  /** Applies an input to a checkout. Returns true if its state changed. */
  readonly apply: (id: CheckoutId, input: SagaInput) => boolean;
  readonly isUp: () => boolean;
  /** The process crashes after its next commit, before it publishes the messages. */
  readonly dieAfterNextCommit: () => void;
  /** The process crashes before it commits: nothing is stored, and the message is redelivered. */
  readonly dieBeforeCommit: (message: Message) => void;
  readonly restart: (publishesTwice: boolean) => void;
  readonly wipe: () => void;
};

type Host = {
  readonly world: World;
  readonly onCommit: (checkout: Checkout) => void;
  readonly rows: Map<CheckoutId, Row>;
  readonly wiped: Set<CheckoutId>;
  outbox: Message[];
  started: number;
  isUp: boolean;
  isAboutToDie: boolean;
};

const publish = ({ world, outbox }: Host): void => {
  for (const message of outbox) world.broker.send(message);
};

const countCommit = ({ world, rows }: Host, { request, progress }: Checkout): void => {
  if (rows.get(request.checkoutId)?.checkout.progress.status === progress.status) return;
  world.count(`status ${progress.status}`);
  if (progress.status === 'ABORTED') world.count(`aborted ${progress.abort.reason}`);
};

/** Stores the state and the outbox in one write, then publishes the outbox. */
const commit = (host: Host, { checkout, messages, deadline }: Transition): void => {
  const { world } = host;
  const id = checkout.request.checkoutId;
  countCommit(host, checkout);
  host.rows.set(id, { checkout, deadline });
  for (const request of messages) {
    world.note(() => `    ${id} requests ${request.type}`);
    const to = consumers[request.type];
    const message = { id: world.nextMessageId(), from: 'checkout', aggregate: id, checkoutId: id, body: { request, checkout } } as const;
    if (to !== undefined) host.outbox.push({ ...message, to });
  }
  host.onCommit(checkout);
  if (host.isAboutToDie) {
    host.isUp = false;
    world.note(() => '    and the process dies before it publishes them');
    return;
  }
  publish(host);
  host.outbox = [];
};

const applyInput = (host: Host, id: CheckoutId, input: SagaInput): boolean => {
  const { world, rows, wiped } = host;
  const row = rows.get(id);
  if (row === undefined) {
    if (wiped.has(id)) world.count('input of a wiped checkout');
    return false;
  }
  const transition = world.system.react(row.checkout, input, world.now);
  if (isRefused(transition)) {
    world.count(`ignored: ${transition.refused}`);
    return false;
  }
  commit(host, transition);
  world.note(() => `    ${id} is ${transition.checkout.progress.status}`);
  return true;
};

const timerOf = (host: Host, id: CheckoutId, { checkout, deadline }: Row): readonly Timer[] => {
  if (deadline === undefined || isOver(checkout)) return [];
  const run = (): void => {
    host.world.count('deadline passed');
    applyInput(host, id, { type: 'DeadlinePassed' });
  };
  return [{ at: deadline, name: `the deadline of ${id} passes`, run }];
};

const startNext = (host: Host): void => {
  const { world, started } = host;
  const plan = world.scenario.plans[started];
  if (plan === undefined) return;
  const request = requestOf(plan, started);
  world.note(() => `${request.checkoutId} is started: ${JSON.stringify(plan)}`);
  host.started += 1;
  commit(host, start(request, idOf(`${request.checkoutId}-p1`), world.now));
};

const restart = (host: Host, publishesTwice: boolean): void => {
  if (publishesTwice) publish(host);
  publish(host);
  host.outbox = [];
  host.isUp = true;
  host.isAboutToDie = false;
};

const wipe = (host: Host): void => {
  for (const id of host.rows.keys()) host.wiped.add(id);
  host.rows.clear();
  host.outbox = [];
};

/** The checkout context: the saga with its table and outbox. */
export const createCheckouts = (world: World, onCommit: (checkout: Checkout) => void): Checkouts => {
  const rows = new Map<CheckoutId, Row>();
  const host: Host = { world, onCommit, rows, wiped: new Set(), outbox: [], started: 0, isUp: true, isAboutToDie: false };
  return {
    rows,
    wiped: host.wiped,
    started: () => host.started,
    startNext: () => startNext(host),
    apply: (id, input) => applyInput(host, id, input),
    handle: ({ checkoutId, body }) => {
      if ('event' in body) applyInput(host, checkoutId, body.event);
    },
    timers: () => (host.isUp ? [...rows].flatMap(([id, row]) => timerOf(host, id, row)) : []),
    isUp: () => host.isUp,
    dieAfterNextCommit: () => {
      host.isAboutToDie = true;
    },
    dieBeforeCommit: (message) => {
      const row = rows.get(message.checkoutId);
      if (row !== undefined && 'event' in message.body) world.system.react(row.checkout, message.body.event, world.now);
      world.note(() => `the process dies while it handles ${titleOf(message)}`);
    },
    restart: (publishesTwice) => restart(host, publishesTwice),
    wipe: () => wipe(host),
  };
};
