import type { Cause, Decision, Refusal } from '@marketplace/kernel';

/** An aggregate as it was read. A write is accepted only while nobody else has written since. */
export type Versioned<State> = {
  /** Counts the events of the aggregate. */
  readonly version: number;
  /** The version of its last event that other contexts have received; equal to `version` where all are published. */
  readonly announced: number;
  readonly state: State;
};

/** Events that happened to an aggregate; `before` is undefined for a new one. */
export type Change<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly before: Found | undefined;
  readonly events: readonly Event[];
  /**
   * All that is kept beside the state from now on; without it, that stays as it was found. Where only this changes there are
   * no events, and the version stays.
   */
  readonly beside?: Omit<Found, keyof Versioned<State>>;
};

/** Changes that are written as one, and why they are made. */
export type Save<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly changes: readonly Change<State, Event, Found>[];
  readonly cause: Cause;
};

/** An event with the state before and after it, and the version that it makes. */
export type Step<State, Event> = {
  readonly id: string;
  readonly event: Event;
  readonly before: State | undefined;
  readonly after: State;
  readonly version: number;
};

/**
 * Keeps aggregates of one kind: state, history and published events are written as one, or not at all. What the adapter adds to
 * a `Versioned`, such as columns beside the state, is in `Found`.
 */
export type AggregateStore<State, Command, Event, Reason extends string, Found extends Versioned<State> = Versioned<State>> = {
  readonly find: (id: string) => Promise<Found | undefined>;
  readonly findMany: (ids: readonly string[]) => Promise<readonly Found[]>;
  /**
   * The aggregate as this process wrote it last, if it did. Another process may have written since: good for a decision that
   * writes, because a write from an old version fails; not for deciding that there is nothing to write.
   */
  readonly recall: (id: string) => Found | undefined;
  /** Finds, decides and writes. Returns the aggregate after it; the refusal; or undefined where there is no such aggregate. */
  readonly handle: (id: string, command: Command, cause: Cause) => Promise<Found | Refusal<Reason> | undefined>;
  /** Decides on an aggregate that was read, and writes. A decision without events writes nothing. */
  readonly carryOut: (found: Found, command: Command, cause: Cause) => Promise<Found | Refusal<Reason>>;
  /** Decides on each. Those that refuse, or to which nothing happens, are left out. */
  readonly changesOf: (found: readonly Found[], command: Command) => readonly Change<State, Event, Found>[];
  /** Writes changes of several aggregates as one. Throws StaleWrite when one of them has moved on, or a new one exists already. */
  readonly save: (changes: readonly Change<State, Event, Found>[], cause: Cause) => Promise<readonly Found[]>;
};

/** What `decide` of a domain looks like. */
export type Decide<State, Command, Event, Reason extends string> = (command: Command, state: State) => Decision<Event, Reason>;
