import type { Ports } from './ports';
import type { Reservations } from './reservations';
import { batch, forEachWaiting } from './waiting-reservations';

type Needs = Pick<Ports, 'again'> & { readonly repository: Ports['reservations']; readonly reservations: Reservations };

const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Tries again to find stock for what is paid already; it may have come back. Older checkouts come first, and those that
 * cannot be met do not keep younger ones from their turn. Returns how many were looked at.
 */
export const retryShortConfirmations =
  ({ repository, reservations, again }: Needs) =>
  async (): Promise<number> => {
    let count = 0;
    let after: string | undefined = beforeAll;
    while (after !== undefined) {
      const short: Awaited<ReturnType<typeof repository.shortAfter>> = await repository.shortAfter(after, batch);
      // One after the other, or a younger one could take what an older one waits for.
      for (const each of short) await forEachWaiting([each], ({ id }, cause) => reservations.confirm(id, cause), again);
      count += short.length;
      after = short.at(-1)?.id;
    }
    return count;
  };
