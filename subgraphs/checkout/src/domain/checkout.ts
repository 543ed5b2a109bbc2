import type { CartId, CheckoutId, Instant, MoneyJson, OrderId, PaymentId, UserId } from '@marketplace/kernel';

/** A line of the cart as it was frozen. Amounts are in minor units as text: the state is stored as JSON. */
export type FrozenLine = {
  readonly variantId: string;
  readonly productId: string;
  readonly sellerId: string;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly imageUrl?: string | undefined;
  readonly quantity: number;
  readonly unitPrice: MoneyJson;
  readonly weightGrams: number;
};

export type ShippingQuote = {
  readonly sellerId: string;
  readonly optionId: string;
  readonly carrier: string;
  readonly service: string;
  readonly price: MoneyJson;
  readonly estimatedDelivery: { readonly from: string; readonly to: string };
};

export type CheckoutOrder = { readonly orderId: OrderId; readonly sellerId: string; readonly total: MoneyJson };

/** What the buyer asked for; what is personal or secret is sealed, and dropped as soon as it has been passed on. */
export type CheckoutRequest = {
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly cartId: CartId;
  readonly expectedCartVersion: number;
  readonly countryCode: string;
  readonly shippingOptionIds: readonly string[];
  readonly sealedAddress: string;
  readonly sealedMethod: string;
};

export const stepNames = ['CART', 'SHIPPING', 'ORDERS', 'STOCK', 'PAYMENT', 'CONFIRMATION', 'CAPTURE', 'COMPLETION'] as const;
export type StepName = (typeof stepNames)[number];
export type StepStatus = 'REQUESTED' | 'DONE' | 'FAILED' | 'ACTION_REQUIRED' | 'UNDOING' | 'UNDONE';
export type Step = { readonly name: StepName; readonly status: StepStatus; readonly at: Instant };

export type AbortReason =
  | 'cart-not-found'
  | 'cart-empty'
  | 'version-conflict'
  | 'cart-in-checkout'
  | 'price-changed'
  | 'line-unavailable'
  | 'destination-not-served'
  | 'unknown-shipping-option'
  | 'currency-not-served'
  | 'order-refused'
  | 'insufficient-stock'
  | 'payment-failed'
  | 'payment-action-expired'
  | 'timed-out'
  | 'aborted-by-buyer'
  | 'aborted-by-operator';

export type Abort = { readonly reason: AbortReason; readonly details: Readonly<Record<string, unknown>> };

/** The steps that can be undone, in the order in which they are done. */
export const undoable = ['CART', 'ORDERS', 'STOCK', 'PAYMENT'] as const satisfies readonly StepName[];
export type Undoable = (typeof undoable)[number];

type Frozen = { readonly currency: string; readonly lines: readonly FrozenLine[] };
type Quoted = Frozen & { readonly quotes: readonly ShippingQuote[] };
type Ordered = {
  readonly currency: string;
  readonly lines: readonly FrozenLine[];
  readonly orders: readonly CheckoutOrder[];
  readonly total: MoneyJson;
};

/** Where a checkout stands: the last thing that is known, and with it what is being waited for. */
export type Progress =
  | { readonly status: 'STARTED' }
  | ({ readonly status: 'CART_FROZEN' } & Frozen)
  | ({ readonly status: 'SHIPPING_QUOTED'; readonly orders: readonly CheckoutOrder[] } & Quoted)
  | ({ readonly status: 'ORDERS_CREATED' } & Ordered)
  | ({ readonly status: 'STOCK_RESERVED' } & Ordered)
  | ({ readonly status: 'ACTION_REQUIRED'; readonly actionUrl: string } & Ordered)
  | ({ readonly status: 'PAYMENT_AUTHORIZED'; readonly confirmed: readonly OrderId[] } & Ordered)
  | ({
      readonly status: 'ORDERS_CONFIRMED';
      readonly captured: boolean;
      readonly stockTaken: boolean;
      readonly paid: readonly OrderId[];
      /** Orders that were cancelled after they had been confirmed, if any: they are not captured, or given back. */
      readonly cancelled?: readonly OrderId[];
    } & Ordered)
  | ({ readonly status: 'COMPLETED' } & Ordered)
  | {
      readonly status: 'ABORTING';
      readonly abort: Abort;
      readonly awaiting: readonly Undoable[];
      readonly orders: readonly CheckoutOrder[];
    }
  | { readonly status: 'ABORTED'; readonly abort: Abort; readonly orders: readonly CheckoutOrder[] };

export type CheckoutStatus = Progress['status'];

export type Checkout = {
  readonly request: CheckoutRequest;
  readonly paymentId: PaymentId;
  readonly progress: Progress;
  /** What was asked for and would have to be undone. */
  readonly open: readonly Undoable[];
  /** The present status of each step that has begun, in order of beginning. */
  readonly steps: readonly Step[];
  /** How often a deadline has passed since the last progress; waits grow with it. */
  readonly overdue: number;
};

export const ordersOf = ({ progress }: Checkout): readonly CheckoutOrder[] => ('orders' in progress ? progress.orders : []);
export const totalOf = ({ progress }: Checkout): MoneyJson | undefined => ('total' in progress ? progress.total : undefined);
export const isOver = ({ progress }: Checkout): boolean => progress.status === 'COMPLETED' || progress.status === 'ABORTED';
