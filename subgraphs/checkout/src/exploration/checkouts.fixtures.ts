import { idOf, isRefused, type CheckoutId, type Instant } from '@marketplace/kernel';
import { isOver, type Checkout } from '../domain/checkout';
import { start } from '../domain/checkout.saga';
import type { Announcement, News } from '../domain/news';
import type { Transition } from '../domain/transition';
import { requestOf } from './scenario.fixtures';
import { titleOf, type Letter, type Party } from './post.fixtures';
import type { Participant, Timer, World } from './world.fixtures';

/** A row of the saga's table. */
type Row = { checkout: Checkout; deadline: Instant | undefined };

const listeners: Record<Announcement['type'], Party | undefined> = {
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
  /** Starts the next of the plans. */
  readonly startNext: () => void;
  /** A person or a deadline speaks to a checkout; says whether anything moved. */
  readonly tell: (id: CheckoutId, news: News) => boolean;
  readonly isUp: () => boolean;
  /** The process dies as soon as it has committed: nothing of what it wrote is published yet. */
  readonly dieAfterNextCommit: () => void;
  /** The process dies before it commits: nothing has happened, and the letter is delivered again. */
  readonly dieBeforeCommit: (letter: Letter) => void;
  readonly restart: (publishesTwice: boolean) => void;
  readonly wipe: () => void;
};

type Host = {
  readonly world: World;
  readonly onCommit: (checkout: Checkout) => void;
  readonly rows: Map<CheckoutId, Row>;
  readonly wiped: Set<CheckoutId>;
  outbox: Letter[];
  started: number;
  isUp: boolean;
  isAboutToDie: boolean;
};

const publish = ({ world, outbox }: Host): void => {
  for (const letter of outbox) world.post.send(letter);
};

const countCommit = ({ world, rows }: Host, { request, progress }: Checkout): void => {
  if (rows.get(request.checkoutId)?.checkout.progress.status === progress.status) return;
  world.count(`status ${progress.status}`);
  if (progress.status === 'ABORTED') world.count(`aborted ${progress.abort.reason}`);
};

/** State and requests are one write; what is published comes behind it. */
const commit = (host: Host, { checkout, announcements, deadline }: Transition): void => {
  const { world } = host;
  const id = checkout.request.checkoutId;
  countCommit(host, checkout);
  host.rows.set(id, { checkout, deadline });
  for (const asks of announcements) {
    world.note(() => `    ${id} asks ${asks.type}`);
    const to = listeners[asks.type];
    const letter = { id: world.nextLetterId(), from: 'checkout', aggregate: id, checkoutId: id, body: { asks, checkout } } as const;
    if (to !== undefined) host.outbox.push({ ...letter, to });
  }
  host.onCommit(checkout);
  if (host.isAboutToDie) {
    host.isUp = false;
    world.note(() => '    and the process dies before it has published that');
    return;
  }
  publish(host);
  host.outbox = [];
};

const tell = (host: Host, id: CheckoutId, news: News): boolean => {
  const { world, rows, wiped } = host;
  const row = rows.get(id);
  if (row === undefined) {
    if (wiped.has(id)) world.count('news of a wiped checkout');
    return false;
  }
  const transition = world.subject.react(row.checkout, news, world.now);
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
    tell(host, id, { type: 'DeadlinePassed' });
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

/** The process around the saga. */
export const createCheckouts = (world: World, onCommit: (checkout: Checkout) => void): Checkouts => {
  const rows = new Map<CheckoutId, Row>();
  const host: Host = { world, onCommit, rows, wiped: new Set(), outbox: [], started: 0, isUp: true, isAboutToDie: false };
  return {
    rows,
    wiped: host.wiped,
    started: () => host.started,
    startNext: () => startNext(host),
    tell: (id, news) => tell(host, id, news),
    hear: ({ checkoutId, body }) => {
      if ('says' in body) tell(host, checkoutId, body.says);
    },
    timers: () => (host.isUp ? [...rows].flatMap(([id, row]) => timerOf(host, id, row)) : []),
    isUp: () => host.isUp,
    dieAfterNextCommit: () => {
      host.isAboutToDie = true;
    },
    dieBeforeCommit: (letter) => {
      const row = rows.get(letter.checkoutId);
      if (row !== undefined && 'says' in letter.body) world.subject.react(row.checkout, letter.body.says, world.now);
      world.note(() => `the process dies while it handles ${titleOf(letter)}`);
    },
    restart: (publishesTwice) => restart(host, publishesTwice),
    wipe: () => wipe(host),
  };
};
