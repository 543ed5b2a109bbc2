import {
  after,
  days,
  defined,
  isBefore,
  milliseconds,
  refuse,
  type Decision,
  type Instant,
  type Refusal,
  type VariantId,
} from '@marketplace/kernel';
import { priceIn } from './prices';
import { nextPrice, isSameOffer, validateOffer, type OfferRefusal } from './pricing';
import { variantOf, type Product, type ProductEvent } from './product';
import type { Offer } from './variant';
import { dueAt, type NewPriceSchedule, type PriceSchedule, type PriceScheduleId, type ScheduleEvent } from './schedules';

export type ScheduleRefusal =
  | OfferRefusal
  | Refusal<
      | 'variant-not-found'
      | 'price-not-found'
      | 'price-schedule-period-invalid'
      | 'price-schedule-overlaps'
      | 'too-many-price-schedules'
      | 'price-schedule-over'
    >;

type ScheduleDecision = Decision<ProductEvent, ScheduleRefusal['refused']>;

const maxSchedules = 200;
const maxLeadTime = days(5 * 366);

type PriceKey = { readonly variantId: VariantId; readonly offer: Offer };

const hasSamePriceKey = (a: PriceKey, b: PriceKey): boolean =>
  a.variantId === b.variantId && a.offer.price.currency === b.offer.price.currency;

/** For overlaps, a schedule without an end counts as its start only. */
const endOf = ({ from, until }: NewPriceSchedule): Instant => until ?? after(from, milliseconds(1));

const overlap = (a: NewPriceSchedule, b: NewPriceSchedule): boolean => isBefore(a.from, endOf(b)) && isBefore(b.from, endOf(a));

const isSameSchedule = (a: NewPriceSchedule, b: NewPriceSchedule): boolean =>
  a.from === b.from && a.until === b.until && isSameOffer(a.offer, b.offer);

const validatePeriod = ({ from, until }: NewPriceSchedule, at: Instant): ScheduleRefusal | undefined => {
  const latest = after(at, maxLeadTime);
  if (!isBefore(at, from) || isBefore(latest, from)) return refuse('price-schedule-period-invalid', { path: ['from'] });
  return until === undefined || (isBefore(from, until) && !isBefore(latest, until))
    ? undefined
    : refuse('price-schedule-period-invalid', { path: ['until'] });
};

/** Schedules a price. Repeating a schedule changes nothing. */
export const schedulePrice = (product: Product, plan: NewPriceSchedule, at: Instant): ScheduleDecision => {
  const variant = variantOf(product, plan.variantId);
  if (variant === undefined) return refuse('variant-not-found');
  const { currency } = plan.offer.price;
  const refusal = validateOffer(plan.offer, { own: [], product: currency }, []);
  if (refusal !== undefined) return refusal;
  if (priceIn(variant, currency) === undefined) return refuse('price-not-found', { path: ['price'], currency });
  const others = product.schedules.filter((other) => hasSamePriceKey(plan, other));
  if (others.some((other) => isSameSchedule(plan, other))) return [];
  const invalidPeriod = validatePeriod(plan, at);
  if (invalidPeriod !== undefined) return invalidPeriod;
  const other = others.find((each) => overlap(plan, each));
  if (other !== undefined) return refuse('price-schedule-overlaps', { path: ['from'], scheduleId: other.id });
  if (product.schedules.length >= maxSchedules) return refuse('too-many-price-schedules', { most: maxSchedules });
  return [{ type: 'PriceScheduled', plan, at }];
};

/** The event of a new price; none if the variant already has that price. */
export const priceEvents = (product: Product, { variantId, offer }: PriceKey, at: Instant): readonly ProductEvent[] => {
  const variant = variantOf(product, variantId);
  const current = variant === undefined ? undefined : priceIn(variant, offer.price.currency);
  if (current !== undefined && isSameOffer(current, offer)) return [];
  return [{ type: 'PriceChanged', variantId, price: nextPrice(current, offer, at), at }];
};

/** Cancels a schedule. If it is running, the previous price returns at once. */
export const cancelSchedule = (product: Product, scheduleId: PriceScheduleId, at: Instant): ScheduleDecision => {
  const schedule = product.schedules.find(({ id }) => id === scheduleId);
  if (schedule === undefined) return refuse('price-schedule-over');
  const cancelled: ScheduleEvent = { type: 'PriceScheduleCancelled', scheduleId, at };
  if (schedule.status === 'WAITING') return [cancelled];
  return [cancelled, ...priceEvents(product, { variantId: schedule.variantId, offer: schedule.former }, at)];
};

/**
 * Cancels the schedules that a manual price change overrides: running ones, and those whose start has passed although the
 * job has not applied them yet. Later schedules stay.
 */
export const cancelBegunSchedules = (product: Product, key: PriceKey, at: Instant): readonly ScheduleEvent[] =>
  product.schedules
    .filter((schedule) => hasSamePriceKey(schedule, key) && (schedule.status === 'RUNNING' || !isBefore(at, schedule.from)))
    .map(({ id }) => ({ type: 'PriceScheduleCancelled', scheduleId: id, at }));

type Transition = { readonly event: ScheduleEvent; readonly offer?: Offer };

/** The next transition of a due schedule. A schedule whose whole period was missed ends without a price change. */
const transitionOf = (schedule: PriceSchedule, current: Offer, at: Instant): Transition => {
  const scheduleId = schedule.id;
  const ended: ScheduleEvent = { type: 'PriceScheduleEnded', scheduleId, at };
  if (schedule.status === 'RUNNING') return { event: ended, offer: schedule.former };
  const { until, offer } = schedule;
  if (until === undefined) return { event: ended, offer };
  return isBefore(at, until)
    ? { event: { type: 'PriceScheduleStarted', scheduleId, until, former: current, at }, offer }
    : { event: ended };
};

const byDueTime = (a: PriceSchedule, b: PriceSchedule): number => {
  if (dueAt(a) !== dueAt(b)) return isBefore(dueAt(a), dueAt(b)) ? -1 : 1;
  // An end comes before a start at the same time.
  return a.status === b.status ? 0 : a.status === 'RUNNING' ? -1 : 1;
};

/** Applies all due schedules in order. Each price changes at most once, even after a delay. */
export const runSchedules = (product: Product, at: Instant): readonly ProductEvent[] => {
  const due = product.schedules.filter((schedule) => !isBefore(at, dueAt(schedule))).sort(byDueTime);
  const offers = new Map<string, PriceKey>();
  const events: ProductEvent[] = [];
  for (const schedule of due) {
    const { variantId } = schedule;
    const { currency } = schedule.offer.price;
    const key = `${variantId} ${currency}`;
    const variant = variantOf(product, variantId);
    const current = offers.get(key)?.offer ?? (variant === undefined ? undefined : priceIn(variant, currency));
    if (current === undefined) throw new Error(`a price is scheduled in ${currency} where there is none`);
    const { event, offer } = transitionOf(schedule, offerOf(current), at);
    events.push(event);
    if (offer !== undefined) offers.set(key, { variantId, offer });
  }
  return [...events, ...[...offers.values()].flatMap((key) => priceEvents(product, key, at))];
};

const offerOf = ({ price, compareAtPrice }: Offer): Offer => ({ price, ...defined({ compareAtPrice }) });
