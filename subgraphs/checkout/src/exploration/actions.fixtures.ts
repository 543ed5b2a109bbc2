import { after, seconds } from '@marketplace/kernel';
import { passTimer, type Simulation } from './simulation.fixtures';
import { subjectOf, titleOf, type Message } from './broker.fixtures';
import { pickOne, userActions, type Action, type Choose } from './user-actions.fixtures';

/** Actions that can happen next. They are counted by these names. */
export const actionNames = [
  'deliver',
  'deliver again',
  'lose a delivery',
  'dead-letter a message',
  'replay a message',
  'pass a deadline',
  'let time pass',
  'call the provider',
  'lose an answer of the provider',
  'confirm at the bank',
  'fail at the bank',
  'release an authorization',
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
export type ActionName = (typeof actionNames)[number];

const atHead = ({ world, checkouts }: Simulation, choice: number) => {
  const channel = world.broker.pick(world.now, choice);
  const [message] = channel?.messages ?? [];
  return channel === undefined || message === undefined || (message.to === 'checkout' && !checkouts.isUp())
    ? undefined
    : { channel, message };
};

const deliver: Action = (simulation, choose) => {
  const found = atHead(simulation, choose());
  if (found === undefined) return false;
  simulation.world.broker.take(found.channel);
  remember(simulation, found.message);
  simulation.deliver(found.message);
  return true;
};

const remembered = 24;

const remember = ({ world }: Simulation, message: Message): void => {
  const { delivered } = world.broker;
  delivered.push(message);
  if (delivered.length > remembered) delivered.shift();
};

/** A random element, biased towards the end. */
const recent = <T>(from: readonly T[], choice: number): T | undefined => from.at(-1 - Math.floor((choice * choice * from.length) / 65_536));

const deliverAgain: Action = (simulation, choose) => {
  const { world, checkouts } = simulation;
  const message = recent(world.broker.delivered, choose());
  if (message === undefined || (message.to === 'checkout' && !checkouts.isUp())) return false;
  world.note(() => 'redelivered:');
  simulation.deliver(message);
  return true;
};

/** Loses a delivery. The broker redelivers it later; the rest of its channel waits. */
const lose: Action = (simulation, choose) => {
  const found = atHead(simulation, choose());
  if (found === undefined) return false;
  simulation.world.note(() => `lost for now: ${titleOf(found.message)}`);
  found.channel.blockedUntil = after(simulation.world.now, seconds(30));
  return true;
};

/**
 * After many attempts a message becomes a dead letter, and later messages overtake it until it is replayed. CashOnDeliveryAgreed
 * is excluded: if PaymentVoided arrives without it, the saga aborts a paid checkout. See the README.
 */
const canBeDeadLettered = (message: Message): boolean => message.to !== 'checkout' || subjectOf(message) !== 'CashOnDeliveryAgreed';

const deadLetter: Action = (simulation, choose) => {
  const found = atHead(simulation, choose());
  if (found === undefined || !canBeDeadLettered(found.message)) return false;
  const { world } = simulation;
  world.note(() => `dead-lettered: ${titleOf(found.message)}`);
  world.broker.take(found.channel);
  world.broker.deadLetters.push(found.message);
  return true;
};

const replay: Action = (simulation, choose) => {
  const { deadLetters } = simulation.world.broker;
  const message = pickOne(deadLetters, choose());
  if (message === undefined || (message.to === 'checkout' && !simulation.checkouts.isUp())) return false;
  deadLetters.splice(deadLetters.indexOf(message), 1);
  simulation.world.note(() => 'replayed:');
  simulation.deliver(message);
  return true;
};

/** Runs any timer, because any job can be late. Earlier timers are more likely. */
const passDeadline: Action = (simulation, choose) => {
  const timers = simulation
    .timers()
    .filter(({ isLastResort }) => isLastResort === undefined)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const choice = choose();
  const timer = timers[Math.floor((choice * choice * timers.length) / 65_536)];
  if (timer === undefined) return false;
  passTimer(simulation, timer);
  return true;
};

const call =
  (isAnswered: boolean): Action =>
  ({ payments }, choose) => {
    const payment = pickOne(payments.due(), choose());
    if (payment === undefined) return false;
    payments.call(payment, isAnswered);
    return true;
  };

/** The buyer confirms or fails at the bank. The provider's webhook may or may not arrive. */
const atBank =
  (succeeds: boolean): Action =>
  ({ payments, world }, choose) => {
    const asking = payments.all.filter(({ id }) => payments.provider.of(id).state === 'action-required');
    const payment = pickOne(asking, choose());
    if (payment === undefined) return false;
    world.note(() => `${payment.id} is ${succeeds ? 'confirmed' : 'refused'} at the bank`);
    payments.provider.confirm(payment.id, succeeds);
    if (choose() % 2 === 0) payments.syncWithProvider(payment);
    return true;
  };

const diesBefore: Action = (simulation, choose) => {
  const found = atHead(simulation, choose());
  if (found?.message.to !== 'checkout') return false;
  simulation.checkouts.dieBeforeCommit(found.message);
  return true;
};

const startAgain =
  (publishesTwice: boolean): Action =>
  ({ checkouts, world }) => {
    if (checkouts.isUp()) return false;
    world.note(() => 'the process starts again');
    checkouts.restart(publishesTwice);
    return true;
  };

const actions: Readonly<Record<ActionName, Action>> = {
  deliver,
  'deliver again': deliverAgain,
  'lose a delivery': lose,
  'dead-letter a message': deadLetter,
  'replay a message': replay,
  'pass a deadline': passDeadline,
  'let time pass': ({ world }, choose) => {
    world.now = after(world.now, seconds(choose()));
    return true;
  },
  'call the provider': call(true),
  'lose an answer of the provider': call(false),
  'confirm at the bank': atBank(true),
  'fail at the bank': atBank(false),
  'release an authorization': ({ payments }, choose) => {
    const payment = pickOne(
      payments.all.filter(({ status }) => status === 'AUTHORIZED'),
      choose(),
    );
    if (payment !== undefined) payments.releaseAuthorization(payment);
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
    world.note(() => 'the checkout database is wiped');
    checkouts.wipe();
    return true;
  },
  'start a checkout': ({ checkouts, world }) => {
    if (!checkouts.isUp() || checkouts.started() >= world.scenario.plans.length) return false;
    checkouts.startNext();
    return true;
  },
  ...userActions,
};

/** Performs an action if it is possible now, and counts it. */
export const perform = (simulation: Simulation, name: ActionName, choose: Choose): void => {
  if (actions[name](simulation, choose)) simulation.world.count(`did: ${name}`);
};
