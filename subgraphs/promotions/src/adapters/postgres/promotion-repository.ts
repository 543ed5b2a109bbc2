import { actorRef, idOf, type Cause } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { CouponRepository, NewCoupons, PromotionChange, PromotionRepository, Versioned } from '../../application/ports';
import { evolve, type Limit, type Promotion, type PromotionEvent } from '../../domain/promotion';
import { ruleOf } from '../../domain/terms';
import { toJson } from './json';
import { withinLimits } from './limits';
import {
  couponColumns,
  everybody,
  promotionColumns,
  sellerOf,
  toCoupon,
  toPromotion,
  type CouponColumns,
  type PromotionColumns,
} from './promotion-rows';

/** Turns what happened to a promotion into what the world is told of it; given by main.ts, from the nats adapter. */
export type PromotionPublications = (promotion: Promotion, event: PromotionEvent, version: number) => readonly OutgoingEvent[];

type Step = { readonly after: Promotion; readonly event: PromotionEvent; readonly version: number };

const stepsOf = ({ before, events }: PromotionChange): readonly Step[] => {
  let state = before?.state;
  return events.map((event, position) => {
    const after = evolve(state, event);
    state = after;
    return { after, event, version: (before?.version ?? 0) + position + 1 };
  });
};

const addPromotion = (unit: Unit, before: Versioned<Promotion> | undefined, { after, version }: Step): Unit => {
  const { id, status, terms, exhausted } = after;
  const isPublic = !after.needsCoupon && ruleOf(terms, 'SEGMENTS') === undefined;
  const params = [id, version, status, terms.label, terms.startsAt, terms.endsAt ?? null, toJson(terms), exhausted ?? null, isPublic];
  return before === undefined
    ? unit.add(
        `INSERT INTO promotions (id, version, status, label, starts_at, ends_at, terms, exhausted, is_public, seller_id, funded_by, needs_coupon)
         VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12)`,
        [...params, after.sellerId ?? null, after.fundedBy, after.needsCoupon],
      )
    : unit.add(
        `UPDATE promotions SET version = $2, status = $3, label = $4, starts_at = $5, ends_at = $6, terms = $7::jsonb, exhausted = $8,
           is_public = $9, updated_at = now() WHERE id = $1 AND version = $10`,
        [...params, before.version],
        1,
      );
};

/** The limits stand with the counts that they limit, where no writer can get past them. */
const addLimits = (unit: Unit, before: Versioned<Promotion> | undefined, { id, terms }: Promotion): Unit => {
  const params = [id, everybody, terms.maxUses ?? null, terms.budget?.amount ?? null];
  return before === undefined
    ? unit.add('INSERT INTO use_counts (subject_id, buyer_id, max_uses, budget) VALUES ($1, $2, $3, $4)', params)
    : unit.add('UPDATE use_counts SET max_uses = $3, budget = $4 WHERE subject_id = $1 AND buyer_id = $2', params, 1);
};

const addHistory = (unit: Unit, steps: readonly Step[], cause: Cause): Unit =>
  unit.add(
    `INSERT INTO promotion_history (promotion_id, version, event, changed_by)
     SELECT step.*, $4::text FROM unnest($1::uuid[], $2::int[], $3::jsonb[]) AS step`,
    [
      steps.map(({ after }) => after.id),
      steps.map(({ version }) => version),
      steps.map(({ event }) => toJson(event)),
      actorRef(cause.actor),
    ],
  );

const addCoupons = (unit: Unit, { coupons, orderKey }: NewCoupons): Unit => {
  const columns = [
    coupons.map(({ id }) => id),
    coupons.map(({ promotionId }) => promotionId),
    coupons.map(({ code }) => code),
    coupons.map(({ terms }) => terms.maxUses ?? null),
    coupons.map(({ terms }) => terms.maxUsesPerBuyer ?? null),
    coupons.map(({ terms }) => terms.startsAt ?? null),
    coupons.map(({ terms }) => terms.endsAt ?? null),
  ];
  return unit
    .add(
      `INSERT INTO coupons (id, promotion_id, code, max_uses, max_uses_per_buyer, starts_at, ends_at, order_key)
       SELECT coupon.*, $8 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::timestamptz[]) AS coupon`,
      [...columns, orderKey],
    )
    .add(
      `INSERT INTO use_counts (subject_id, buyer_id, max_uses) SELECT coupon_id, $3::uuid, max_uses FROM unnest($1::uuid[], $2::int[]) AS coupon (coupon_id, max_uses)`,
      [columns[0], columns[3], everybody],
    );
};

/** `changed` hears of every write of this process, at once. */
export const promotionRepository = (db: Database, publications: PromotionPublications, changed: () => void): PromotionRepository => ({
  find: async (id) => {
    const [row] = await db.query<PromotionColumns>(`SELECT ${promotionColumns('p')} FROM promotions p WHERE p.id = $1`, [id]);
    return row === undefined ? undefined : toPromotion(row);
  },
  save: async (change, cause, issued) => {
    const steps = stepsOf(change);
    const last = steps.at(-1);
    if (last === undefined) return 'saved';
    const unit = addHistory(addPromotion(db.unit(cause), change.before, last), steps, cause);
    if (change.events.some(({ type }) => type === 'PromotionCreated' || type === 'PromotionUpdated')) {
      addLimits(unit, change.before, last.after);
    }
    if (issued !== undefined) addCoupons(unit, issued);
    unit.publish(...steps.flatMap(({ after, event, version }) => publications(after, event, version)));
    return withinLimits(() => unit.commit(changed));
  },
  over: async (at, limit) => {
    const rows = await db.query<{ id: string }>(
      `SELECT id FROM promotions WHERE status IN ('DRAFT', 'ACTIVE', 'PAUSED') AND ends_at <= $1 ORDER BY ends_at LIMIT $2`,
      [at, limit],
    );
    return rows.map(({ id }) => idOf(id));
  },
  spent: async (limit) => {
    const rows = await db.query<{ id: string; reached: Limit }>(
      `SELECT p.id, CASE WHEN c.consumed >= c.max_uses THEN 'uses' ELSE 'budget' END AS reached
       FROM promotions p JOIN use_counts c ON c.subject_id = p.id AND c.buyer_id = $2
       WHERE p.status IN ('ACTIVE', 'PAUSED') AND p.exhausted IS NULL AND (c.consumed >= c.max_uses OR c.spent_consumed >= c.budget)
       ORDER BY p.id LIMIT $1`,
      [limit, everybody],
    );
    return rows.map((row) => ({ id: idOf(row.id), limit: row.reached }));
  },
});

export const couponRepository = (db: Database): CouponRepository => ({
  find: async (id) => {
    const [row] = await db.query<CouponColumns & { readonly seller_id: string | null }>(
      `SELECT ${couponColumns('c')}, p.seller_id FROM coupons c JOIN promotions p ON p.id = c.promotion_id WHERE c.id = $1`,
      [id],
    );
    return row === undefined ? undefined : { ...toCoupon(row), ...sellerOf(row) };
  },
  isTaken: async (code) => (await db.query('SELECT 1 FROM coupons WHERE code = $1', [code])).length > 0,
  disable: ({ state, version }, cause) =>
    db
      .unit(cause)
      .add(`UPDATE coupons SET status = 'DISABLED', version = $3 WHERE id = $1 AND version = $2`, [state.id, version, version + 1], 1)
      .commit(),
});
