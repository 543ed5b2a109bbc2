/** A refused command: a stable reason, and details for the user. A refusal changes nothing. */
export type Refusal<Reason extends string = string> = {
  readonly refused: Reason;
  readonly details?: Readonly<Record<string, unknown>>;
};

export const refuse = <Reason extends string>(refused: Reason, details?: Readonly<Record<string, unknown>>): Refusal<Reason> =>
  details === undefined ? { refused } : { refused, details };

export const isRefused = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'refused' in value;

/** Narrows a refusal to the reasons that a command can have. Other reasons throw. */
export const narrowRefusal = <All extends string, Reason extends All>(
  { refused, details }: Refusal<All>,
  ...reasons: readonly Reason[]
): Refusal<Reason> => {
  const reason = reasons.find((each) => each === refused);
  if (reason === undefined) throw new Error(`refused with ${refused}, which is not among ${reasons.join(', ')}`);
  return refuse(reason, details);
};

/** The result of a decision: events (none if the command was already handled), or a refusal. */
export type Decision<Event, Reason extends string> = readonly Event[] | Refusal<Reason>;

/** An aggregate as two pure functions over its state; `initial` is the state before the first event. */
export type Decider<Command, Event, State, Reason extends string> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Reason>;
  readonly evolve: (state: State, event: Event) => State;
};

/** The state after applying events. */
export const fold = <Event, State>(evolve: (state: State, event: Event) => State, from: State, events: readonly Event[]): State =>
  events.reduce(evolve, from);
