import { systemOf, type Cause } from '@marketplace/kernel';

/** Another writer has changed the aggregate since it was read. Read again and decide again. */
export class StaleWrite extends Error {
  override readonly name = 'StaleWrite';
}

/** Runs work again while another writer wins the race for its rows (`StaleWrite`). */
export type Retry = <T>(work: () => Promise<T>) => Promise<T>;

/** Ids, counts and reasons. Never personal data: facts are logged. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * Calls the people on duty for what no retry repairs. The name is constant, in kebab case, since it is counted; what
 * differs from case to case is in the facts.
 */
export type Alert = (name: string, facts: Facts) => void;

/** A cause of the context itself: the beginning of a new flow, or part of the flow that has this correlation id. */
export type SystemCause = (correlationId?: string) => Cause;

/** Why a context writes when no client and no message asks for it: a job, a start, the answer of a provider. */
export const systemCause =
  (context: string, newId: () => string): SystemCause =>
  (correlationId = newId()) => ({ actor: systemOf(context), correlationId });

/** Which part of a list to read: at most `limit` items, after the one with this key in the order of the list. */
export type Page<Key = string> = { readonly limit: number; readonly after?: Key };
