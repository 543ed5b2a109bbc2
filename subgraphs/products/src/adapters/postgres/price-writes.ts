import type { Currency, Instant, ProductId, VariantId } from '@marketplace/kernel';
import type { Unit, WrittenChange } from '@marketplace/platform';
import type { Product, ProductEvent } from '../../domain/product';
import { pricesOf } from '../../domain/prices';
import type { PriceScheduleId } from '../../domain/schedules';
import type { Offer, Price, Variant } from '../../domain/variant';
import { PriceSchedules } from './tables';

/** A change of a product, as provided by the aggregate store. */
export type ProductWrite = WrittenChange<Product, ProductEvent>;

/** The product before the change; undefined for a new product. */
export const before = ({ steps }: ProductWrite): Product | undefined => steps[0]?.before;

type Opened = { readonly variantId: VariantId; readonly price: Price };
type Closed = { readonly variantId: VariantId; readonly currency: Currency; readonly until: Instant };

const firstPrices = (variant: Variant): readonly Opened[] => pricesOf(variant).map((price) => ({ variantId: variant.id, price }));

const openedBy = (event: ProductEvent): readonly Opened[] => {
  if (event.type === 'ProductCreated') return event.variants.flatMap(firstPrices);
  if (event.type === 'VariantAdded') return firstPrices(event.variant);
  return event.type === 'PriceChanged' ? [event] : [];
};

const closedBy = (event: ProductEvent): readonly Closed[] => {
  if (event.type === 'PriceWithdrawn') return [event];
  if (event.type !== 'PriceChanged') return [];
  return [{ variantId: event.variantId, currency: event.price.price.currency, until: event.price.since }];
};

// If a price was withdrawn by a clock ahead of this one, the next price starts when that one ended.
const insertPrices = `
  INSERT INTO product_pricing (product_id, variant_id, amount, compare_at_amount, currency, effective_from)
  SELECT product_id, variant_id, amount, compare_at_amount, currency,
    greatest(effective_from, (SELECT max(c.effective_to) FROM product_pricing c WHERE c.variant_id = p.variant_id AND c.currency = p.currency))
  FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bpchar[], $6::timestamptz[])
    AS p (product_id, variant_id, amount, compare_at_amount, currency, effective_from)`;

const closePrices = `
  UPDATE product_pricing c SET effective_to = p.until
  FROM unnest($1::uuid[], $2::bpchar[], $3::timestamptz[]) AS p (variant_id, currency, until)
  WHERE c.variant_id = p.variant_id AND c.currency = p.currency AND c.effective_to IS NULL`;

export const addPrices = (unit: Unit, changes: readonly ProductWrite[]): void => {
  const steps = changes.flatMap((change) => change.steps);
  const opened = steps.flatMap(({ event, after }) => openedBy(event).map((each) => ({ ...each, productId: after.id })));
  const closed = steps.flatMap(({ event }) => closedBy(event));
  if (opened.length > 0)
    unit.addRows(insertPrices, [
      opened.map(({ productId }) => productId),
      opened.map(({ variantId }) => variantId),
      opened.map(({ price }) => price.price.amount),
      opened.map(({ price }) => price.compareAtPrice?.amount ?? null),
      opened.map(({ price }) => price.price.currency),
      opened.map(({ price }) => price.since),
    ]);
  if (closed.length > 0)
    unit.addRows(closePrices, [
      closed.map(({ variantId }) => variantId),
      closed.map(({ currency }) => currency),
      closed.map(({ until }) => until),
    ]);
};

const amountsOf = ({ price, compareAtPrice }: Offer) => ({ amount: price.amount, compareAtAmount: compareAtPrice?.amount ?? null });

const plannedBy = (event: ProductEvent, productId: ProductId) => {
  if (event.type !== 'PriceScheduled') return [];
  const { id, variantId, offer, from, until = null } = event.plan;
  return [
    {
      ...{ id, productId, variantId, startsAt: from, endsAt: until, createdAt: event.at },
      ...amountsOf(offer),
      currency: offer.price.currency,
      status: 'WAITING' as const,
      formerAmount: null,
      formerCompareAtAmount: null,
      dueAt: from,
      closedAt: null,
    },
  ];
};

const startedBy = (event: ProductEvent) => {
  if (event.type !== 'PriceScheduleStarted') return [];
  const { amount: formerAmount, compareAtAmount: formerCompareAtAmount } = amountsOf(event.former);
  return [
    {
      where: { id: event.scheduleId, status: 'WAITING' as const },
      set: { status: 'RUNNING' as const, dueAt: event.until, formerAmount, formerCompareAtAmount },
    },
  ];
};

/** Schedules closed by the change: ended, cancelled, or closed with their product. */
const endedBy = (change: ProductWrite) => {
  const { schedules, changedAt: closedAt } = change.after.state;
  const open = new Set(schedules.map(({ id }) => id));
  const over = new Set(change.steps.flatMap(({ event }) => (event.type === 'PriceScheduleEnded' ? [event.scheduleId] : [])));
  const statusOf = (id: PriceScheduleId) => (over.has(id) ? ('ENDED' as const) : ('CANCELLED' as const));
  const closed = (before(change)?.schedules ?? []).filter(({ id }) => !open.has(id));
  return closed.map(({ id }) => ({ where: { id }, set: { status: statusOf(id), dueAt: null, closedAt } }));
};

export const addSchedules = (unit: Unit, changes: readonly ProductWrite[]): void => {
  const steps = changes.flatMap((change) => change.steps);
  unit.insert(
    PriceSchedules,
    steps.flatMap(({ event, after }) => plannedBy(event, after.id)),
  );
  unit.update(
    PriceSchedules,
    steps.flatMap(({ event }) => startedBy(event)),
  );
  unit.update(PriceSchedules, changes.flatMap(endedBy));
};
