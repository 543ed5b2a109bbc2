declare const brand: unique symbol;

/** A moment in UTC as ISO 8601 with milliseconds ("2026-11-21T08:30:00.000Z"); sorts as text. */
export type Instant = string & { readonly [brand]: 'Instant' };

/** A length of time in milliseconds. */
export type Duration = number & { readonly [brand]: 'Duration' };

/** Tells the time; passed in, never asked for by domain code. */
export type Clock = () => Instant;

export const milliseconds = (count: number): Duration => count as Duration;
export const seconds = (count: number): Duration => milliseconds(count * 1_000);
export const minutes = (count: number): Duration => seconds(count * 60);
export const hours = (count: number): Duration => minutes(count * 60);
export const days = (count: number): Duration => hours(count * 24);

/** The moment a clock reading or a database timestamp stands for. Throws a RangeError on a text that is no date. */
export const instant = (value: string | number | Date): Instant => new Date(value).toISOString() as Instant;

export const epochMilliseconds = (at: Instant): number => Date.parse(at);

export const after = (at: Instant, duration: Duration): Instant => instant(epochMilliseconds(at) + duration);

export const before = (at: Instant, duration: Duration): Instant => instant(epochMilliseconds(at) - duration);

export const isBefore = (a: Instant, b: Instant): boolean => a < b;

export const elapsed = (from: Instant, to: Instant): Duration => milliseconds(epochMilliseconds(to) - epochMilliseconds(from));
