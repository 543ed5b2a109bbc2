import { after, instant, isBefore, type Instant, type MoneyJson, type OrderId, type PaymentId } from '@marketplace/kernel';
import type { Abort, Checkout, CheckoutOrder, CheckoutRequest, FrozenLine, Progress, ShippingQuote, Step, Undoable } from './checkout';
import { reservationLife } from './deadlines';

type Line = Omit<FrozenLine, 'lineId' | 'discounts'>;
type Ordered = {
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly orders: readonly CheckoutOrder[];
  readonly total: MoneyJson;
};

type EarlierProgress =
  | { readonly status: 'STARTED' }
  | { readonly status: 'CART_FROZEN'; readonly currency: string; readonly lines: readonly Line[] }
  | {
      readonly status: 'SHIPPING_QUOTED';
      readonly currency: string;
      readonly lines: readonly Line[];
      readonly quotes: readonly ShippingQuote[];
      readonly orders: readonly CheckoutOrder[];
    }
  | ({ readonly status: 'ORDERS_CREATED' | 'STOCK_RESERVED' | 'COMPLETED' } & Ordered)
  | ({ readonly status: 'ACTION_REQUIRED'; readonly actionUrl: string } & Ordered)
  | ({ readonly status: 'PAYMENT_AUTHORIZED'; readonly confirmed: readonly OrderId[] } & Ordered)
  | ({
      readonly status: 'ORDERS_CONFIRMED';
      readonly captured: boolean;
      readonly stockTaken: boolean;
      readonly paid: readonly OrderId[];
      readonly cancelled?: readonly OrderId[];
    } & Ordered)
  | {
      readonly status: 'ABORTING';
      readonly abort: Abort;
      readonly awaiting: readonly Undoable[];
      readonly orders: readonly CheckoutOrder[];
    }
  | { readonly status: 'ABORTED'; readonly abort: Abort; readonly orders: readonly CheckoutOrder[] };

/** A checkout as the first definition stored it: orders were made before stock was asked for, and there were no discounts. */
export type EarlierCheckout = {
  readonly request: Omit<CheckoutRequest, 'payBy' | 'keepOnDecline'>;
  readonly paymentId: PaymentId;
  readonly progress: EarlierProgress;
  readonly open: readonly Undoable[];
  readonly steps: readonly Step[];
  readonly overdue: number;
};

/** A line had no id of its own; within a cart its variant is as good. */
const priced = (lines: readonly Line[]): readonly FrozenLine[] => lines.map((line) => ({ ...line, lineId: line.variantId }));

/** The first step has begun in every checkout. */
const lastMoved = ({ steps }: EarlierCheckout): Instant =>
  steps.reduce<Instant>((latest, { at }) => (isBefore(latest, at) ? at : latest), instant(0));

/** Stock was held from when it was asked for; when it was answered is near enough. */
const heldUntilOf = (earlier: EarlierCheckout): Instant =>
  after(earlier.steps.find(({ name }) => name === 'STOCK')?.at ?? lastMoved(earlier), reservationLife);

/** What had not come to a payment is called off: its steps come in another order now. At its deadline the undoing is asked for. */
const calledOff = ({ open, progress }: EarlierCheckout): Progress => ({
  status: 'ABORTING',
  abort: { reason: 'timed-out', details: { waitedFor: progress.status } },
  awaiting: [...open].reverse(),
  orders: 'orders' in progress ? progress.orders : [],
});

const translated = (earlier: EarlierCheckout): Progress => {
  const { progress } = earlier;
  const ordered = ({ currency, lines, orders, total }: Ordered) => ({
    currency,
    heldUntil: heldUntilOf(earlier),
    lines: priced(lines),
    quotes: [],
    orders,
    total,
  });
  switch (progress.status) {
    case 'STARTED':
    case 'ABORTING':
    case 'ABORTED':
      return progress;
    case 'CART_FROZEN':
    case 'SHIPPING_QUOTED':
    case 'ORDERS_CREATED':
      return calledOff(earlier);
    // The stock had come last: what was awaited then is what is awaited now once the orders are there.
    case 'STOCK_RESERVED':
      return { status: 'ORDERS_CREATED', ...ordered(progress) };
    case 'ACTION_REQUIRED':
      return { status: 'ACTION_REQUIRED', action: { type: 'CONFIRM_PAYMENT', url: progress.actionUrl }, ...ordered(progress) };
    case 'PAYMENT_AUTHORIZED':
      return { status: 'PAYMENT_AUTHORIZED', confirmed: progress.confirmed, ...ordered(progress) };
    case 'ORDERS_CONFIRMED': {
      const { captured, stockTaken, paid, cancelled = [] } = progress;
      return { status: 'ORDERS_CONFIRMED', captured, stockTaken, paid, cancelled, ...ordered(progress) };
    }
    case 'COMPLETED':
      return { status: 'COMPLETED', ...ordered(progress) };
  }
};

/** What a checkout of the first definition means today. It goes on where it can, forward or back. */
export const fromEarlier = (earlier: EarlierCheckout): Checkout => ({
  definition: 2,
  request: { ...earlier.request, payBy: 'CARD', keepOnDecline: false },
  paymentId: earlier.paymentId,
  progress: translated(earlier),
  open: earlier.open,
  steps: earlier.steps,
  since: lastMoved(earlier),
  overdue: earlier.overdue,
  declines: [],
  interventions: [],
});
