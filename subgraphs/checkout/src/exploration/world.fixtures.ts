import { instant, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { react } from '../domain/checkout.saga';
import type { SagaInput } from '../domain/saga-messages';
import { createBroker, type Message, type Party, type Broker } from './broker.fixtures';
import type { Scenario } from './scenario.fixtures';

/** A deliberate defect of a participant. */
export type Fault = 'inventory-without-inbox' | 'inventory-without-tombstones' | 'payments-without-tombstones';

/** The saga under test, or a mutant of it, with the faults of the participants. */
export type SystemUnderTest = { readonly react: typeof react; readonly faults: readonly Fault[] };

/** The number of occurrences of each event, over many runs. */
export type Counters = Map<string, number>;

/** A deadline or a due job. Timers of last resort run only at the end. */
export type Timer = { readonly at: Instant; readonly name: string; readonly run: () => void; readonly isLastResort?: true };

/** A context that handles messages and has timers. */
export type Participant = { readonly handle: (message: Message) => void; readonly timers: () => readonly Timer[] };

/** The metadata of a published event. */
export type Publication = {
  readonly from: Party;
  readonly aggregate: string;
  readonly checkoutId: CheckoutId;
  readonly orders?: readonly OrderId[];
  /** The consumers besides the checkout. */
  readonly also?: readonly Party[];
};

/** The clock, the broker and the log of a run, shared by all participants. */
export type World = {
  now: Instant;
  readonly scenario: Scenario;
  readonly system: SystemUnderTest;
  readonly broker: Broker;
  readonly nextMessageId: () => number;
  readonly publish: (publication: Publication, input: SagaInput) => void;
  readonly count: (what: string) => void;
  /** Logs a step. The text is built only when logging is on. */
  readonly note: (step: () => string) => void;
  /** Fails the run. */
  readonly fail: (what: string) => never;
};

const beginning = instant('2026-11-21T08:30:00.000Z');

type Records = {
  readonly scenario: Scenario;
  readonly system: SystemUnderTest;
  readonly counters: Counters;
  readonly steps: string[] | undefined;
};

export const createWorld = ({ scenario, system, counters, steps }: Records): World => {
  let lastMessageId = 0;
  const nextMessageId = (): number => (lastMessageId += 1);
  const broker = createBroker();
  const world: World = {
    now: beginning,
    scenario,
    system,
    broker,
    nextMessageId,
    publish: ({ from, aggregate, checkoutId, orders, also = [] }, event) => {
      const body = orders === undefined ? { event } : { event, orders };
      for (const to of ['checkout', ...also] as const) broker.send({ id: nextMessageId(), from, to, aggregate, checkoutId, body });
    },
    count: (what) => counters.set(what, (counters.get(what) ?? 0) + 1),
    note: (step) => steps?.push(`${world.now.slice(5, 19)} ${step()}`),
    fail: (what) => {
      throw new Error(what);
    },
  };
  return world;
};
