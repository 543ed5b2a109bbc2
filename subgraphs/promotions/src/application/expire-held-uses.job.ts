import { systemOf, type Instant } from '@marketplace/kernel';
import type { Ports } from './ports';
import type { Quotes } from './quotes';

type Needs = Pick<Ports, 'usages' | 'again'> & { readonly quotes: Quotes };

const atOnce = 100;
// The rest of a long queue waits for the next run, a moment later.
const mostBatches = 50;

/** Lets go of uses that were held too long. Several replicas may run it: the one that writes first has done it. */
export const expireHeldUses =
  ({ usages, quotes, again }: Needs) =>
  async (now: Instant): Promise<number> => {
    let count = 0;
    for (let turn = 0; turn < mostBatches; turn += 1) {
      const expired = await usages.expiredAt(now, atOnce);
      const turns = await Promise.allSettled(
        expired.map(({ checkoutId, correlationId }) =>
          again(() => quotes.expire(checkoutId, now, { actor: systemOf('promotions'), correlationId })),
        ),
      );
      // One that fails does not keep the others waiting.
      const failure = turns.find((each) => each.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      count += expired.length;
      if (expired.length < atOnce) break;
    }
    return count;
  };
