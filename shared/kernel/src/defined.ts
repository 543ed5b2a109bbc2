type Nothing = null | undefined;

/** The members that can be null or undefined. */
type Uncertain<T> = { [Key in keyof T]-?: [Extract<T[Key], Nothing>] extends [never] ? never : Key }[keyof T];

/** The result of `defined`: members that can be null or undefined are optional. */
export type Defined<T> = { readonly [Key in Exclude<keyof T, Uncertain<T>>]: T[Key] } & {
  readonly [Key in Uncertain<T>]?: Exclude<T[Key], Nothing>;
};

/** Removes members that are null or undefined, for values of rows and clients: `{ id, ...defined({ endsAt }) }`. */
export const defined = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as Defined<T>;
