import { z } from 'zod';
import { defined, instant } from '@marketplace/kernel';
import { scanStatuses, type Scan } from '../../domain/scan';

/** The format of a scan in swiftpost's webhooks and tracking responses. */
export const wireScan = z.object({
  eventId: z.string().min(1).max(200),
  trackingNumber: z.string().min(1).max(100),
  sequence: z.int().positive().max(1_000_000),
  status: z.enum(scanStatuses),
  location: z.string().max(200).nullish(),
  description: z.string().max(500).nullish(),
  occurredAt: z.iso.datetime({ offset: true }),
});

export const toScan = (wire: z.output<typeof wireScan>): Scan => ({
  status: wire.status,
  eventId: wire.eventId,
  sequence: wire.sequence,
  ...defined({ location: wire.location, description: wire.description }),
  occurredAt: instant(wire.occurredAt),
});
