import type { Instant } from '@marketplace/kernel';
import { businessDaysLater, wholeDays } from './business-days';
import type { DeliveryWindow } from './shipment';

/** The number of failed delivery attempts after which a parcel is undeliverable. */
const maxDeliveryAttempts = 3;

/** The window of the next delivery attempt after a number of failed ones, or `give-up`. */
export const afterFailedDelivery = (failures: number, at: Instant): DeliveryWindow | 'give-up' => {
  if (failures >= maxDeliveryAttempts) return 'give-up';
  const next = businessDaysLater(at, 1);
  return wholeDays(next, next);
};
