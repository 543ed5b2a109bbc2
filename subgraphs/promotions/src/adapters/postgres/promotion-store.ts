import { defined, refuse } from '@marketplace/kernel';
import { aggregateStore, type Database, type EventMessage, type Unit, type WrittenChange } from '@marketplace/platform';
import type { AppliedEvent } from '@marketplace/application';
import type { CouponRepository, NewCoupons, PromotionRefusal, PromotionStore } from '../../application/ports';
import { decide, type PromotionCommand } from '../../domain/decide';
import { evolve, isPublic, type Promotion, type PromotionEvent } from '../../domain/promotion';
import { toCoupon, toPromotion } from './rows';
import { Coupons, Promotions, UseCounts } from './tables';
import { allBuyers, withinLimits } from './use-counts';

/** Returns the messages to publish for an event. */
export type PromotionMessages = (promotion: Promotion, event: PromotionEvent, version: number) => readonly EventMessage[];

type Written = WrittenChange<Promotion, PromotionEvent>;

const stateOf = ({ after: { state, version } }: Written) => {
  const { status, exhausted = null, terms } = state;
  const { label, startsAt, endsAt = null } = terms;
  return { version, status, label, startsAt, endsAt, terms, exhausted, isPublic: isPublic(state) };
};

const limitsOf = ({ after: { state } }: Written) => ({ maxUses: state.terms.maxUses ?? null, budget: state.terms.budget?.amount ?? null });

/** Writes promotions. Their limits are stored with the use counts, where a database constraint enforces them. */
const write = (unit: Unit, changes: readonly Written[]): void => {
  const created = changes.filter(({ from }) => from === 0);
  const changed = changes.filter(({ from }) => from > 0);
  const updated = changed.filter(({ steps }) => steps.some(({ event }) => event.type === 'PromotionUpdated'));
  unit
    .insert(
      Promotions,
      created.map((each) => {
        const { id, sellerId = null, fundedBy, needsCoupon } = each.after.state;
        return { id, sellerId, fundedBy, needsCoupon, ...stateOf(each) };
      }),
    )
    .update(
      Promotions,
      changed.map((each) => ({ where: { id: each.after.state.id, version: each.from }, set: stateOf(each) })),
    )
    .insert(
      UseCounts,
      created.map((each) => ({ subjectId: each.after.state.id, buyerId: allBuyers, ...limitsOf(each) })),
    )
    .update(
      UseCounts,
      updated.map((each) => ({ where: { subjectId: each.after.state.id, buyerId: allBuyers }, set: limitsOf(each) })),
    );
};

const record = ({ event, before, after }: AppliedEvent<Promotion, PromotionEvent>) => ({
  event,
  at: event.at,
  ...defined({ before: before?.status }),
  after: after.status,
});

const addCoupons = (unit: Unit, { coupons, requestKey }: NewCoupons): Unit =>
  unit
    .insert(
      Coupons,
      coupons.map(({ terms, ...coupon }) => {
        const { maxUses = null, maxUsesPerBuyer = null, startsAt = null, endsAt = null } = terms;
        return { ...coupon, version: 1, maxUses, maxUsesPerBuyer, startsAt, endsAt, orderKey: requestKey };
      }),
    )
    .insert(
      UseCounts,
      coupons.map(({ id, terms }) => ({ subjectId: id, buyerId: allBuyers, maxUses: terms.maxUses ?? null, budget: null })),
    );

/** Stores promotions and their coupons. */
export const promotionStore = (
  db: Database,
  messages: PromotionMessages,
): { readonly promotions: PromotionStore; readonly coupons: CouponRepository } => {
  const store = aggregateStore<Promotion, PromotionCommand, PromotionEvent, PromotionRefusal>(db, {
    name: 'Promotion',
    idOf: ({ id }) => id,
    decide,
    evolve,
    load: async (ids) => {
      const rows = await db.select(Promotions, 'WHERE id = ANY ($1::uuid[])', [ids]);
      return rows.map((row) => ({ version: row.version, announced: row.version, state: toPromotion(row) }));
    },
    write,
    toMessages: ({ after, event, version }) => messages(after, event, version),
    record,
  });
  return {
    promotions: {
      ...store,
      execute: (found, command, cause) =>
        withinLimits(() => store.execute(found, command, cause), refuse('limit-below-uses', { path: ['terms'] })),
    },
    coupons: {
      issue: async (change, issued, cause) => {
        await store.saveWith([change], cause, { alongside: (unit) => void addCoupons(unit, issued) });
      },
      find: async (id) => {
        const [row] = await db.select(Coupons, 'WHERE id = $1', [id]);
        return row === undefined ? undefined : { version: row.version, state: toCoupon(row) };
      },
      isTaken: (code) => db.repository(Coupons).existsBy({ code }),
      disable: ({ state, version }, cause) =>
        db
          .unit(cause)
          .update(Coupons, [{ where: { id: state.id, version }, set: { status: 'DISABLED', version: version + 1 } }])
          .commit(),
    },
  };
};
