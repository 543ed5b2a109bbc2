import type { Instant } from '@marketplace/kernel';

/** What carriers say when they see a parcel. */
export const scanStatuses = ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED', 'DELIVERED', 'LOST'] as const;

export type ScanStatus = (typeof scanStatuses)[number];

/** One scan of a parcel by its carrier. */
export type Scan = {
  readonly status: ScanStatus;
  /** The carrier's own id of this scan; two messages with the same one are one. */
  readonly eventId: string;
  /** The carrier's count of scans of this parcel. Messages overtake each other, so it says more than their order. */
  readonly sequence: number;
  readonly location?: string;
  readonly description?: string;
  readonly occurredAt: Instant;
};

export type MovingStatus = 'DISPATCHED' | 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'DELIVERY_ATTEMPTED';

/** The shipment's status in the words of the business. */
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

/** How far along a parcel is. After an attempt the van may come again, so both stand on one step. */
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
