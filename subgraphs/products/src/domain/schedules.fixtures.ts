import { currency, defined, fromDecimal, idOf, instant, type Instant, type Money } from '@marketplace/kernel';
import type { ProductCommand } from './decide';
import type { ProductEvent } from './product';
import { created, later, usd, variantId } from './product.fixtures';
import type { NewPriceSchedule, PriceScheduleId } from './schedules';
import type { Offer } from './variant';

export const minute = (n: number): Instant => instant(Date.parse(later) + n * 60_000);
export const eur = (amount: string): Money => fromDecimal(amount, currency('EUR'));
export const scheduleId = (n: number): PriceScheduleId => idOf(`schedule-${n.toString()}`);

export const plan = (n: number, [from, until]: readonly [number, number?], offer: Offer = { price: usd('9.90') }): NewPriceSchedule => ({
  id: scheduleId(n),
  variantId: variantId(1),
  offer,
  from: minute(from),
  ...defined({ until: until === undefined ? undefined : minute(until) }),
});

export const planned = (each: NewPriceSchedule): ProductEvent => ({ type: 'PriceScheduled', plan: each, at: later });
export const started = (n: number, until: number, former: Offer): ProductEvent => ({
  type: 'PriceScheduleStarted',
  scheduleId: scheduleId(n),
  until: minute(until),
  former,
  at: minute(1),
});
export const ended = (n: number, at: number): ProductEvent => ({ type: 'PriceScheduleEnded', scheduleId: scheduleId(n), at: minute(at) });
export const cancelled = (n: number, at: number): ProductEvent => ({
  type: 'PriceScheduleCancelled',
  scheduleId: scheduleId(n),
  at: minute(at),
});
export const changed = (offer: Offer, when: Instant): ProductEvent => ({
  type: 'PriceChanged',
  variantId: variantId(1),
  price: { ...offer, since: when },
  at: when,
});

export const schedule = (each: NewPriceSchedule): ProductCommand => ({ type: 'SchedulePrice', plan: each, at: later });
export const run = (n: number): ProductCommand => ({ type: 'RunPriceSchedules', at: minute(n) });
export const set = (offer: Offer, n = 2): ProductCommand => ({ type: 'ChangePrice', variantId: variantId(1), offer, at: minute(n) });
export const cancel = (n: number, at: number): ProductCommand => ({
  type: 'CancelPriceSchedule',
  scheduleId: scheduleId(n),
  at: minute(at),
});

/** The price of the variant before any schedule. */
export const regularPrice: Offer = { price: usd('12.50') };
export const sale: Offer = { price: usd('9.90'), compareAtPrice: usd('12.50') };
/** A running schedule from minute 1 to minute 5. */
export const running = [created(), planned(plan(1, [1, 5], sale)), started(1, 5, regularPrice), changed(sale, minute(1))] as const;
