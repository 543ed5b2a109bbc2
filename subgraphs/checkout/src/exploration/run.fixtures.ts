import { after, seconds } from '@marketplace/kernel';
import { perform, type ActionName } from './actions.fixtures';
import { checkAborted, checkFinalState } from './invariants.fixtures';
import { createSimulation, passTimer, type Simulation } from './simulation.fixtures';
import type { Scenario } from './scenario.fixtures';
import { createWorld, type SystemUnderTest, type Counters } from './world.fixtures';

/** The relative frequency of each action in a run. */
export type Mix = Readonly<Partial<Record<ActionName, number>>> & { readonly deliver: number };

const tableOf = (mix: Mix): readonly ActionName[] =>
  (Object.entries(mix) as readonly [ActionName, number][]).flatMap(([name, count]) => Array.from({ length: count }, () => name));

/** Reads the choices of the scenario. Returns zero once they are used up. */
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

const maxDrainSteps = 4_000;

/** Processes one message, call or timer without faults. Returns false when nothing is left. */
const drainOnce = (simulation: Simulation): boolean => {
  const { world, checkouts, payments } = simulation;
  const { broker } = world;
  if (!checkouts.isUp()) checkouts.restart(false);
  const dead = broker.deadLetters.shift();
  if (dead !== undefined) {
    simulation.deliver(dead);
    return true;
  }
  if (checkouts.started() < world.scenario.plans.length) {
    checkouts.startNext();
    return true;
  }
  const channel = broker.pick(world.now, 0);
  const message = channel === undefined ? undefined : broker.take(channel);
  if (message !== undefined) {
    simulation.deliver(message);
    return true;
  }
  if (broker.channels.length > 0) {
    world.now = after(world.now, seconds(30));
    return true;
  }
  const [payment] = payments.due();
  if (payment !== undefined) {
    payments.call(payment, true);
    return true;
  }
  const [first, ...others] = simulation.timers();
  if (first === undefined) return false;
  passTimer(
    simulation,
    others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first),
  );
  return true;
};

/** Delivers all messages and passes all deadlines until nothing is left. */
const drain = (simulation: Simulation): void => {
  const { world, checkouts } = simulation;
  world.note(() => '-- draining');
  for (let step = 0; step < maxDrainSteps; step += 1) if (!drainOnce(simulation)) return;
  const left = [...checkouts.rows].map(([id, { checkout }]) => `${id} is ${checkout.progress.status}`);
  world.fail(`the run never ends: ${left.join(', ')}`);
};

type Run = {
  readonly scenario: Scenario;
  readonly mix: Mix;
  readonly system: SystemUnderTest;
  readonly counters: Counters;
  readonly steps?: string[];
};

/** Runs a scenario from the first checkout to the last deadline. Throws when an invariant is violated. */
export const run = ({ scenario, mix, system, counters, steps }: Run): void => {
  const world = createWorld({ scenario, system, counters, steps });
  const simulation = createSimulation(world, checkAborted);
  const table = tableOf(mix);
  const choices = chooser(scenario.choices);
  simulation.checkouts.startNext();
  while (!choices.isOver()) perform(simulation, table[choices.next() % table.length] ?? 'deliver', choices.next);
  drain(simulation);
  checkFinalState(simulation);
};
