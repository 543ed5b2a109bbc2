import type { Instant } from '@marketplace/kernel';
import type { Ports } from './ports';
import type { Reservations } from './reservations';
import { batch, forEachWaiting } from './waiting-reservations';

type Needs = Pick<Ports, 'again'> & { readonly repository: Ports['reservations']; readonly reservations: Reservations };

// The rest of a long queue waits for the next run, a moment later.
const mostBatches = 50;

/** Lets go of what was held too long. Several replicas may run it: the one that writes first has done it. */
export const expireReservations =
  ({ repository, reservations, again }: Needs) =>
  async (now: Instant): Promise<number> => {
    let count = 0;
    for (let turn = 0; turn < mostBatches; turn += 1) {
      const expired = await repository.expiredAt(now, batch);
      await forEachWaiting(expired, ({ id }, cause) => reservations.expire(id, now, cause), again);
      count += expired.length;
      if (expired.length < batch) break;
    }
    return count;
  };
