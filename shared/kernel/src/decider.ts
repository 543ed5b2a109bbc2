/** Why a command was refused: a stable reason and the facts a person needs to understand it. A refusal changes nothing. */
export type Refusal<Reason extends string = string> = {
  readonly refused: Reason;
  readonly details?: Readonly<Record<string, unknown>>;
};

export const refuse = <Reason extends string>(refused: Reason, details?: Readonly<Record<string, unknown>>): Refusal<Reason> =>
  details === undefined ? { refused } : { refused, details };

export const isRefused = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'refused' in value;

/**
 * A refusal of a decider, for a command that it refuses for some of its reasons only. Any other reason is a fault: the use case
 * does not tell its callers of it.
 */
export const narrowRefusal = <All extends string, Reason extends All>(
  { refused, details }: Refusal<All>,
  ...reasons: readonly Reason[]
): Refusal<Reason> => {
  const reason = reasons.find((each) => each === refused);
  if (reason === undefined) throw new Error(`refused with ${refused}, which is not among ${reasons.join(', ')}`);
  return refuse(reason, details);
};

/** What a decision yields: the facts that now hold (none when the command was already carried out), or a refusal. */
export type Decision<Event, Reason extends string> = readonly Event[] | Refusal<Reason>;

/** A thing with a lifecycle as two pure functions over its state; `initial` is the state before the first event. */
export type Decider<Command, Event, State, Reason extends string> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Reason>;
  readonly evolve: (state: State, event: Event) => State;
};

/** The state that a history leads to. */
export const fold = <Event, State>(evolve: (state: State, event: Event) => State, from: State, events: readonly Event[]): State =>
  events.reduce(evolve, from);
