import {
  after,
  days,
  isBefore,
  milliseconds,
  refuse,
  type Decision,
  type Instant,
  type Refusal,
  type VariantId,
} from '@marketplace/kernel';
import { priceIn } from './prices';
import { following, isSameOffer, offerFault, type OfferRefusal } from './pricing';
import { variantOf, type Product, type ProductEvent } from './product';
import type { Offer } from './variant';
import { dueAt, type PricePlan, type PriceSchedule, type PriceScheduleId, type ScheduleEvent } from './schedules';

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
const farthest = days(5 * 366);

type Key = { readonly variantId: VariantId; readonly offer: Offer };

const isSameKey = (a: Key, b: Key): boolean => a.variantId === b.variantId && a.offer.price.currency === b.offer.price.currency;

/** A price for good takes but the moment in which it comes. */
const endOf = ({ from, until }: PricePlan): Instant => until ?? after(from, milliseconds(1));

const doOverlap = (a: PricePlan, b: PricePlan): boolean => isBefore(a.from, endOf(b)) && isBefore(b.from, endOf(a));

const isSamePlan = (a: PricePlan, b: PricePlan): boolean => a.from === b.from && a.until === b.until && isSameOffer(a.offer, b.offer);

const periodFault = ({ from, until }: PricePlan, at: Instant): ScheduleRefusal | undefined => {
  const latest = after(at, farthest);
  if (!isBefore(at, from) || isBefore(latest, from)) return refuse('price-schedule-period-invalid', { path: ['from'] });
  return until === undefined || (isBefore(from, until) && !isBefore(latest, until))
    ? undefined
    : refuse('price-schedule-period-invalid', { path: ['until'] });
};

/** Plans a price, unless there is none yet to change, or another plan has a say at that time. The same plan again is no news. */
export const schedulePrice = (product: Product, plan: PricePlan, at: Instant): ScheduleDecision => {
  const variant = variantOf(product, plan.variantId);
  if (variant === undefined) return refuse('variant-not-found');
  const { currency } = plan.offer.price;
  const fault = offerFault(plan.offer, { own: [], product: currency }, []);
  if (fault !== undefined) return fault;
  if (priceIn(variant, currency) === undefined) return refuse('price-not-found', { path: ['price'], currency });
  const others = product.schedules.filter((other) => isSameKey(plan, other));
  if (others.some((other) => isSamePlan(plan, other))) return [];
  const unfit = periodFault(plan, at);
  if (unfit !== undefined) return unfit;
  const other = others.find((each) => doOverlap(plan, each));
  if (other !== undefined) return refuse('price-schedule-overlaps', { path: ['from'], scheduleId: other.id });
  if (product.schedules.length >= maxSchedules) return refuse('too-many-price-schedules', { most: maxSchedules });
  return [{ type: 'PriceScheduled', plan, at }];
};

/** The event of a new price; none where the variant costs just that already. */
export const priceEvents = (product: Product, { variantId, offer }: Key, at: Instant): readonly ProductEvent[] => {
  const variant = variantOf(product, variantId);
  const current = variant === undefined ? undefined : priceIn(variant, offer.price.currency);
  if (current !== undefined && isSameOffer(current, offer)) return [];
  return [{ type: 'PriceChanged', variantId, price: following(current, offer, at), at }];
};

/** Calls a plan off. The former price returns at once where it runs already. */
export const cancelSchedule = (product: Product, scheduleId: PriceScheduleId, at: Instant): ScheduleDecision => {
  const schedule = product.schedules.find(({ id }) => id === scheduleId);
  if (schedule === undefined) return refuse('price-schedule-over');
  const cancelled: ScheduleEvent = { type: 'PriceScheduleCancelled', scheduleId, at };
  if (schedule.status === 'WAITING') return [cancelled];
  return [cancelled, ...priceEvents(product, { variantId: schedule.variantId, offer: schedule.former }, at)];
};

/**
 * A price that is set by hand stays: every plan for it that has begun is called off, so that nothing comes or returns over it.
 * One whose moment has come has begun, even where nobody has carried it out yet; plans for later moments stand.
 */
export const overtaken = (product: Product, key: Key, at: Instant): readonly ScheduleEvent[] =>
  product.schedules
    .filter((schedule) => isSameKey(schedule, key) && (schedule.status === 'RUNNING' || !isBefore(at, schedule.from)))
    .map(({ id }) => ({ type: 'PriceScheduleCancelled', scheduleId: id, at }));

type Turn = { readonly event: ScheduleEvent; readonly offer?: Offer };

/** What becomes of a plan that is due, where the variant costs the current offer. A sale that was missed entirely does not take place. */
const turnOf = (schedule: PriceSchedule, current: Offer, at: Instant): Turn => {
  const scheduleId = schedule.id;
  const ended: ScheduleEvent = { type: 'PriceScheduleEnded', scheduleId, at };
  if (schedule.status === 'RUNNING') return { event: ended, offer: schedule.former };
  const { until, offer } = schedule;
  if (until === undefined) return { event: ended, offer };
  return isBefore(at, until)
    ? { event: { type: 'PriceScheduleStarted', scheduleId, until, former: current, at }, offer }
    : { event: ended };
};

const inTime = (a: PriceSchedule, b: PriceSchedule): number => {
  if (dueAt(a) !== dueAt(b)) return isBefore(dueAt(a), dueAt(b)) ? -1 : 1;
  // What ends makes room for what begins in the same moment.
  return a.status === b.status ? 0 : a.status === 'RUNNING' ? -1 : 1;
};

/** Carries out every plan that is due, in the order of their times; each price changes once at most, however late it is. */
export const runSchedules = (product: Product, at: Instant): readonly ProductEvent[] => {
  const due = product.schedules.filter((schedule) => !isBefore(at, dueAt(schedule))).sort(inTime);
  const offers = new Map<string, Key>();
  const events: ProductEvent[] = [];
  for (const schedule of due) {
    const { variantId } = schedule;
    const { currency } = schedule.offer.price;
    const key = `${variantId} ${currency}`;
    const variant = variantOf(product, variantId);
    const current = offers.get(key)?.offer ?? (variant === undefined ? undefined : priceIn(variant, currency));
    if (current === undefined) throw new Error(`a price is scheduled in ${currency} where there is none`);
    const { event, offer } = turnOf(schedule, offerOf(current), at);
    events.push(event);
    if (offer !== undefined) offers.set(key, { variantId, offer });
  }
  return [...events, ...[...offers.values()].flatMap((key) => priceEvents(product, key, at))];
};

const offerOf = ({ price, compareAtPrice }: Offer): Offer => (compareAtPrice === undefined ? { price } : { price, compareAtPrice });
