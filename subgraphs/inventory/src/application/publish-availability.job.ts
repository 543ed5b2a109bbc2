import { announceChanges, type Job } from '@marketplace/application';
import { milliseconds } from '@marketplace/kernel';
import { eventsSince, publishedState } from '../domain/availability';
import type { AvailabilityUpdate, AvailabilityRepository, ChangedVariant } from './ports';

const toUpdate = (variant: ChangedVariant): AvailabilityUpdate => {
  const now = publishedState(variant.availability, variant.published);
  return { variant, now, events: eventsSince(variant.published, now) };
};

/**
 * Publishes the availability of each variant whose stock has changed, and whether it has run low or is back in stock. A burst of
 * changes is published once; an availability that equals the last published one is not published.
 */
export const publishAvailability = (availability: AvailabilityRepository): Job =>
  announceChanges<ChangedVariant>({
    name: 'announce-availability',
    every: milliseconds(200),
    changed: availability.changed,
    announce: (variants, cause) => availability.publish(variants.map(toUpdate), cause),
  });
