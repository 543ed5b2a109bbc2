import { milliseconds, minutes, seconds, type Duration } from '@marketplace/kernel';

const firstDelay = seconds(1);
const maxDelay = minutes(5);

/** The delay after a number of failed requests for one label: 1 s, doubled each time, at most 5 min. */
export const labelBackoff = (attempts: number): Duration =>
  milliseconds(Math.min(firstDelay * 2 ** Math.min(Math.max(attempts, 1) - 1, 20), maxDelay));

/** The number of failed requests for one label that raises an alert. Fewer failures can be a restart of the carrier. */
export const alertAfterFailures = 3;

/** The delay after a rejection, which a quick retry would hardly change. */
export const labelBackoffAfterRejection: Duration = maxDelay;
