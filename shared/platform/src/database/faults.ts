import { StaleWrite } from '@marketplace/application';

export { StaleWrite };

/** The message has had its effect before. */
export class DuplicateMessage extends Error {
  override readonly name = 'DuplicateMessage';
}

/** A request with this idempotency key has been carried out before, perhaps a moment ago by a parallel one. */
export class DuplicateRequest extends Error {
  override readonly name = 'DuplicateRequest';
}

const faultCodes = { stale: 'MP001', unique: '23505', deadlock: '40P01', serialization: '40001' } as const;

type PostgresError = { readonly code: string; readonly constraint?: string };

const isPostgresError = (error: unknown): error is PostgresError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** Says what a failed unit means. A unique key that is not ours is a write that somebody else made first. */
export const translateFault = (error: unknown): unknown => {
  if (!isPostgresError(error)) return error;
  if (error.code === faultCodes.stale) return new StaleWrite('somebody else wrote first', { cause: error });
  if (error.code === faultCodes.deadlock || error.code === faultCodes.serialization)
    return new StaleWrite('contended write', { cause: error });
  if (error.code !== faultCodes.unique) return error;
  if (error.constraint === 'inbox_pkey') return new DuplicateMessage('message already handled', { cause: error });
  if (error.constraint === 'idempotency_keys_pkey') return new DuplicateRequest('request already carried out', { cause: error });
  return new StaleWrite(`unique key ${error.constraint ?? ''} is taken`, { cause: error });
};

const maxWaitMilliseconds = 150;

/**
 * Runs work again while others win the race for its aggregate, after a random wait from a range that doubles: forty
 * writers of one row all get their turn, also where each try is slow. Gives up with StaleWrite after the attempts.
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
