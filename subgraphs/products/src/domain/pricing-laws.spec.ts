import fc from 'fast-check';
import { currency, idOf, instant, isRefused, money, type Instant } from '@marketplace/kernel';
import { decide, type ProductCommand } from './decide';
import { pricesOf } from './prices';
import { evolve, type Product, type ProductEvent } from './product';
import type { Offer, Price } from './variant';
import { create, sized, usd, variantId } from './product.fixtures';
import { dueAt } from './schedules';

const beginning = Date.parse('2026-11-21T08:30:00.000Z');
const tick = (n: number): Instant => instant(beginning + n);
const currencies = ['USD', 'EUR', 'JPY'].map(currency);
const offer: fc.Arbitrary<Offer> = fc
  .record({ amount: fc.bigInt({ min: 1n, max: 20n }), code: fc.constantFrom(...currencies) })
  .map(({ amount, code }) => ({ price: money(amount, code) }));
const variant = fc.constantFrom(variantId(1), variantId(2));

type Act = { readonly command: ProductCommand; readonly wait: number };

/** What a seller and the clock do to prices; time goes on between, and often long enough for plans to be missed. */
const acts: fc.Arbitrary<readonly Act[]> = fc
  .array(
    fc.record({
      wait: fc.nat(6),
      kind: fc.constantFrom('run', 'run', 'plan', 'plan', 'set', 'cancel', 'withdraw'),
      variantId: variant,
      offer,
      from: fc.integer({ min: -1, max: 8 }),
      length: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
      cancelled: fc.nat(10),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let now = 0;
    return steps.map(({ wait, kind, from, length, cancelled, ...rest }, n): Act => {
      now += wait;
      const at = tick(now);
      switch (kind) {
        case 'run':
          return { wait, command: { type: 'RunPriceSchedules', at } };
        case 'plan': {
          const until = length === undefined ? {} : { until: tick(now + from + length) };
          return {
            wait,
            command: { type: 'SchedulePrice', plan: { id: idOf(n.toString()), ...rest, from: tick(now + from), ...until }, at },
          };
        }
        case 'set':
          return { wait, command: { type: 'ChangePrice', ...rest, at } };
        case 'cancel':
          return { wait, command: { type: 'CancelPriceSchedule', scheduleId: idOf(cancelled.toString()), at } };
        case 'withdraw':
          return { wait, command: { type: 'WithdrawPrice', variantId: rest.variantId, currency: rest.offer.price.currency, at } };
      }
    });
  });

type Span = Price & { readonly until?: Instant };

/** The history of prices as the table keeps it: a price closes the one before it, a withdrawal closes and opens nothing. */
const record = (history: Map<string, Span[]>, event: ProductEvent): void => {
  const spansOf = (id: string, code: string): Span[] => {
    const key = `${id} ${code}`;
    const spans = history.get(key) ?? [];
    history.set(key, spans);
    return spans;
  };
  const close = (spans: Span[], until: Instant): void => {
    const open = spans.at(-1);
    if (open !== undefined && open.until === undefined) spans.splice(-1, 1, { ...open, until });
  };
  if (event.type === 'ProductCreated')
    for (const { id, price } of event.variants) if (price !== undefined) spansOf(id, price.price.currency).push(price);
  if (event.type === 'PriceWithdrawn') close(spansOf(event.variantId, event.currency), event.until);
  if (event.type === 'PriceChanged') {
    const spans = spansOf(event.variantId, event.price.price.currency);
    close(spans, event.price.since);
    spans.push(event.price);
  }
};

const live = (told: readonly Act[]) => {
  const history = new Map<string, Span[]>();
  const start = create({ variants: [sized(1, 'M', { price: usd('0.05') }), sized(2, 'L', { price: usd('0.07') })] });
  let product: Product | undefined;
  const states: { readonly product: Product; readonly at: Instant; readonly command: ProductCommand }[] = [];
  for (const command of [{ ...start, at: tick(0) }, ...told.map((act) => act.command)]) {
    const events = decide(command, product);
    if (isRefused(events)) continue;
    for (const event of events) {
      product = evolve(product, event);
      record(history, event);
    }
    if (product !== undefined) states.push({ product, at: command.at, command });
  }
  return { history, states };
};

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
            if (command.type === 'ChangePrice' && events.some(({ type }) => type === 'PriceChanged'))
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

const createdAtStart = (): ProductEvent => {
  const start = create({ variants: [sized(1, 'M', { price: usd('0.05') }), sized(2, 'L', { price: usd('0.07') })] });
  const events = decide({ ...start, at: tick(0) }, undefined);
  const [event] = isRefused(events) ? [] : events;
  if (event === undefined) throw new Error('the fixture is no valid product');
  return event;
};
