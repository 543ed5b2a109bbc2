import type { Instant } from '@marketplace/kernel';

/** The scan statuses of carriers. */
export const scanStatuses = ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED', 'DELIVERED', 'LOST'] as const;

export type ScanStatus = (typeof scanStatuses)[number];

/** One scan of a parcel by its carrier. */
export type Scan = {
  readonly status: ScanStatus;
  /** The carrier's ID of this scan. Messages with the same ID are duplicates. */
  readonly eventId: string;
  /** The carrier's sequence number for this parcel. It gives the order of scans, because messages can arrive out of order. */
  readonly sequence: number;
  readonly location?: string;
  readonly description?: string;
  readonly occurredAt: Instant;
};

export type MovingStatus = 'DISPATCHED' | 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'DELIVERY_ATTEMPTED';

/** The status of a shipment after a scan. */
export const statusOfScan = (status: ScanStatus): MovingStatus | 'DELIVERED' | 'FAILED' => {
  switch (status) {
    case 'PICKED_UP':
      return 'DISPATCHED';
    case 'LOST':
      return 'FAILED';
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
    case 'DELIVERED':
      return status;
  }
};

/** The rank of a status. A new delivery can follow a failed attempt, so both have the same rank. */
export const progressOf = (status: MovingStatus): number => {
  switch (status) {
    case 'DISPATCHED':
      return 1;
    case 'IN_TRANSIT':
      return 2;
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
      return 3;
  }
};
