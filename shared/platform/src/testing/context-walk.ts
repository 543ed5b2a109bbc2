/**
 * Who may use an operation on an object of somebody else. Whatever is not said to be open is tried by everybody who has no
 * part in the object, and must answer as for an object that does not exist.
 */
export type Access =
  /** Names no object of anybody, or one that everybody may see. */
  | 'open'
  /** For the owner and for operators. */
  | 'owner'
  /** For the owner alone. */
  | 'owner-only'
  /** For operators alone. */
  | 'operator'
  /** Shows what is one's own of a place that all share. */
  | 'own-part';

/** A user of the graph. */
export type Asking = {
  readonly ask: <T>(document: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;
};

/**
 * What the journeys need to try every operation of a context as everybody: a context exports it as `walk` from its
 * `walk.fixtures.ts`.
 */
export type ContextWalk = {
  /** Every operation of the context, beside those that the platform adds. */
  readonly access: Readonly<Record<string, Access>>;
  /** Ids of objects that this user owns, by the name under which operations ask for them. */
  readonly belongings?: (owner: Asking) => Promise<Readonly<Record<string, string>>>;
};
