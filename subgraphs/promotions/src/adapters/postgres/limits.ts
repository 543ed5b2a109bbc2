import type { Saved } from '../../application/ports';

const limits = new Set(['uses_within_limit', 'spending_within_budget']);

const isLimitReached = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'constraint' in error &&
  typeof error.constraint === 'string' &&
  limits.has(error.constraint);

/** Runs a write; that the database found a limit in its way is an answer, not a fault. */
export const withinLimits = async (write: () => Promise<void>): Promise<Saved> => {
  try {
    await write();
    return 'saved';
  } catch (error) {
    if (isLimitReached(error)) return 'limit-reached';
    throw error;
  }
};
