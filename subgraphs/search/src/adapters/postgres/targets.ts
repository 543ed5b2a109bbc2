import type { Target } from '../../application/read-model';

/** A target as a column: the version, or null for all that are kept. */
export const targetOf = (target: Target): number | null => (target === 'kept' ? null : target);
