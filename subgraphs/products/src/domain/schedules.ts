import type { Id, Instant, VariantId } from '@marketplace/kernel';
import type { Offer } from './variant';

export type PriceScheduleId = Id<'PriceSchedule'>;

/** What a variant shall cost from a moment on: for good, or until another moment, when the former price returns. */
export type PricePlan = {
  readonly id: PriceScheduleId;
  readonly variantId: VariantId;
  readonly offer: Offer;
  readonly from: Instant;
  readonly until?: Instant;
};

/** A plan that is not carried out entirely. While it runs, it knows the price that returns. */
export type PriceSchedule = PricePlan &
  ({ readonly status: 'WAITING' } | { readonly status: 'RUNNING'; readonly until: Instant; readonly former: Offer });

/** How a plan may end up: over as planned, or called off. */
export type PriceScheduleStatus = PriceSchedule['status'] | 'ENDED' | 'CANCELLED';

export type ScheduleEvent =
  | { readonly type: 'PriceScheduled'; readonly plan: PricePlan; readonly at: Instant }
  | {
      readonly type: 'PriceScheduleStarted';
      readonly scheduleId: PriceScheduleId;
      readonly until: Instant;
      readonly former: Offer;
      readonly at: Instant;
    }
  | { readonly type: 'PriceScheduleEnded'; readonly scheduleId: PriceScheduleId; readonly at: Instant }
  | { readonly type: 'PriceScheduleCancelled'; readonly scheduleId: PriceScheduleId; readonly at: Instant };

/** The plans that are open after an event. */
export const evolveSchedules = (schedules: readonly PriceSchedule[], event: ScheduleEvent): readonly PriceSchedule[] => {
  switch (event.type) {
    case 'PriceScheduled':
      return [...schedules, { ...event.plan, status: 'WAITING' }];
    case 'PriceScheduleStarted': {
      const { until, former } = event;
      return schedules.map((each) => (each.id === event.scheduleId ? { ...each, status: 'RUNNING', until, former } : each));
    }
    case 'PriceScheduleEnded':
    case 'PriceScheduleCancelled':
      return schedules.filter(({ id }) => id !== event.scheduleId);
  }
};

/** When something is to be done about a plan. */
export const dueAt = (schedule: PriceSchedule): Instant => (schedule.status === 'RUNNING' ? schedule.until : schedule.from);
