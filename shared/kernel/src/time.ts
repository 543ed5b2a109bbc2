declare const brand: unique symbol;

/** A point in time in UTC, as ISO 8601 with milliseconds ("2026-11-21T08:30:00.000Z"). Sorts as text. */
export type Instant = string & { readonly [brand]: 'Instant' };

/** A duration in milliseconds. */
export type Duration = number & { readonly [brand]: 'Duration' };

/** Returns the current time. Passed to use cases as an argument. */
export type Clock = () => Instant;

export const milliseconds = (count: number): Duration => count as Duration;
export const seconds = (count: number): Duration => milliseconds(count * 1_000);
export const minutes = (count: number): Duration => seconds(count * 60);
export const hours = (count: number): Duration => minutes(count * 60);
export const days = (count: number): Duration => hours(count * 24);

/** Converts a date or timestamp. Throws a RangeError on an invalid one. */
export const instant = (value: string | number | Date): Instant => new Date(value).toISOString() as Instant;

export const epochMilliseconds = (at: Instant): number => Date.parse(at);

export const after = (at: Instant, duration: Duration): Instant => instant(epochMilliseconds(at) + duration);

export const before = (at: Instant, duration: Duration): Instant => instant(epochMilliseconds(at) - duration);

export const isBefore = (a: Instant, b: Instant): boolean => a < b;

export const elapsed = (from: Instant, to: Instant): Duration => milliseconds(epochMilliseconds(to) - epochMilliseconds(from));
