import { idOf, type Cause } from '@marketplace/kernel';
import { coalesced, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { CountDifference, UsageChange, UsageRepository, Versioned } from '../../application/ports';
import type { CouponRejection, Quote } from '../../domain/quote';
import { evolve, type DiscountUsage, type UsageEvent, type UsageStatus } from '../../domain/usage';
import { addHold, addMovement, type Movement } from './count-parts';
import { fromJson, toJson } from './json';
import { withinLimits } from './limits';
import { everybody } from './promotion-rows';

/** Turns what happened to a usage into what the world is told of it; given by main.ts, from the nats adapter. */
export type UsagePublications = (event: UsageEvent, version: number) => readonly OutgoingEvent[];

type UsageRow = {
  readonly checkout_id: string;
  readonly version: number;
  readonly status: UsageStatus;
  readonly quote: unknown;
  readonly rejected_code: string | null;
  readonly rejected_reason: CouponRejection | null;
};

const toState = (row: UsageRow): DiscountUsage => {
  const checkoutId = idOf<'Checkout'>(row.checkout_id);
  switch (row.status) {
    case 'HELD':
    case 'CONSUMED':
    case 'EXPIRED':
      return { status: row.status, quote: fromJson(row.quote) as Quote };
    case 'REJECTED':
      return { status: row.status, checkoutId, code: row.rejected_code ?? '', reason: row.rejected_reason ?? 'coupon-not-applicable' };
    case 'RELEASED':
      return { status: row.status, checkoutId };
  }
};

const insertUsage = `
  INSERT INTO discount_usages (checkout_id, version, status, expires_at, quote, rejected_code, rejected_reason, correlation_id)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::jsonb[], $6::text[], $7::text[], $8::text[])`;

const updateUsage = `
  UPDATE discount_usages AS usage SET version = next.version, status = next.status, over_limit = usage.over_limit OR next.over_limit, updated_at = now()
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::boolean[]) AS next (checkout_id, before, version, status, over_limit)
  WHERE usage.checkout_id = next.checkout_id AND usage.version = next.before`;

const insertRedemptions = `
  INSERT INTO coupon_redemptions (checkout_id, promotion_id, coupon_id, buyer_id, funded_by, amount, currency, over_limit)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::boolean[])`;

const insertPaid = `
  INSERT INTO paid_checkouts (checkout_id, buyer_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT (checkout_id) DO NOTHING`;

const isOverLimit = (event: UsageEvent): boolean => event.type === 'DiscountsConsumed' && event.taking === 'over-limit';

const addState = (unit: Unit, { checkoutId, before, event }: UsageChange, cause: Cause): Unit => {
  const after = evolve(before?.state, event);
  const version = (before?.version ?? 0) + 1;
  if (before !== undefined)
    return unit.addRows(updateUsage, [[checkoutId], [before.version], [version], [after.status], [isOverLimit(event)]], 1);
  const quote = 'quote' in after ? after.quote : undefined;
  const rejected = after.status === 'REJECTED' ? after : undefined;
  return unit.addRows(insertUsage, [
    [checkoutId],
    [version],
    [after.status],
    [quote?.expiresAt ?? null],
    [quote === undefined ? null : toJson(quote)],
    [rejected?.code ?? null],
    [rejected?.reason ?? null],
    [cause.correlationId],
  ]);
};

const addRedemptions = (unit: Unit, { checkoutId, buyerId, uses }: Quote, overLimit: boolean): Unit =>
  unit
    .addRows(insertRedemptions, [
      uses.map(() => checkoutId),
      uses.map(({ promotionId }) => promotionId),
      uses.map(({ couponId }) => couponId ?? null),
      uses.map(() => buyerId),
      uses.map(({ fundedBy }) => fundedBy),
      uses.map(({ amount }) => amount.amount),
      uses.map(({ amount }) => amount.currency),
      uses.map(() => overLimit),
    ])
    .addRows(insertPaid, [[checkoutId], [buyerId]]);

const movements: Readonly<Record<'from-held' | 'anew' | 'over-limit', Movement>> = {
  'from-held': { held: -1, consumed: 1 },
  anew: { held: 0, consumed: 1 },
  'over-limit': { held: 0, consumed: 0 },
};

/** What an event does to counts and redemptions; the same statements for each kind of event, so that many go together. */
const addEffects = (unit: Unit, event: UsageEvent): Unit => {
  switch (event.type) {
    case 'DiscountsQuoted':
      return addHold(unit, event.quote);
    case 'DiscountsReleased':
      return addMovement(unit, event.held, { held: -1, consumed: 0 });
    case 'DiscountsConsumed':
      return addRedemptions(addMovement(unit, event.quote, movements[event.taking]), event.quote, isOverLimit(event));
    case 'CouponRejected':
    case 'AnswerRepeated':
      return unit;
  }
};

type CompareRow = {
  readonly subject_id: string;
  readonly buyer_id: string;
  readonly held: number;
  readonly consumed: number;
  readonly found_held: number;
  readonly found_consumed: number;
  readonly differs: boolean;
};

const toDifference = (row: CompareRow): CountDifference => ({
  subjectId: row.subject_id,
  ...(row.buyer_id === everybody ? {} : { buyerId: idOf<'User'>(row.buyer_id) }),
  counted: { held: row.held, consumed: row.consumed },
  found: { held: row.found_held, consumed: row.found_consumed },
});

const compare = `
  SELECT kept.subject_id, kept.buyer_id, kept.held, kept.consumed, found.held AS found_held, found.consumed AS found_consumed,
    kept.held <> found.held OR kept.consumed <> found.consumed OR kept.spent_held <> found.spent_held
      OR kept.spent_consumed <> found.spent_consumed AS differs
  FROM (SELECT * FROM use_counts WHERE (subject_id, buyer_id) > ($1, $2) ORDER BY subject_id, buyer_id LIMIT $3) AS kept
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE usage.status = 'HELD')::int AS held,
        count(*) FILTER (WHERE usage.status = 'CONSUMED' AND NOT usage.over_limit)::int AS consumed,
        coalesce(sum(part.spent) FILTER (WHERE usage.status = 'HELD'), 0)::bigint AS spent_held,
        coalesce(sum(part.spent) FILTER (WHERE usage.status = 'CONSUMED' AND NOT usage.over_limit), 0)::bigint AS spent_consumed
      FROM discount_usage_parts part JOIN discount_usages usage USING (checkout_id)
      WHERE part.subject_id = kept.subject_id AND part.buyer_id = kept.buyer_id) AS found
  ORDER BY kept.subject_id, kept.buyer_id`;

export const usageRepository = (db: Database, publications: UsagePublications): UsageRepository => {
  const find = coalesced<Versioned<DiscountUsage>>(async (ids) => {
    const rows = await db.query<UsageRow>(
      'SELECT checkout_id, version, status, quote, rejected_code, rejected_reason FROM discount_usages WHERE checkout_id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.checkout_id, { version: row.version, state: toState(row) }]));
  });
  return {
    find,
    save: async (change, cause) => {
      const unit = addEffects(addState(db.unit(cause), change, cause), change.event);
      unit.publish(...publications(change.event, (change.before?.version ?? 0) + 1));
      return withinLimits(() => unit.commit());
    },
    notePaid: ({ checkoutId, buyerId }, cause) =>
      db
        .unit(cause)
        .addRows(insertPaid, [[checkoutId], [buyerId]])
        .commit(),
    expiredAt: async (at, limit) => {
      const rows = await db.query<{ checkout_id: string; correlation_id: string }>(
        `SELECT checkout_id, correlation_id FROM discount_usages WHERE status = 'HELD' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
        [at, limit],
      );
      return rows.map((row) => ({ checkoutId: idOf(row.checkout_id), correlationId: row.correlation_id }));
    },
    compare: async ({ subjectId, buyerId }, limit) => {
      const rows = await db.query<CompareRow>(compare, [subjectId, buyerId, limit]);
      const last = rows.at(-1);
      return {
        differences: rows.filter(({ differs }) => differs).map(toDifference),
        ...(last === undefined ? {} : { last: { subjectId: last.subject_id, buyerId: last.buyer_id } }),
      };
    },
  };
};
