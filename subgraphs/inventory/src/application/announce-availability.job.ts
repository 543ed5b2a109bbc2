import { systemOf } from '@marketplace/kernel';
import { newsSince, tellingOf } from '../domain/availability';
import type { Announcement, DirtyVariant, Ports } from './ports';

const marksAtOnce = 2_000;

// The rest of a long queue waits for the next run, a moment later.
const mostBatches = 20;

const toAnnouncement = (variant: DirtyVariant): Announcement => {
  const now = tellingOf(variant.availability, variant.told);
  return { variant, now, news: newsSince(variant.told, now) };
};

/**
 * Tells what can be bought of each variant whose stock has moved: once for a burst of moves, not at all if it is as it
 * was told; and that a variant runs low or is back. Returns how many variants were looked at.
 */
export const announceAvailability =
  ({ availability, newId }: Pick<Ports, 'availability' | 'newId'>) =>
  async (): Promise<number> => {
    let count = 0;
    for (let turn = 0; turn < mostBatches; turn += 1) {
      const variants = await availability.dirty(marksAtOnce);
      if (variants.length === 0) break;
      await availability.announce(variants.map(toAnnouncement), { actor: systemOf('inventory'), correlationId: newId() });
      count += variants.length;
      if (variants.reduce((marks, variant) => marks + variant.marks.length, 0) < marksAtOnce) break;
    }
    return count;
  };
