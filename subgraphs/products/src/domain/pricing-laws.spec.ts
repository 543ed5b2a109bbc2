import fc from 'fast-check';
import { currency, isBefore, isRefused, money, type Instant } from '@marketplace/kernel';
import { decide, type ProductCommand } from './decide';
import { pricesOf } from './prices';
import { commandsOf, createdAtStart, replay, tick, type State } from './pricing-laws.fixtures';
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

/** Random commands. Pauses are often long enough to miss schedules; prices are few, so that many changes repeat the current one. */
const timedCommands = fc
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
  .map(commandsOf);

describe('prices under random changes and schedules', () => {
  it('have at most one current price per variant and currency, without overlaps in the history', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        for (const spans of replay(commands).history.values())
          for (const [position, { since, until }] of spans.entries()) {
            if (until !== undefined) expect(since < until).toBe(true);
            const next = spans[position + 1];
            if (next !== undefined) expect(until !== undefined && until <= next.since).toBe(true);
          }
      }),
    );
  });

  it('have exactly one current price per variant in the currency of the product', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        const { history } = replay(commands);
        for (const id of [variantId(1), variantId(2)]) {
          const spans = history.get(`${id} USD`) ?? [];
          expect(spans[0]?.since).toBe(tick(0));
          expect(spans.slice(0, -1).map(({ until }) => until)).toEqual(spans.slice(1).map(({ since }) => since));
          expect(spans.at(-1)?.until).toBeUndefined();
        }
      }),
    );
  });

  it('match the open prices of the history', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        const { history, states } = replay(commands);
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

  it('leave no due schedule after a run, and no overlapping open schedules', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        for (const { product, at, command } of replay(commands).states) {
          if (command.type === 'RunPriceSchedules') expect(product.schedules.every((schedule) => dueAt(schedule) > at)).toBe(true);
          const running = product.schedules.filter(({ status }) => status === 'RUNNING');
          const keys = running.map((each) => `${each.variantId} ${each.offer.price.currency}`);
          expect(new Set(keys).size).toBe(keys.length);
        }
      }),
    );
  });

  it('return to the last permanent price when all schedules have ended', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        const forGood = new Map<string, bigint>([
          [`${variantId(1)} USD`, 5n],
          [`${variantId(2)} USD`, 7n],
        ]);
        // The job runs at every tick, so that no schedule is missed and the price before it returns.
        const end = commands.reduce((sum, { wait }) => sum + wait, 0) + 20;
        const byTime = new Map<string, ProductCommand[]>();
        for (const { command } of commands) byTime.set(command.at, [...(byTime.get(command.at) ?? []), command]);
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

/** The last permanent price that a person has set, and its start. */
type PermanentPrice = { readonly offer: Offer; readonly at: Instant };

const keyOf = (id: string, { price }: Offer): string => `${id} ${price.currency}`;

const bare = ({ price, compareAtPrice }: Offer): Offer => (compareAtPrice === undefined ? { price } : { price, compareAtPrice });

/** Records permanent prices: manual changes, and schedules without an end unless a manual change came after their start. */
const recordPermanent = (permanent: Map<string, PermanentPrice>, { before, command, events, at }: State): void => {
  if (command.type === 'ChangePrice') permanent.set(keyOf(command.variantId, command.offer), { offer: command.offer, at });
  if (command.type === 'WithdrawPrice') permanent.delete(`${command.variantId} ${command.currency}`);
  for (const event of events) {
    const plan = event.type === 'PriceScheduleEnded' ? before?.schedules.find(({ id }) => id === event.scheduleId) : undefined;
    if (plan === undefined || plan.until !== undefined) continue;
    const key = keyOf(plan.variantId, plan.offer);
    const last = permanent.get(key);
    if (last === undefined || isBefore(last.at, plan.from)) permanent.set(key, { offer: plan.offer, at: plan.from });
  }
};

/** The current price of each variant, or the price that returns after the running schedule. */
const permanentPricesOf = (product: Product): ReadonlyMap<string, Offer> => {
  const former = product.schedules.flatMap((each) =>
    each.status === 'RUNNING' ? [[keyOf(each.variantId, each.offer), each.former] as const] : [],
  );
  const current = product.variants.flatMap((each) => pricesOf(each).map((price) => [keyOf(each.id, price), bare(price)] as const));
  return new Map([...current, ...former]);
};

describe('the last manual price', () => {
  it('stays in effect, except during schedules that start after it, however others are cancelled, late or missed', () => {
    fc.assert(
      fc.property(timedCommands, (commands) => {
        const permanent = new Map<string, PermanentPrice>([
          [`${variantId(1)} USD`, { offer: { price: usd('0.05') }, at: tick(0) }],
          [`${variantId(2)} USD`, { offer: { price: usd('0.07') }, at: tick(0) }],
        ]);
        for (const state of replay(commands).states) {
          recordPermanent(permanent, state);
          expect(permanentPricesOf(state.product)).toEqual(new Map([...permanent].map(([key, { offer }]) => [key, offer])));
          for (const { status, from, variantId: id, offer } of state.product.schedules)
            if (status === 'RUNNING') expect(isBefore(permanent.get(keyOf(id, offer))?.at ?? from, from)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
