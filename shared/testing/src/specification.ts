import { fold, isRefused, type Decider, type Decision } from '@marketplace/kernel';

/** What came of a command. */
export type Outcome<Event, Reason extends string> = {
  /** It was carried out, and exactly these events followed. */
  readonly then: (...events: readonly Event[]) => void;
  /** It was refused for this reason and, if they are given, with these facts. */
  readonly thenRefuses: (reason: Reason, details?: Readonly<Record<string, unknown>>) => void;
  /** It had already been carried out: accepted, and nothing new happened. */
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
 * Tests of a decider as sentences:
 *
 *     const given = specification(orderDecider);
 *     given(placed(), paid()).when(cancel()).thenRefuses('order-no-longer-cancellable');
 */
export const specification =
  <Command, Event, State, Reason extends string>(decider: Decider<Command, Event, State, Reason>) =>
  (...history: readonly Event[]): Given<Command, Event, Reason> => ({
    when: (command) => outcome(decider.decide(command, fold(decider.evolve, decider.initial, history))),
  });
