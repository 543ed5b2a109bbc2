import { refuse, type Cause } from '@marketplace/kernel';
import { aggregateStore, type Database, type EventMessage, type Unit, type WrittenChange } from '@marketplace/platform';
import type { UsageStore } from '../../application/ports';
import {
  checkoutOf,
  decide,
  evolve,
  type DiscountUsage,
  type UsageCommand,
  type UsageEvent,
  type UsageRejection,
} from '../../domain/usage';
import { toUsage } from './rows';
import { CouponRedemptions, DiscountUsages, PaidCheckouts } from './tables';
import { addHolds, addMovements, withinLimits, type Movement } from './use-counts';

/** Returns the messages to publish for an event. */
export type UsageMessages = (event: UsageEvent, version: number) => readonly EventMessage[];

type Written = WrittenChange<DiscountUsage, UsageEvent>;

const rowOf = ({ after: { state, version, announced } }: Written, { correlationId }: Cause) => {
  const quote = 'quote' in state ? state.quote : null;
  const rejected = state.status === 'REJECTED' ? state : undefined;
  return {
    ...{ version, announced, quote, correlationId },
    checkoutId: checkoutOf(state),
    status: state.status,
    expiresAt: quote?.expiresAt ?? null,
    rejectedCode: rejected?.code ?? null,
    rejectedReason: rejected?.reason ?? null,
  };
};

type Consumed = Extract<UsageEvent, { type: 'DiscountsConsumed' }>;

const isOverLimit = (event: UsageEvent): boolean => event.type === 'DiscountsConsumed' && event.consumption === 'over-limit';

const addChanged = (unit: Unit, changed: readonly Written[]): void => {
  const changeOf = ({ from, after: { state, version, announced } }: Written) => ({
    where: { checkoutId: checkoutOf(state), version: from },
    set: { version, announced, status: state.status },
  });
  // A usage that is once over the limit stays over the limit.
  const isOver = ({ steps }: Written): boolean => steps.some(({ event }) => isOverLimit(event));
  unit.update(DiscountUsages, changed.filter((each) => !isOver(each)).map(changeOf));
  const over = changed.filter(isOver).map(changeOf);
  unit.update(
    DiscountUsages,
    over.map(({ where, set }) => ({ where, set: { ...set, overLimit: true } })),
  );
};

const movementsOf = (event: UsageEvent): readonly Movement[] => {
  switch (event.type) {
    case 'DiscountsReleased':
      return event.held === undefined ? [] : [{ quote: event.held, held: -1, consumed: 0 }];
    case 'DiscountsConsumed':
      // Uses over the limit are not counted.
      if (event.consumption === 'over-limit') return [];
      return [{ quote: event.quote, held: event.consumption === 'from-held' ? -1 : 0, consumed: 1 }];
    case 'DiscountsQuoted':
    case 'CouponRejected':
    case 'AnswerRepeated':
      return [];
  }
};

const redemptionsOf = (event: Consumed) => {
  const { checkoutId, buyerId, uses } = event.quote;
  const overLimit = isOverLimit(event);
  return uses.map(({ promotionId, couponId = null, fundedBy, amount: { amount, currency } }) => ({
    ...{ checkoutId, promotionId, couponId, buyerId, fundedBy, amount, currency, overLimit },
  }));
};

/** Writes usages with their use counts and redemptions. */
const write = (unit: Unit, changes: readonly Written[], cause: Cause): void => {
  unit.insert(
    DiscountUsages,
    changes.filter(({ from }) => from === 0).map((each) => rowOf(each, cause)),
  );
  addChanged(
    unit,
    changes.filter(({ from }) => from > 0),
  );
  const events = changes.flatMap(({ steps }) => steps.map(({ event }) => event));
  addHolds(
    unit,
    events.flatMap((event) => (event.type === 'DiscountsQuoted' ? [event.quote] : [])),
  );
  addMovements(unit, events.flatMap(movementsOf));
  const consumed = events.filter((event) => event.type === 'DiscountsConsumed');
  unit.insert(CouponRedemptions, consumed.flatMap(redemptionsOf)).insert(
    PaidCheckouts,
    consumed.map(({ quote: { checkoutId, buyerId } }) => ({ checkoutId, buyerId })),
    { ignoreConflicts: true },
  );
};

export const usageStore = (db: Database, messages: UsageMessages): UsageStore => {
  const store = aggregateStore<DiscountUsage, UsageCommand, UsageEvent, UsageRejection>(db, {
    name: 'DiscountUsage',
    idOf: checkoutOf,
    decide,
    evolve,
    load: async (ids) => {
      const rows = await db.select(DiscountUsages, 'WHERE checkout_id = ANY ($1::uuid[])', [ids]);
      return rows.map((row) => ({ version: row.version, announced: row.announced, state: toUsage(row) }));
    },
    write,
    toMessages: ({ event, version }) => messages(event, version),
  });
  return {
    find: store.find,
    save: (change, cause) =>
      withinLimits(async () => {
        await store.save([change], cause);
        return undefined;
      }, refuse('limit-reached')),
    recordPaid: (paid, cause) => db.unit(cause).insert(PaidCheckouts, [paid], { ignoreConflicts: true }).commit(),
  };
};
