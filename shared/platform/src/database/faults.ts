import { StaleWrite } from '@marketplace/application';

export { StaleWrite };

/** The message was already handled. */
export class DuplicateMessage extends Error {
  override readonly name = 'DuplicateMessage';
}

/** A request with this idempotency key was already handled, possibly just now by a parallel request. */
export class DuplicateRequest extends Error {
  override readonly name = 'DuplicateRequest';
}

const faultCodes = { stale: 'MP001', unique: '23505', deadlock: '40P01', serialization: '40001' } as const;

type PostgresError = { readonly code: string; readonly constraint?: string };

const isPostgresError = (error: unknown): error is PostgresError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** Converts a database error of a unit. A violation of another unique key means that another writer was first. */
export const translateFault = (error: unknown): unknown => {
  if (!isPostgresError(error)) return error;
  if (error.code === faultCodes.stale) return new StaleWrite('another writer was first', { cause: error });
  if (error.code === faultCodes.deadlock || error.code === faultCodes.serialization)
    return new StaleWrite('contended write', { cause: error });
  if (error.code !== faultCodes.unique) return error;
  if (error.constraint === 'inbox_pkey') return new DuplicateMessage('message already handled', { cause: error });
  if (error.constraint === 'idempotency_keys_pkey') return new DuplicateRequest('request already handled', { cause: error });
  return new StaleWrite(`unique key ${error.constraint ?? ''} is taken`, { cause: error });
};

const maxWaitMilliseconds = 150;

/**
 * Retries work on write conflicts, after a random wait from an exponentially growing range, so that forty concurrent writers of one row all
 * succeed. Throws StaleWrite after the last attempt.
 */
export const retry = async <T>(work: () => Promise<T>, attempts = 60): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleWrite) || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, maxWaitMilliseconds)));
    }
  }
};
