import { isOperator, refuse, type Cause, type Refusal, type UserId } from '@marketplace/kernel';
import { isSlug } from '../domain/terms-validity';
import type { Ports } from './ports';

export type SegmentChange = { readonly segment: string; readonly add: readonly UserId[]; readonly remove: readonly UserId[] };

export type SegmentSize = { readonly segment: string; readonly size: number };

type SegmentRefusal = Refusal<'forbidden' | 'segment-invalid' | 'too-many-users'>;

export type Segments = ReturnType<typeof createSegments>;

const maxUsers = 10_000;

/** The use cases of buyer segments, for operators. */
export const createSegments = ({ segments }: Pick<Ports, 'segments'>) => ({
  /** Adds and removes users. Users that are already in the segment, or not in it, are ignored. */
  update: async ({ segment, add, remove }: SegmentChange, cause: Cause): Promise<SegmentSize | SegmentRefusal> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    if (!isSlug(segment)) return refuse('segment-invalid', { path: ['segment'] });
    if (add.length + remove.length > maxUsers) return refuse('too-many-users', { path: ['add'] });
    // A user in both lists is removed.
    const leaving = new Set(remove);
    const joining = [...new Set(add)].filter((userId) => !leaving.has(userId));
    if (joining.length + leaving.size > 0) await segments.update(segment, { add: joining, remove: [...leaving] }, cause);
    return { segment, size: await segments.size(segment) };
  },
});
