import type { Ports } from './ports';
import type { Reservations } from './reservations';
import { batch, forEachWaiting } from './waiting-reservations';

type Needs = Pick<Ports, 'again'> & { readonly repository: Ports['reservations']; readonly reservations: Reservations };

const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Gives what has arrived to those who wait for it, the oldest checkouts first. Nobody else can have it meanwhile: what
 * backorders wait for is not free. Returns how many were looked at.
 */
export const fillBackorders =
  ({ repository, reservations, again }: Needs) =>
  async (): Promise<number> => {
    let count = 0;
    let after: string | undefined = beforeAll;
    while (after !== undefined) {
      const fillable: Awaited<ReturnType<typeof repository.fillableAfter>> = await repository.fillableAfter(after, batch);
      // One after the other, or a younger one could take what an older one waits for.
      for (const each of fillable) await forEachWaiting([each], ({ id }, cause) => reservations.fill(id, cause), again);
      count += fillable.length;
      after = fillable.at(-1)?.id;
    }
    return count;
  };
