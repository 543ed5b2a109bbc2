import { after, seconds } from '@marketplace/kernel';
import { disturb, type Disturbance } from './disturbances.fixtures';
import { watchAborted, checkInTheEnd } from './invariants.fixtures';
import { createMarket, passTimer, type Market } from './market.fixtures';
import type { Scenario } from './scenario.fixtures';
import { createWorld, type Subject, type Tally } from './world.fixtures';

/** How often each thing happens in a run, compared with the others. */
export type Mix = Readonly<Partial<Record<Disturbance, number>>> & { readonly deliver: number };

const tableOf = (mix: Mix): readonly Disturbance[] =>
  (Object.entries(mix) as readonly [Disturbance, number][]).flatMap(([name, count]) => Array.from({ length: count }, () => name));

/** Bytes of the scenario, one after the other; zero, the most harmless choice, once they are used up. */
const chooser = (choices: Uint8Array) => {
  let used = 0;
  return {
    isOver: (): boolean => used >= choices.length,
    next: (): number => {
      used += 1;
      return choices[used - 1] ?? 0;
    },
  };
};

const longestSettling = 4_000;

/** One step without any disturbance; false when nothing is left to be done. */
const settleOnce = (market: Market): boolean => {
  const { world, checkouts, payments } = market;
  const { post } = world;
  if (!checkouts.isUp()) checkouts.restart(false);
  const dead = post.deadLetters.shift();
  if (dead !== undefined) {
    market.deliver(dead);
    return true;
  }
  if (checkouts.started() < world.scenario.plans.length) {
    checkouts.startNext();
    return true;
  }
  const channel = post.pick(world.now, 0);
  const letter = channel === undefined ? undefined : post.take(channel);
  if (letter !== undefined) {
    market.deliver(letter);
    return true;
  }
  if (post.channels.length > 0) {
    world.now = after(world.now, seconds(30));
    return true;
  }
  const [payment] = payments.due();
  if (payment !== undefined) {
    payments.call(payment, true);
    return true;
  }
  const [first, ...others] = market.timers();
  if (first === undefined) return false;
  passTimer(
    market,
    others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first),
  );
  return true;
};

/** Lets the dust settle: everything is delivered, every deadline passes, until nothing is left. */
const settle = (market: Market): void => {
  const { world, checkouts } = market;
  world.note(() => '-- the dust settles');
  for (let step = 0; step < longestSettling; step += 1) if (!settleOnce(market)) return;
  const left = [...checkouts.rows].map(([id, { checkout }]) => `${id} is ${checkout.progress.status}`);
  world.fail(`it never comes to rest: ${left.join(', ')}`);
};

type Run = { readonly scenario: Scenario; readonly mix: Mix; readonly subject: Subject; readonly tally: Tally; readonly steps?: string[] };

/** One run from the first click to the last deadline. Throws when something is true that must never be. */
export const run = ({ scenario, mix, subject, tally, steps }: Run): void => {
  const world = createWorld({ scenario, subject, tally, steps });
  const market = createMarket(world, watchAborted);
  const table = tableOf(mix);
  const choices = chooser(scenario.choices);
  market.checkouts.startNext();
  while (!choices.isOver()) disturb(market, table[choices.next() % table.length] ?? 'deliver', choices.next);
  settle(market);
  checkInTheEnd(market);
};
