/**
 * The permissions of an operation. Operations that are not `open` are tried by all users without permission, and must respond as if the
 * object did not exist.
 */
export type Access =
  /** Refers to no object, or to one that everyone can see. */
  | 'open'
  /** For the owner and operators. */
  | 'owner'
  /** For the owner only. */
  | 'owner-only'
  /** For operators only. */
  | 'operator'
  /** Returns the caller's own data of a shared object. */
  | 'own-part';

/** A GraphQL client of one user. */
export type GraphClient = {
  readonly ask: <T>(document: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;
};

/**
 * The access rules of a context, for the journeys that try every operation as every user. A context exports them as `walk` from
 * `walk.fixtures.ts`.
 */
export type ContextWalk = {
  /** The access rules of all operations of the context, except those that the platform adds. */
  readonly access: Readonly<Record<string, Access>>;
  /** The IDs of objects that this user owns, by the argument names that refer to them. */
  readonly ownedIds?: (owner: GraphClient) => Promise<Readonly<Record<string, string>>>;
};
