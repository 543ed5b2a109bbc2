import type { Id, Instant, VariantId } from '@marketplace/kernel';
import type { Offer } from './variant';

export type PriceScheduleId = Id<'PriceSchedule'>;

/** A price for a variant from a given time. With an end, the previous price returns then. */
export type NewPriceSchedule = {
  readonly id: PriceScheduleId;
  readonly variantId: VariantId;
  readonly offer: Offer;
  readonly from: Instant;
  readonly until?: Instant;
};

/** An open schedule. While running, it stores the previous price. */
export type PriceSchedule = NewPriceSchedule &
  ({ readonly status: 'WAITING' } | { readonly status: 'RUNNING'; readonly until: Instant; readonly former: Offer });

/** Every status of a schedule, including closed ones. */
export type PriceScheduleStatus = PriceSchedule['status'] | 'ENDED' | 'CANCELLED';

export type ScheduleEvent =
  | { readonly type: 'PriceScheduled'; readonly plan: NewPriceSchedule; readonly at: Instant }
  | {
      readonly type: 'PriceScheduleStarted';
      readonly scheduleId: PriceScheduleId;
      readonly until: Instant;
      readonly former: Offer;
      readonly at: Instant;
    }
  | { readonly type: 'PriceScheduleEnded'; readonly scheduleId: PriceScheduleId; readonly at: Instant }
  | { readonly type: 'PriceScheduleCancelled'; readonly scheduleId: PriceScheduleId; readonly at: Instant };

/** The open schedules after an event. */
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

/** The time of the next transition. */
export const dueAt = (schedule: PriceSchedule): Instant => (schedule.status === 'RUNNING' ? schedule.until : schedule.from);
