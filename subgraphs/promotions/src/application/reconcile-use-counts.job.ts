import type { CountPlace, Ports } from './ports';

const countsAtOnce = 1_000;
const beforeAll: CountPlace = { subjectId: '00000000-0000-0000-0000-000000000000', buyerId: '00000000-0000-0000-0000-000000000000' };

/**
 * Compares every count with the usages it stands for. They are written together, so a difference means that somebody went
 * around the context; it is told, never mended by itself. Returns the number of differences.
 */
export const reconcileUseCounts =
  ({ usages, alert }: Pick<Ports, 'usages' | 'alert'>) =>
  async (): Promise<number> => {
    let count = 0;
    let place: CountPlace | undefined = beforeAll;
    while (place !== undefined) {
      const slice: Awaited<ReturnType<typeof usages.compare>> = await usages.compare(place, countsAtOnce);
      for (const difference of slice.differences) alert('use-counts-differ', { ...difference });
      count += slice.differences.length;
      place = slice.last;
    }
    return count;
  };
