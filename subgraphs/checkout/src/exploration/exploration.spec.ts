import fc from 'fast-check';
import { react } from '../domain/checkout.saga';
import { mutants } from './mutants.fixtures';
import { actionNames } from './actions.fixtures';
import { declines, disorder, interventions, lateCompletion, lateness, wipes } from './mixes.fixtures';
import { run, type Mix } from './run.fixtures';
import { abortReasons, cards, statuses, problems, type Plan, type Scenario } from './scenario.fixtures';
import type { SystemUnderTest, Counters } from './world.fixtures';

/** A fixed seed, so that only code changes can cause a failure. A failure prints the `path` to reproduce it. */
const settings = { seed: 20261121, numRuns: 4_000 };

/** The number of runs per setting within which a mutant must be caught. */
const runsUntilCaught = 1_000;

const plan: fc.Arbitrary<Plan> = fc.record({
  cart: fc.nat(2),
  sellers: fc.integer({ min: 1, max: 3 }),
  quantity: fc.integer({ min: 1, max: 2 }),
  isCashOnDelivery: fc.nat(4).map((choice) => choice === 4),
  keepOnDecline: fc.boolean(),
  usesCoupon: fc.boolean(),
  card: fc.constantFrom('good', 'good', ...cards),
  problem: fc.nat(80).map((choice) => problems[choice - 1]),
});

const plentiful = [20, 20, 20, 20, 20, 20, 20, 20, 20];

type Supply = { readonly plans: fc.Arbitrary<Plan>; readonly checkouts: number; readonly stock: readonly number[] };

// No bias for small values: runs with few choices or no stock end early and cover little.
const scenariosOf = ({ plans, checkouts, stock }: Supply): fc.Arbitrary<Scenario> =>
  fc.noBias(
    fc.record({
      plans: fc.array(plans, { minLength: 1, maxLength: checkouts }),
      stock: fc.array(fc.constantFrom(...stock), { minLength: 3, maxLength: 3 }),
      couponLimit: fc.constantFrom(4, 3, 2, 1, 0),
      choices: fc.uint8Array({ maxLength: 500, size: 'max' }),
    }),
  );

/** More checkouts than stock and coupon uses, and some with problems. */
const contested = scenariosOf({ plans: plan, checkouts: 4, stock: [...plentiful, 4, 3, 2, 1, 0] });

const oftenDeclined = fc
  .tuple(plan, fc.constantFrom(...cards))
  .map(([any, card]) => ({ ...any, card, keepOnDecline: true, isCashOnDelivery: false, problem: undefined }));
const declined = scenariosOf({ plans: oftenDeclined, checkouts: 2, stock: plentiful });

const good = fc
  .tuple(plan, fc.boolean())
  .map(([any, isCashOnDelivery]) => ({ ...any, isCashOnDelivery, usesCoupon: false, card: 'good' as const, problem: undefined }));
const paid = scenariosOf({ plans: good, checkouts: 2, stock: [...plentiful, 2] });

type Setting = { readonly mix: Mix; readonly scenarios: fc.Arbitrary<Scenario> };

const settingsByName: Readonly<Record<string, Setting>> = {
  'while buyers and operators intervene': { mix: interventions, scenarios: contested },
  'while everything is late': { mix: lateness, scenarios: contested },
  'while processes die and messages overtake each other': { mix: disorder, scenarios: contested },
  'while the checkout database is wiped': { mix: wipes, scenarios: contested },
  'while cards are declined': { mix: declines, scenarios: declined },
  'while events after the capture are late': { mix: lateCompletion, scenarios: paid },
};

type Exploration = Setting & { readonly system: SystemUnderTest; readonly counters: Counters };

/** The steps of a failed run, logged by running it again. */
const stepsOf = (exploration: Exploration, scenario: Scenario): readonly string[] => {
  const steps: string[] = [];
  try {
    run({ ...exploration, scenario, counters: new Map(), steps });
  } catch {
    return steps;
  }
  return ['the second run did not fail: the run is not deterministic'];
};

const explore = (exploration: Exploration) =>
  fc.property(exploration.scenarios, (scenario) => {
    try {
      run({ ...exploration, scenario });
    } catch (error) {
      throw new Error([String(error), ...stepsOf(exploration, scenario)].join('\n'), { cause: error });
    }
  });

describe('checkouts that compete for the same goods and the same coupon', () => {
  const counters: Counters = new Map();

  it.each(Object.entries(settingsByName))('violate no invariant %s', (_, setting) => {
    fc.assert(explore({ ...setting, system: { react, faults: [] }, counters }), settings);
  });

  it('have covered every status, abort reason and action', () => {
    const expected = [
      ...statuses.map((status) => `status ${status}`),
      ...abortReasons.map((reason) => `aborted ${reason}`),
      ...actionNames.map((actionName) => `did: ${actionName}`),
      'own deadline: reservation expired',
      'own deadline: discounts expired',
      'own deadline: unpaid order cancelled',
      'own deadline: cart freeze expired',
      'ignored: earlier-payment',
      'input of a wiped checkout',
      'late success is undone',
      'stock sold after its reservation expired',
      'capture leaves out a cancelled order',
      'refund of a cancelled order',
    ];
    expect(expected.filter((what) => !counters.has(what))).toEqual([]);
  });
});

describe('the exploration itself', () => {
  it.each(Object.entries(mutants))('catches %s', (_, system) => {
    const isCaughtBy = (setting: Setting): boolean =>
      fc.check(explore({ ...setting, system, counters: new Map() }), { ...settings, numRuns: runsUntilCaught, endOnFailure: true }).failed;
    expect(Object.values(settingsByName).some(isCaughtBy)).toBe(true);
  });
});
