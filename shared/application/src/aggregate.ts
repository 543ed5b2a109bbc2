import type { Cause, Decision, Refusal } from '@marketplace/kernel';

/** An aggregate as read. A write succeeds only if the aggregate has not changed since. */
export type Versioned<State> = {
  /** The number of events of the aggregate. */
  readonly version: number;
  /** The version of the last published event; equal to `version` if all events are published. */
  readonly announced: number;
  readonly state: State;
};

/** Events of an aggregate; `before` is undefined for a new one. */
export type Change<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly before: Found | undefined;
  readonly events: readonly Event[];
  /** The new values of extra columns; without it, they keep their values. A change of these only has no events and keeps the version. */
  readonly extra?: Omit<Found, keyof Versioned<State>>;
};

/** Changes to write atomically, and their cause. */
export type Save<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly changes: readonly Change<State, Event, Found>[];
  readonly cause: Cause;
};

/** An event with the state before and after it, and its version. */
export type AppliedEvent<State, Event> = {
  readonly id: string;
  readonly event: Event;
  readonly before: State | undefined;
  readonly after: State;
  readonly version: number;
};

/**
 * Stores aggregates of one kind: state, history and published events are written atomically. `Found` contains what the adapter adds to
 * `Versioned`, such as extra columns.
 */
export type AggregateStore<State, Command, Event, Reason extends string, Found extends Versioned<State> = Versioned<State>> = {
  readonly find: (id: string) => Promise<Found | undefined>;
  readonly findMany: (ids: readonly string[]) => Promise<readonly Found[]>;
  /**
   * The aggregate as this process last wrote it, if it is cached. Suitable for a decision that writes, because a write from an outdated
   * version fails. Not suitable for deciding that nothing has to be written.
   */
  readonly cached: (id: string) => Found | undefined;
  /** Finds, decides and writes. Returns the resulting aggregate, the refusal, or undefined if the aggregate does not exist. */
  readonly handle: (id: string, command: Command, cause: Cause) => Promise<Found | Refusal<Reason> | undefined>;
  /** Decides on a loaded aggregate and writes. A decision without events writes nothing. */
  readonly execute: (found: Found, command: Command, cause: Cause) => Promise<Found | Refusal<Reason>>;
  /** Decides on each aggregate. Refusals and decisions without events are left out. */
  readonly changesOf: (found: readonly Found[], command: Command) => readonly Change<State, Event, Found>[];
  /** Writes changes of several aggregates atomically. Throws StaleWrite if one of them has changed, or a new one exists. */
  readonly save: (changes: readonly Change<State, Event, Found>[], cause: Cause) => Promise<readonly Found[]>;
};

/** The `decide` function of a domain. */
export type Decide<State, Command, Event, Reason extends string> = (command: Command, state: State) => Decision<Event, Reason>;
