type Nothing = null | undefined;

/** The members that may be null or undefined. */
type Uncertain<T> = { [Key in keyof T]-?: [Extract<T[Key], Nothing>] extends [never] ? never : Key }[keyof T];

/** What `defined` makes of an object: members that may be nothing are there with a value, or not at all. */
export type Defined<T> = { readonly [Key in Exclude<keyof T, Uncertain<T>>]: T[Key] } & {
  readonly [Key in Uncertain<T>]?: Exclude<T[Key], Nothing>;
};

/**
 * Leaves out the members that are null or undefined. Rows and clients say null where the domain has no member at all:
 * `{ id, ...defined({ endsAt }) }`.
 */
export const defined = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as Defined<T>;
