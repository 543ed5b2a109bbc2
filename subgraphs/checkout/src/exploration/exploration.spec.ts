import fc from 'fast-check';
import { react } from '../domain/checkout.saga';
import { broken } from './broken.fixtures';
import { disturbances } from './disturbances.fixtures';
import { declines, disorder, lateness, people, stragglers, wipes } from './mixes.fixtures';
import { run, type Mix } from './schedule.fixtures';
import { abortReasons, cards, statuses, troubles, type Plan, type Scenario } from './scenario.fixtures';
import type { Subject, Tally } from './world.fixtures';

/** Fixed, so that it is the change that is to blame when something fails. A failure says which `path` to add to see it again. */
const settings = { seed: 20261121, numRuns: 4_000 };

/** A broken one must be found within so many runs of each day. */
const runsUntilCaught = 1_000;

const plan: fc.Arbitrary<Plan> = fc.record({
  cart: fc.nat(2),
  sellers: fc.integer({ min: 1, max: 3 }),
  quantity: fc.integer({ min: 1, max: 2 }),
  paysCash: fc.nat(4).map((choice) => choice === 4),
  keepOnDecline: fc.boolean(),
  usesCoupon: fc.boolean(),
  card: fc.constantFrom('good', 'good', ...cards),
  trouble: fc.nat(80).map((choice) => troubles[choice - 1]),
});

const plentiful = [20, 20, 20, 20, 20, 20, 20, 20, 20];

type Supply = { readonly plans: fc.Arbitrary<Plan>; readonly checkouts: number; readonly pieces: readonly number[] };

// Without a bias for small values: short schedules and empty shelves end early, and show little.
const scenariosOf = ({ plans, checkouts, pieces }: Supply): fc.Arbitrary<Scenario> =>
  fc.noBias(
    fc.record({
      plans: fc.array(plans, { minLength: 1, maxLength: checkouts }),
      stock: fc.array(fc.constantFrom(...pieces), { minLength: 3, maxLength: 3 }),
      couponLimit: fc.constantFrom(4, 3, 2, 1, 0),
      choices: fc.uint8Array({ maxLength: 500, size: 'max' }),
    }),
  );

/** More buyers than goods and coupons, and something wrong with some of them. */
const contested = scenariosOf({ plans: plan, checkouts: 4, pieces: [...plentiful, 4, 3, 2, 1, 0] });

const seldomGood = fc
  .tuple(plan, fc.constantFrom(...cards))
  .map(([any, card]) => ({ ...any, card, keepOnDecline: true, paysCash: false, trouble: undefined }));
const declined = scenariosOf({ plans: seldomGood, checkouts: 2, pieces: plentiful });

const good = fc
  .tuple(plan, fc.boolean())
  .map(([any, paysCash]) => ({ ...any, paysCash, usesCoupon: false, card: 'good' as const, trouble: undefined }));
const paid = scenariosOf({ plans: good, checkouts: 2, pieces: [...plentiful, 2] });

type Day = { readonly mix: Mix; readonly scenarios: fc.Arbitrary<Scenario> };

const days: Readonly<Record<string, Day>> = {
  'while people change their minds': { mix: people, scenarios: contested },
  'while everything is late': { mix: lateness, scenarios: contested },
  'while processes die and messages overtake each other': { mix: disorder, scenarios: contested },
  'while all that checkout knew gets lost': { mix: wipes, scenarios: contested },
  'while cards are declined': { mix: declines, scenarios: declined },
  'while what follows the capture is late': { mix: stragglers, scenarios: paid },
};

type Explored = Day & { readonly subject: Subject; readonly tally: Tally };

/** The steps of a run that fails: it is made once more, and written down. */
const stepsOf = (explored: Explored, scenario: Scenario): readonly string[] => {
  const steps: string[] = [];
  try {
    run({ ...explored, scenario, tally: new Map(), steps });
  } catch {
    return steps;
  }
  return ['the second run did not fail: something depends on more than the scenario'];
};

const exploring = (explored: Explored) =>
  fc.property(explored.scenarios, (scenario) => {
    try {
      run({ ...explored, scenario });
    } catch (error) {
      throw new Error([String(error), ...stepsOf(explored, scenario)].join('\n'), { cause: error });
    }
  });

describe('checkouts that compete for the same goods and the same coupon', () => {
  const tally: Tally = new Map();

  it.each(Object.entries(days))('keep every promise %s', (_, day) => {
    fc.assert(exploring({ ...day, subject: { react, faults: [] }, tally }), settings);
  });

  it('were everywhere they can be, ended for every reason, and met every disturbance', () => {
    const expected = [
      ...statuses.map((status) => `status ${status}`),
      ...abortReasons.map((reason) => `aborted ${reason}`),
      ...disturbances.map((disturbance) => `did: ${disturbance}`),
      'own deadline: reservation expired',
      'own deadline: discounts expired',
      'own deadline: unpaid order cancelled',
      'own deadline: cart forgotten',
      'ignored: earlier-payment',
      'news of a wiped checkout',
      'late success is undone',
      'stock taken anew after it had expired',
      'capture leaves out a cancelled order',
      'refund of a cancelled order',
    ];
    expect(expected.filter((what) => !tally.has(what))).toEqual([]);
  });
});

describe('the exploration itself', () => {
  it.each(Object.entries(broken))('catches %s', (_, subject) => {
    const finds = (day: Day): boolean =>
      fc.check(exploring({ ...day, subject, tally: new Map() }), { ...settings, numRuns: runsUntilCaught, endOnFailure: true }).failed;
    expect(Object.values(days).some(finds)).toBe(true);
  });
});
