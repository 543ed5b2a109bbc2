import type { UserError } from './graph-client';

/** What a mutation answers: the thing, or why there is none. */
export type Payload<Name extends string, T> = Readonly<Record<Name, T | null>> & { readonly userErrors: readonly UserError[] };

/** The codes of what was refused. */
export const codesOf = ({ userErrors }: { readonly userErrors: readonly UserError[] }): readonly string[] =>
  userErrors.map(({ code }) => code);

/** The end of a load, and what it came to nothing for. */
export const told = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(
    `The demo marketplace could not be loaded: ${what}: ${userErrors.map(({ code, message }) => `${code} (${message})`).join(', ')}`,
  );
