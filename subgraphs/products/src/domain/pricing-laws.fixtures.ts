import { idOf, instant, isRefused, type Instant, type VariantId } from '@marketplace/kernel';
import { decide, type ProductCommand } from './decide';
import { evolve, type Product, type ProductEvent } from './product';
import { create, sized, usd } from './product.fixtures';
import type { Offer, Price } from './variant';

const beginning = Date.parse('2026-11-21T08:30:00.000Z');
export const tick = (n: number): Instant => instant(beginning + n);

export type TimedCommand = { readonly command: ProductCommand; readonly wait: number };

/** A random change of prices. `from` counts from the time of the action. */
type PriceAction = {
  readonly wait: number;
  readonly kind: 'run' | 'plan' | 'set' | 'cancel' | 'withdraw';
  readonly variantId: VariantId;
  readonly offer: Offer;
  readonly from: number;
  readonly length: number | undefined;
  /** The action whose schedule is cancelled, counted back from this one. */
  readonly cancelled: number;
};

/** Converts actions to commands of the seller and the clock. */
export const commandsOf = (steps: readonly PriceAction[]): readonly TimedCommand[] => {
  let now = 0;
  return steps.map(({ wait, kind, from, length, cancelled, ...rest }, n): TimedCommand => {
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
        return { wait, command: { type: 'CancelPriceSchedule', scheduleId: idOf((n - cancelled).toString()), at } };
      case 'withdraw':
        return { wait, command: { type: 'WithdrawPrice', variantId: rest.variantId, currency: rest.offer.price.currency, at } };
    }
  });
};

type Span = Price & { readonly until?: Instant };

/** Records prices as the table does: a new price closes the previous one, a withdrawal closes one without opening another. */
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

const start: ProductCommand = {
  ...create({ variants: [sized(1, 'M', { price: usd('0.05') }), sized(2, 'L', { price: usd('0.07') })] }),
  at: tick(0),
};

export type State = {
  readonly before: Product | undefined;
  readonly command: ProductCommand;
  readonly events: readonly ProductEvent[];
  readonly product: Product;
  readonly at: Instant;
};

/** Applies commands to a product with two variants, for 5 and 7 US cents. */
export const replay = (commands: readonly TimedCommand[]) => {
  const history = new Map<string, Span[]>();
  let product: Product | undefined;
  const states: State[] = [];
  for (const command of [start, ...commands.map((act) => act.command)]) {
    const events = decide(command, product);
    if (isRefused(events)) continue;
    const before = product;
    for (const event of events) {
      product = evolve(product, event);
      record(history, event);
    }
    if (product !== undefined) states.push({ before, command, events, product, at: command.at });
  }
  return { history, states };
};

export const createdAtStart = (): ProductEvent => {
  const events = decide(start, undefined);
  const [event] = isRefused(events) ? [] : events;
  if (event === undefined) throw new Error('the fixture is no valid product');
  return event;
};
