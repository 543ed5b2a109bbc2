import { announceChanges, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { newsSince, publishedState } from '../domain/availability';
import type { Announcement, AvailabilityRepository, ChangedVariant } from './ports';

const toAnnouncement = (variant: ChangedVariant): Announcement => {
  const now = publishedState(variant.availability, variant.published);
  return { variant, now, news: newsSince(variant.published, now) };
};

/**
 * Publishes what can be bought of each variant whose stock has moved: once for a burst of moves, not at all if it is as
 * published before; and that a variant runs low or is back.
 */
export const announceAvailability = (availability: AvailabilityRepository): Job =>
  announceChanges<ChangedVariant>({
    name: 'announce-availability',
    every: milliseconds(200),
    changed: availability.changed,
    announce: (variants, cause) => availability.announce(variants.map(toAnnouncement), cause),
  });
