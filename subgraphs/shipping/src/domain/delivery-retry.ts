import type { Instant } from '@marketplace/kernel';
import { businessDaysLater, wholeDays } from './business-days';
import type { DeliveryWindow } from './shipment';

/** How often a carrier rings before the parcel counts as undeliverable. */
const mostDeliveryAttempts = 3;

/** When the van comes again after the given number of failed deliveries, or that it does not. */
export const afterFailedDelivery = (failures: number, at: Instant): DeliveryWindow | 'give-up' => {
  if (failures >= mostDeliveryAttempts) return 'give-up';
  const next = businessDaysLater(at, 1);
  return wholeDays(next, next);
};
