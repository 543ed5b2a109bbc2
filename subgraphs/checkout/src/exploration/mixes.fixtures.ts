import type { Mix } from './run.fixtures';

/** Normal operation with few faults. */
const normal: Mix = {
  deliver: 100,
  'call the provider': 20,
  'confirm at the bank': 10,
  'start a checkout': 6,
  'deliver again': 6,
  'lose a delivery': 1,
  'buyer tries another card': 16,
};

/** Buyers and operators who abort, cancel and resume. */
export const interventions: Mix = {
  ...normal,
  'pass a deadline': 1,
  'fail at the bank': 2,
  'buyer aborts': 1,
  'buyer cancels': 1,
  'operator aborts': 1,
  'operator resumes': 2,
  'operator compensates': 1,
};

/** Declined cards and retries. */
export const declines: Mix = {
  ...normal,
  'deliver again': 16,
  'buyer tries another card': 30,
  'fail at the bank': 5,
  'lose an answer of the provider': 3,
  'pass a deadline': 2,
};

/** Late messages, jobs and provider answers. */
export const lateness: Mix = {
  ...normal,
  'pass a deadline': 5,
  'let time pass': 4,
  'lose a delivery': 3,
  'lose an answer of the provider': 6,
  'release an authorization': 1,
  'buyer cancels': 1,
  'operator resumes': 1,
};

/** Process crashes, redelivered, dead-lettered and replayed messages, so that messages of one aggregate overtake each other. */
export const disorder: Mix = {
  ...normal,
  'pass a deadline': 2,
  'deliver again': 10,
  'dead-letter a message': 4,
  'replay a message': 6,
  'die before the commit': 4,
  'die before publishing': 3,
  'start again': 3,
  'start again and publish twice': 3,
  'buyer aborts': 1,
};

/** Few faults before the capture; later messages are late, lost or dead-lettered. */
export const lateCompletion: Mix = {
  ...normal,
  'pass a deadline': 3,
  'let time pass': 1,
  'dead-letter a message': 4,
  'replay a message': 4,
  'lose an answer of the provider': 4,
  'release an authorization': 1,
  'operator resumes': 1,
};

/** The checkout database is wiped during checkouts. */
export const wipes: Mix = {
  ...normal,
  'pass a deadline': 2,
  'lose an answer of the provider': 2,
  'die before publishing': 1,
  'start again': 1,
  'buyer aborts': 1,
  'buyer cancels': 1,
  wipe: 1,
};
