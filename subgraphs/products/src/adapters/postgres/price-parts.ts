import { actorRef, type Actor, type Instant, type ProductId, type VariantId } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { ProductEvent } from '../../domain/product';
import type { Price } from '../../domain/variant';
import type { ScheduleEvent } from '../../domain/schedules';

export type Priced = { readonly id: VariantId; readonly price: Price };

// Where a price was withdrawn by a clock that is ahead of this one, the next begins when that one ended.
const insertPrices = `
  INSERT INTO product_pricing (product_id, variant_id, amount, compare_at_amount, currency, effective_from)
  SELECT $1, variant_id, amount, compare_at_amount, currency,
    greatest(effective_from, (SELECT max(c.effective_to) FROM product_pricing c WHERE c.variant_id = p.variant_id AND c.currency = p.currency))
  FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bpchar[], $6::timestamptz[]) AS p (variant_id, amount, compare_at_amount, currency, effective_from)`;

const closePrices = `
  UPDATE product_pricing c SET effective_to = p.until
  FROM unnest($1::uuid[], $2::bpchar[], $3::timestamptz[]) AS p (variant_id, currency, until)
  WHERE c.variant_id = p.variant_id AND c.currency = p.currency AND c.effective_to IS NULL`;

export const addPrices = (unit: Unit, id: ProductId, priced: readonly Priced[]): Unit =>
  priced.length === 0
    ? unit
    : unit.add(insertPrices, [
        id,
        priced.map((each) => each.id),
        priced.map(({ price }) => price.price.amount),
        priced.map(({ price }) => price.compareAtPrice?.amount ?? null),
        priced.map(({ price }) => price.price.currency),
        priced.map(({ price }) => price.since),
      ]);

type Closing = { readonly variantId: VariantId; readonly currency: string; readonly until: Instant };

const closingOf = (event: ProductEvent): readonly Closing[] => {
  if (event.type === 'PriceWithdrawn') return [event];
  if (event.type !== 'PriceChanged') return [];
  return [{ variantId: event.variantId, currency: event.price.price.currency, until: event.price.since }];
};

/** What a change does to prices, all of them at once: each variant and currency has one change at most. */
export const addPriceChanges = (unit: Unit, id: ProductId, events: readonly ProductEvent[]): Unit => {
  const priced = events.flatMap((event) => (event.type === 'PriceChanged' ? [{ id: event.variantId, price: event.price }] : []));
  const closings = events.flatMap(closingOf);
  addPrices(unit, id, priced);
  return closings.length === 0
    ? unit
    : unit.add(closePrices, [
        closings.map(({ variantId }) => variantId),
        closings.map(({ currency }) => currency),
        closings.map(({ until }) => until),
      ]);
};

type Of<Type extends ScheduleEvent['type']> = Extract<ScheduleEvent, { readonly type: Type }>;

const addPlan = (unit: Unit, productId: ProductId, { plan, at, by }: Of<'PriceScheduled'> & { readonly by: string }): Unit => {
  const { id, variantId, offer, from, until } = plan;
  const { price, compareAtPrice } = offer;
  return unit.add(
    `INSERT INTO product_price_schedules (id, product_id, variant_id, amount, compare_at_amount, currency, starts_at, ends_at, status, due_at, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'WAITING', $7, $9, $10)`,
    [id, productId, variantId, price.amount, compareAtPrice?.amount ?? null, price.currency, from, until ?? null, by, at],
  );
};

const startPlans = `
  UPDATE product_price_schedules s SET status = 'RUNNING', due_at = ends_at, former_amount = started.amount, former_compare_at_amount = started.compare_at
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS started (id, amount, compare_at) WHERE s.id = started.id AND s.status = 'WAITING'`;

const closePlans = `
  UPDATE product_price_schedules s SET status = closed.status, due_at = NULL, closed_at = closed.at
  FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS closed (id, status, at) WHERE s.id = closed.id AND s.due_at IS NOT NULL`;

const statusOf = { PriceScheduleEnded: 'ENDED', PriceScheduleCancelled: 'CANCELLED' } as const;

/** What a change does to plans; each plan has one event at most. An end of the product ends them all. */
export const addPlanChanges = (unit: Unit, id: ProductId, { events, actor }: { events: readonly ProductEvent[]; actor: Actor }): Unit => {
  const started: Of<'PriceScheduleStarted'>[] = [];
  const closed: Of<'PriceScheduleEnded' | 'PriceScheduleCancelled'>[] = [];
  for (const event of events) {
    if (event.type === 'PriceScheduled') addPlan(unit, id, { ...event, by: actorRef(actor) });
    if (event.type === 'PriceScheduleStarted') started.push(event);
    if (event.type === 'PriceScheduleEnded' || event.type === 'PriceScheduleCancelled') closed.push(event);
    if (event.type === 'ProductArchived')
      unit.add(
        `UPDATE product_price_schedules SET status = 'CANCELLED', due_at = NULL, closed_at = $2 WHERE product_id = $1 AND due_at IS NOT NULL`,
        [id, event.at],
      );
  }
  if (started.length > 0)
    unit.add(
      startPlans,
      [
        started.map(({ scheduleId }) => scheduleId),
        started.map(({ former }) => former.price.amount),
        started.map(({ former }) => former.compareAtPrice?.amount ?? null),
      ],
      started.length,
    );
  if (closed.length > 0)
    unit.add(
      closePlans,
      [closed.map(({ scheduleId }) => scheduleId), closed.map(({ type }) => statusOf[type]), closed.map(({ at }) => at)],
      closed.length,
    );
  return unit;
};
