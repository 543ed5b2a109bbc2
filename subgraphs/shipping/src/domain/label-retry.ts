import { milliseconds, minutes, seconds, type Duration } from '@marketplace/kernel';

const first = seconds(1);
const longest = minutes(5);

/** How long to leave a carrier alone after that many failed requests for one label: 1 s, doubled each time, 5 min at most. */
export const labelBackoff = (attempts: number): Duration =>
  milliseconds(Math.min(first * 2 ** Math.min(Math.max(attempts, 1) - 1, 20), longest));

/** From this failed request for one label on, people are called; until then the carrier may just be restarting. */
export const alertAfterFailures = 3;

/** A carrier that understood and said no will hardly say yes in a second. */
export const labelBackoffAfterRejection: Duration = longest;
