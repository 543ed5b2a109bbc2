import type { Mix } from './schedule.fixtures';

/** What goes well on most days, and the little that does not. */
const everyDay: Mix = {
  deliver: 100,
  'call the provider': 20,
  'confirm at the bank': 10,
  'start a checkout': 6,
  'deliver again': 6,
  'lose a delivery': 1,
  'buyer tries another card': 16,
};

/** Many buyers, busy jobs, and people who change their minds. */
export const people: Mix = {
  ...everyDay,
  'pass a deadline': 1,
  'fail at the bank': 2,
  'buyer aborts': 1,
  'buyer cancels': 1,
  'operator aborts': 1,
  'operator resumes': 2,
  'operator compensates': 1,
};

/** Cards are declined, and buyers try others. */
export const declines: Mix = {
  ...everyDay,
  'deliver again': 16,
  'buyer tries another card': 30,
  'fail at the bank': 5,
  'lose an answer of the provider': 3,
  'pass a deadline': 2,
};

/** Everything is late: deadlines pass, jobs catch up in any order, providers do not answer. */
export const lateness: Mix = {
  ...everyDay,
  'pass a deadline': 5,
  'let time pass': 4,
  'lose a delivery': 3,
  'lose an answer of the provider': 6,
  'let a hold go': 1,
  'buyer cancels': 1,
  'operator resumes': 1,
};

/** Processes die, letters are repeated, given up and replayed, so that even one aggregate's overtake each other. */
export const disorder: Mix = {
  ...everyDay,
  'pass a deadline': 2,
  'deliver again': 10,
  'give a letter up': 4,
  'replay a letter': 6,
  'die before the commit': 4,
  'die before publishing': 3,
  'start again': 3,
  'start again and publish twice': 3,
  'buyer aborts': 1,
};

/** Nothing goes wrong before the capture that need not; what comes behind it is late, lost or given up. */
export const stragglers: Mix = {
  ...everyDay,
  'pass a deadline': 3,
  'let time pass': 1,
  'give a letter up': 4,
  'replay a letter': 4,
  'lose an answer of the provider': 4,
  'let a hold go': 1,
  'operator resumes': 1,
};

/** The checkout database is wiped in mid-flow. */
export const wipes: Mix = {
  ...everyDay,
  'pass a deadline': 2,
  'lose an answer of the provider': 2,
  'die before publishing': 1,
  'start again': 1,
  'buyer aborts': 1,
  'buyer cancels': 1,
  wipe: 1,
};
