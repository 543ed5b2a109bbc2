import { systemOf, type Cause } from '@marketplace/kernel';

/** Another writer has changed the aggregate since it was read. Read it again and retry. */
export class StaleWrite extends Error {
  override readonly name = 'StaleWrite';
}

/** Retries work on write conflicts (`StaleWrite`). */
export type Retry = <T>(work: () => Promise<T>) => Promise<T>;

/** IDs, counts and reasons. Never personal data, because they are logged. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * Raises an alert about a problem that retries cannot fix. The name is a constant in kebab case, because it is a metric label; variable
 * data belongs in the facts.
 */
export type Alert = (name: string, facts: Facts) => void;

/** Creates the cause of work of the context itself, with a new or the given correlation ID. */
export type SystemCause = (correlationId?: string) => Cause;

/** Creates causes for writes without a client request or message, such as jobs. */
export const systemCause =
  (context: string, newId: () => string): SystemCause =>
  (correlationId = newId()) => ({ actor: systemOf(context), correlationId });

/** A page of a list: at most `limit` items after the item with the key `after`. */
export type Page<Key = string> = { readonly limit: number; readonly after?: Key };
