import fc from 'fast-check';
import { currency, isBefore, isRefused, money, type Instant } from '@marketplace/kernel';
import { decide, type ProductCommand } from './decide';
import { pricesOf } from './prices';
import { actsOf, createdAtStart, live, tick, type State } from './pricing-laws.fixtures';
import { evolve, type Product } from './product';
import { usd, variantId } from './product.fixtures';
import { dueAt } from './schedules';
import type { Offer, Price } from './variant';

const currencies = ['USD', 'USD', 'EUR'].map(currency);
const offer: fc.Arbitrary<Offer> = fc
  .record({ amount: fc.bigInt({ min: 1n, max: 3n }), more: fc.constantFrom(0n, 0n, 1n), code: fc.constantFrom(...currencies) })
  .map(({ amount, more, code }) => {
    const price = money(amount, code);
    return more === 0n ? { price } : { price, compareAtPrice: money(amount + more, code) };
  });

/** Time goes on between, and often long enough for plans to be missed. Few prices, so that many are set that hold already. */
const acts = fc
  .array(
    fc.record({
      wait: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(9) }),
      kind: fc.constantFrom('run', 'run', 'plan', 'plan', 'set', 'cancel', 'withdraw'),
      variantId: fc.constantFrom(variantId(1), variantId(2)),
      offer,
      from: fc.integer({ min: -1, max: 4 }),
      length: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      cancelled: fc.nat(8),
    }),
    { maxLength: 25, size: 'max' },
  )
  .map(actsOf);

describe('whatever is planned, set, called off and missed', () => {
  it('at any instant at most one price of a variant and currency holds, and the history has no overlap', () => {
    fc.assert(
      fc.property(acts, (told) => {
        for (const spans of live(told).history.values())
          for (const [position, { since, until }] of spans.entries()) {
            if (until !== undefined) expect(since < until).toBe(true);
            const next = spans[position + 1];
            if (next !== undefined) expect(until !== undefined && until <= next.since).toBe(true);
          }
      }),
    );
  });

  it('at any instant exactly one price of a variant in the currency of the product holds', () => {
    fc.assert(
      fc.property(acts, (told) => {
        const { history } = live(told);
        for (const id of [variantId(1), variantId(2)]) {
          const spans = history.get(`${id} USD`) ?? [];
          expect(spans[0]?.since).toBe(tick(0));
          expect(spans.slice(0, -1).map(({ until }) => until)).toEqual(spans.slice(1).map(({ since }) => since));
          expect(spans.at(-1)?.until).toBeUndefined();
        }
      }),
    );
  });

  it('the state names the open price of every history, and no other', () => {
    fc.assert(
      fc.property(acts, (told) => {
        const { history, states } = live(told);
        const product = states.at(-1)?.product;
        const open = [...history.entries()].flatMap(([key, spans]) => {
          const last = spans.at(-1);
          return last === undefined || last.until !== undefined ? [] : [[key, last]];
        });
        const current = (product?.variants ?? []).flatMap((each) =>
          pricesOf(each).map((price): [string, Price] => [`${each.id} ${price.price.currency}`, price]),
        );
        expect(new Map(current)).toEqual(new Map(open as [string, Price][]));
      }),
    );
  });

  it('nothing that is due is left after a run, and no two open plans have a say at the same time', () => {
    fc.assert(
      fc.property(acts, (told) => {
        for (const { product, at, command } of live(told).states) {
          if (command.type === 'RunPriceSchedules') expect(product.schedules.every((schedule) => dueAt(schedule) > at)).toBe(true);
          const running = product.schedules.filter(({ status }) => status === 'RUNNING');
          const keys = running.map((each) => `${each.variantId} ${each.offer.price.currency}`);
          expect(new Set(keys).size).toBe(keys.length);
        }
      }),
    );
  });

  it('when every plan is over, a variant costs what it last cost for good', () => {
    fc.assert(
      fc.property(acts, (told) => {
        const forGood = new Map<string, bigint>([
          [`${variantId(1)} USD`, 5n],
          [`${variantId(2)} USD`, 7n],
        ]);
        // Every moment has its run, so that nothing is missed, and what returns is what was there before.
        const end = told.reduce((sum, { wait }) => sum + wait, 0) + 20;
        const byTime = new Map<string, ProductCommand[]>();
        for (const { command } of told) byTime.set(command.at, [...(byTime.get(command.at) ?? []), command]);
        let product = evolve(undefined, createdAtStart());
        for (let n = 0; n <= end; n += 1)
          for (const command of [{ type: 'RunPriceSchedules', at: tick(n) } as const, ...(byTime.get(tick(n)) ?? [])]) {
            const due = product.schedules.filter(
              ({ status, until, from }) => status === 'WAITING' && until === undefined && from <= command.at,
            );
            const events = decide(command, product);
            if (isRefused(events)) continue;
            for (const event of events) product = evolve(product, event);
            if (command.type === 'RunPriceSchedules')
              for (const { variantId: id, offer: said } of due) forGood.set(`${id} ${said.price.currency}`, said.price.amount);
            if (command.type === 'ChangePrice')
              forGood.set(`${command.variantId} ${command.offer.price.currency}`, command.offer.price.amount);
            if (command.type === 'WithdrawPrice' && events.length > 0) forGood.delete(`${command.variantId} ${command.currency}`);
          }
        expect(product.schedules).toEqual([]);
        const current = product.variants.flatMap((each) =>
          pricesOf(each).map(({ price }): [string, bigint] => [`${each.id} ${price.currency}`, price.amount]),
        );
        expect(new Map(current)).toEqual(forGood);
      }),
    );
  });
});

/** What a person has last said of a price for good, and from when on. */
type Word = { readonly offer: Offer; readonly at: Instant };

const keyOf = (id: string, { price }: Offer): string => `${id} ${price.currency}`;

const bare = ({ price, compareAtPrice }: Offer): Offer => (compareAtPrice === undefined ? { price } : { price, compareAtPrice });

/** Words that count: a price set by hand from then on, a plan without an end unless somebody has set a price since it should have come. */
const hear = (words: Map<string, Word>, { before, command, events, at }: State): void => {
  if (command.type === 'ChangePrice') words.set(keyOf(command.variantId, command.offer), { offer: command.offer, at });
  if (command.type === 'WithdrawPrice') words.delete(`${command.variantId} ${command.currency}`);
  for (const event of events) {
    const plan = event.type === 'PriceScheduleEnded' ? before?.schedules.find(({ id }) => id === event.scheduleId) : undefined;
    if (plan === undefined || plan.until !== undefined) continue;
    const key = keyOf(plan.variantId, plan.offer);
    const word = words.get(key);
    if (word === undefined || isBefore(word.at, plan.from)) words.set(key, { offer: plan.offer, at: plan.from });
  }
};

/** What each variant costs, or will as soon as the sale that runs for it is over. */
const costsOf = (product: Product): ReadonlyMap<string, Offer> => {
  const former = product.schedules.flatMap((each) =>
    each.status === 'RUNNING' ? [[keyOf(each.variantId, each.offer), each.former] as const] : [],
  );
  const current = product.variants.flatMap((each) => pricesOf(each).map((price) => [keyOf(each.id, price), bare(price)] as const));
  return new Map([...current, ...former]);
};

describe('the last word of a person', () => {
  it('is what a variant costs, but for sales that have begun after it, whatever else was planned, called off, late or missed', () => {
    fc.assert(
      fc.property(acts, (told) => {
        const words = new Map<string, Word>([
          [`${variantId(1)} USD`, { offer: { price: usd('0.05') }, at: tick(0) }],
          [`${variantId(2)} USD`, { offer: { price: usd('0.07') }, at: tick(0) }],
        ]);
        for (const state of live(told).states) {
          hear(words, state);
          expect(costsOf(state.product)).toEqual(new Map([...words].map(([key, { offer }]) => [key, offer])));
          for (const { status, from, variantId: id, offer } of state.product.schedules)
            if (status === 'RUNNING') expect(isBefore(words.get(keyOf(id, offer))?.at ?? from, from)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
