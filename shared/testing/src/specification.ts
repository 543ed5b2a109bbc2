import { fold, isRefused, type Decider, type Decision } from '@marketplace/kernel';

/** The expected outcome of a command. */
export type Outcome<Event, Reason extends string> = {
  /** Expects exactly these events. */
  readonly then: (...events: readonly Event[]) => void;
  /** Expects a refusal with this reason and, if given, these details. */
  readonly thenRefuses: (reason: Reason, details?: Readonly<Record<string, unknown>>) => void;
  /** Expects acceptance without events, because the command was executed before. */
  readonly thenNothing: () => void;
};

export type Given<Command, Event, Reason extends string> = {
  readonly when: (command: Command) => Outcome<Event, Reason>;
};

const outcome = <Event, Reason extends string>(decision: Decision<Event, Reason>): Outcome<Event, Reason> => ({
  then: (...events) => {
    expect(decision).toEqual(events);
  },
  thenRefuses: (reason, details) => {
    expect(decision).toMatchObject(details === undefined ? { refused: reason } : { refused: reason, details });
  },
  thenNothing: () => {
    expect(isRefused(decision) ? decision : [...decision]).toEqual([]);
  },
});

/**
 * Given-when-then tests of a decider:
 *
 *     const given = specification(orderDecider);
 *     given(placed(), paid()).when(cancel()).thenRefuses('order-no-longer-cancellable');
 */
export const specification =
  <Command, Event, State, Reason extends string>(decider: Decider<Command, Event, State, Reason>) =>
  (...history: readonly Event[]): Given<Command, Event, Reason> => ({
    when: (command) => outcome(decider.decide(command, fold(decider.evolve, decider.initial, history))),
  });
