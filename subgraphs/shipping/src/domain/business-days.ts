import { after, days, epochMilliseconds, instant, milliseconds, type Instant } from '@marketplace/kernel';

const day = days(1);

/** 0 is Sunday. The first day of the epoch was a Thursday. */
const weekday = (at: Instant): number => (Math.floor(epochMilliseconds(at) / day) + 4) % 7;

const isBusinessDay = (at: Instant): boolean => weekday(at) !== 0 && weekday(at) !== 6;

/** The same time of day, this number of business days later. Saturday and Sunday are not business days. */
export const businessDaysLater = (at: Instant, count: number): Instant => {
  const next = after(at, day);
  if (count <= 0) return at;
  return businessDaysLater(next, isBusinessDay(next) ? count - 1 : count);
};

const startOfDay = (at: Instant): Instant => instant(Math.floor(epochMilliseconds(at) / day) * day);

/** The period from the start of one day to the end of another, in UTC. */
export const wholeDays = (first: Instant, last: Instant): { readonly from: Instant; readonly to: Instant } => ({
  from: startOfDay(first),
  to: after(startOfDay(last), milliseconds(day - 1)),
});
