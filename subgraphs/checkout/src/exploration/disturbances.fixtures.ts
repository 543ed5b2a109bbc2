import { after, seconds } from '@marketplace/kernel';
import { passTimer, type Market } from './market.fixtures';
import { subjectOf, titleOf, type Letter } from './post.fixtures';
import { one, people, type Act, type Choose } from './people.fixtures';

/** What can happen next. Names are those that are counted. */
export const disturbances = [
  'deliver',
  'deliver again',
  'lose a delivery',
  'give a letter up',
  'replay a letter',
  'pass a deadline',
  'let time pass',
  'call the provider',
  'lose an answer of the provider',
  'confirm at the bank',
  'fail at the bank',
  'let a hold go',
  'die before the commit',
  'die before publishing',
  'start again',
  'start again and publish twice',
  'wipe',
  'start a checkout',
  'buyer aborts',
  'operator aborts',
  'operator resumes',
  'operator compensates',
  'buyer tries another card',
  'buyer cancels',
] as const;
export type Disturbance = (typeof disturbances)[number];

const atHead = ({ world, checkouts }: Market, choice: number) => {
  const channel = world.post.pick(world.now, choice);
  const [letter] = channel?.letters ?? [];
  return channel === undefined || letter === undefined || (letter.to === 'checkout' && !checkouts.isUp()) ? undefined : { channel, letter };
};

const deliver: Act = (market, choose) => {
  const found = atHead(market, choose());
  if (found === undefined) return false;
  market.world.post.take(found.channel);
  remember(market, found.letter);
  market.deliver(found.letter);
  return true;
};

const remembered = 24;

const remember = ({ world }: Market, letter: Letter): void => {
  const { delivered } = world.post;
  delivered.push(letter);
  if (delivered.length > remembered) delivered.shift();
};

/** One of the last rather than of the first. */
const recent = <T>(from: readonly T[], choice: number): T | undefined => from.at(-1 - Math.floor((choice * choice * from.length) / 65_536));

const deliverAgain: Act = (market, choose) => {
  const { world, checkouts } = market;
  const letter = recent(world.post.delivered, choose());
  if (letter === undefined || (letter.to === 'checkout' && !checkouts.isUp())) return false;
  world.note(() => 'once more:');
  market.deliver(letter);
  return true;
};

/** The broker delivers it again after a while; what comes behind it in the same channel waits. */
const lose: Act = (market, choose) => {
  const found = atHead(market, choose());
  if (found === undefined) return false;
  market.world.note(() => `lost for now: ${titleOf(found.letter)}`);
  found.channel.heldUpUntil = after(market.world.now, seconds(30));
  return true;
};

/**
 * After many attempts a letter is put aside, and overtaken by those behind it, until somebody replays it. One must not
 * be: if the end of a promise to pay at the door is heard, and the agreement on it is not, the saga takes it for called off.
 */
const mayBeGivenUp = (letter: Letter): boolean => letter.to !== 'checkout' || subjectOf(letter) !== 'CashOnDeliveryAgreed';

const giveUp: Act = (market, choose) => {
  const found = atHead(market, choose());
  if (found === undefined || !mayBeGivenUp(found.letter)) return false;
  const { world } = market;
  world.note(() => `given up: ${titleOf(found.letter)}`);
  world.post.take(found.channel);
  world.post.deadLetters.push(found.letter);
  return true;
};

const replay: Act = (market, choose) => {
  const { deadLetters } = market.world.post;
  const letter = one(deadLetters, choose());
  if (letter === undefined || (letter.to === 'checkout' && !market.checkouts.isUp())) return false;
  deadLetters.splice(deadLetters.indexOf(letter), 1);
  market.world.note(() => 'replayed:');
  market.deliver(letter);
  return true;
};

/** Any timer may be the next, since any job may be late; those that are due first more often. */
const passDeadline: Act = (market, choose) => {
  const timers = market
    .timers()
    .filter(({ isLastResort }) => isLastResort === undefined)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const choice = choose();
  const timer = timers[Math.floor((choice * choice * timers.length) / 65_536)];
  if (timer === undefined) return false;
  passTimer(market, timer);
  return true;
};

const call =
  (isAnswered: boolean): Act =>
  ({ payments }, choose) => {
    const payment = one(payments.due(), choose());
    if (payment === undefined) return false;
    payments.call(payment, isAnswered);
    return true;
  };

/** The buyer is at the bank; the provider's message of it may come or not. */
const atBank =
  (succeeds: boolean): Act =>
  ({ payments, world }, choose) => {
    const asking = payments.all.filter(({ id }) => payments.provider.of(id).state === 'asks');
    const payment = one(asking, choose());
    if (payment === undefined) return false;
    world.note(() => `${payment.id} is ${succeeds ? 'confirmed' : 'refused'} at the bank`);
    payments.provider.confirm(payment.id, succeeds);
    if (choose() % 2 === 0) payments.look(payment);
    return true;
  };

const diesBefore: Act = (market, choose) => {
  const found = atHead(market, choose());
  if (found?.letter.to !== 'checkout') return false;
  market.checkouts.dieBeforeCommit(found.letter);
  return true;
};

const startAgain =
  (publishesTwice: boolean): Act =>
  ({ checkouts, world }) => {
    if (checkouts.isUp()) return false;
    world.note(() => 'the process starts again');
    checkouts.restart(publishesTwice);
    return true;
  };

const acts: Readonly<Record<Disturbance, Act>> = {
  deliver,
  'deliver again': deliverAgain,
  'lose a delivery': lose,
  'give a letter up': giveUp,
  'replay a letter': replay,
  'pass a deadline': passDeadline,
  'let time pass': ({ world }, choose) => {
    world.now = after(world.now, seconds(choose()));
    return true;
  },
  'call the provider': call(true),
  'lose an answer of the provider': call(false),
  'confirm at the bank': atBank(true),
  'fail at the bank': atBank(false),
  'let a hold go': ({ payments }, choose) => {
    const payment = one(
      payments.all.filter(({ status }) => status === 'AUTHORIZED'),
      choose(),
    );
    if (payment !== undefined) payments.loseHold(payment);
    return payment !== undefined;
  },
  'die before the commit': diesBefore,
  'die before publishing': ({ checkouts }) => {
    if (checkouts.isUp()) checkouts.dieAfterNextCommit();
    return checkouts.isUp();
  },
  'start again': startAgain(false),
  'start again and publish twice': startAgain(true),
  wipe: ({ checkouts, world }) => {
    if (checkouts.rows.size === 0 || checkouts.wiped.size > 0) return false;
    world.note(() => 'all that checkout knew is lost');
    checkouts.wipe();
    return true;
  },
  'start a checkout': ({ checkouts, world }) => {
    if (!checkouts.isUp() || checkouts.started() >= world.scenario.plans.length) return false;
    checkouts.startNext();
    return true;
  },
  ...people,
};

/** Does it if it can be done now, and counts it. */
export const disturb = (market: Market, what: Disturbance, choose: Choose): void => {
  if (acts[what](market, choose)) market.world.count(`did: ${what}`);
};
