import type { Instant } from '@marketplace/kernel';
import { businessDaysLater, wholeDays } from './business-days';
import type { Zone } from './countries';
import type { DeliveryWindow, Service } from './shipment';

/** Business days in transit, fastest and slowest. */
const transitDays: Readonly<Record<Service, Readonly<Record<Zone, readonly [number, number]>>>> = {
  STANDARD: { DOMESTIC: [2, 4], REGIONAL: [4, 7], INTERNATIONAL: [7, 14] },
  EXPRESS: { DOMESTIC: [1, 1], REGIONAL: [1, 2], INTERNATIONAL: [2, 4] },
};

/** The business days that a seller has to hand over a parcel. */
const handlingDays = 1;

/** The delivery window of a parcel ordered at this time. */
export const estimateDelivery = (at: Instant, service: Service, zone: Zone): DeliveryWindow => {
  const [fastest, slowest] = transitDays[service][zone];
  return wholeDays(businessDaysLater(at, handlingDays + fastest), businessDaysLater(at, handlingDays + slowest));
};
