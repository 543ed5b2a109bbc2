import type { CartId, CheckoutId, Instant, MoneyJson, OrderId, PaymentId, UserId } from '@marketplace/kernel';

/** A share of a discount: its promotion, its label, and the party that funds it. */
export type DiscountShare = {
  readonly promotionId: string;
  readonly couponId?: string | undefined;
  readonly label: string;
  readonly fundedBy: 'PLATFORM' | 'SELLER';
  readonly amount: MoneyJson;
};

/** A cart line as it was frozen. Amounts are minor units as text, because the state is stored as JSON. */
export type FrozenLine = {
  readonly lineId: string;
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
  /** The discounts on the whole line. Absent until promotions has quoted them; final afterwards. */
  readonly discounts?: readonly DiscountShare[];
};

export type ShippingQuote = {
  readonly sellerId: string;
  readonly optionId: string;
  readonly carrier: string;
  readonly service: string;
  readonly price: MoneyJson;
  readonly estimatedDelivery: { readonly from: string; readonly to: string };
  /** The discounts on the price of delivery. */
  readonly discounts?: readonly DiscountShare[];
};

export type CheckoutOrder = {
  readonly orderId: OrderId;
  readonly sellerId: string;
  readonly total: MoneyJson;
  /** The amount that the platform pays the seller in addition to the total. */
  readonly platformDiscount?: MoneyJson;
};

/** The buyer's request. Personal and secret data is sealed, and cleared as soon as it is no longer needed. */
export type CheckoutRequest = {
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly cartId: CartId;
  readonly expectedCartVersion: number;
  readonly countryCode: string;
  readonly shippingOptionIds: readonly string[];
  readonly payBy: 'CARD' | 'CASH_ON_DELIVERY';
  /** A declined card does not end the checkout: the buyer may try another. */
  readonly keepOnDecline: boolean;
  /** The total displayed to the buyer. A higher price aborts the checkout. */
  readonly expectedTotal?: MoneyJson;
  readonly sealedAddress: string;
  readonly sealedMethod: string;
};

export const stepNames = ['CART', 'STOCK', 'SHIPPING', 'DISCOUNTS', 'ORDERS', 'PAYMENT', 'CONFIRMATION', 'CAPTURE', 'COMPLETION'] as const;
export type StepName = (typeof stepNames)[number];
export const stepStatuses = ['REQUESTED', 'DONE', 'FAILED', 'ACTION_REQUIRED', 'UNDOING', 'UNDONE'] as const;
export type StepStatus = (typeof stepStatuses)[number];
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
  | 'coupon-rejected'
  | 'total-changed'
  | 'discounts-not-quoted'
  | 'payment-failed'
  | 'payment-action-expired'
  | 'cash-on-delivery-not-offered'
  | 'timed-out'
  | 'aborted-by-buyer'
  | 'aborted-by-operator';

export type Abort = { readonly reason: AbortReason; readonly details: Readonly<Record<string, unknown>> };

/** The steps that can be undone (compensated). */
export type UndoableStep = Extract<StepName, 'CART' | 'STOCK' | 'DISCOUNTS' | 'ORDERS' | 'PAYMENT'>;

/** The action required of the buyer: confirm the payment at the bank, or try another card after a decline. */
export type BuyerAction =
  | { readonly type: 'CONFIRM_PAYMENT'; readonly url: string }
  | { readonly type: 'PAY_ANOTHER_WAY'; readonly code: string; readonly retryUntil: Instant };

/** Stock and discounts are reserved until `heldUntil`. No deadline before the capture is later. */
type Reserved = { readonly currency: string; readonly heldUntil: Instant };
type Frozen = Reserved & { readonly lines: readonly FrozenLine[]; readonly couponCodes: readonly string[] };
type Priced = Reserved & { readonly lines: readonly FrozenLine[]; readonly quotes: readonly ShippingQuote[] };
type Ordered = Priced & { readonly orders: readonly CheckoutOrder[]; readonly total: MoneyJson };

/**
 * The state of a checkout. It determines which answers are awaited. Stock is reserved in parallel with the delivery and
 * discount quotes; the orders are requested as soon as all three have arrived.
 */
export type Progress =
  | { readonly status: 'STARTED' }
  | ({ readonly status: 'CART_FROZEN'; readonly awaits: 'STOCK_AND_SHIPPING' | 'SHIPPING' } & Frozen)
  | ({
      readonly status: 'SHIPPING_QUOTED';
      readonly awaits: 'STOCK_AND_DISCOUNTS' | 'STOCK' | 'DISCOUNTS';
      readonly quotes: readonly ShippingQuote[];
    } & Frozen)
  | ({ readonly status: 'STOCK_RESERVED'; readonly orders: readonly CheckoutOrder[] } & Priced)
  | ({ readonly status: 'ORDERS_CREATED' } & Ordered)
  | ({ readonly status: 'ACTION_REQUIRED'; readonly action: BuyerAction } & Ordered)
  | ({ readonly status: 'PAYMENT_AUTHORIZED'; readonly confirmed: readonly OrderId[] } & Ordered)
  | ({
      readonly status: 'ORDERS_CONFIRMED';
      /** True when the payment is captured, or the courier will collect cash. */
      readonly captured: boolean;
      readonly stockTaken: boolean;
      /** The orders that are paid, or placed for cash on delivery. */
      readonly paid: readonly OrderId[];
      /** The orders cancelled after confirmation, if any. They are left out of the capture or refunded. */
      readonly cancelled?: readonly OrderId[];
    } & Ordered)
  | ({ readonly status: 'COMPLETED' } & Ordered)
  | {
      readonly status: 'ABORTING';
      readonly abort: Abort;
      readonly awaiting: readonly UndoableStep[];
      readonly orders: readonly CheckoutOrder[];
    }
  | { readonly status: 'ABORTED'; readonly abort: Abort; readonly orders: readonly CheckoutOrder[] };

export type CheckoutStatus = Progress['status'];
export type ProgressIn<Status extends CheckoutStatus> = Extract<Progress, { status: Status }>;

/** A declined payment with its decline code. */
export type Decline = { readonly paymentId: PaymentId; readonly at: Instant; readonly code: string };

/** An action that an operator took on a checkout. */
export type Intervention = { readonly action: 'RESUME' | 'COMPENSATE'; readonly by: string; readonly reason: string; readonly at: Instant };

export type Checkout = {
  readonly request: CheckoutRequest;
  /** The payment of the current attempt. Each attempt has its own payment. */
  readonly paymentId: PaymentId;
  readonly progress: Progress;
  /** The steps that were requested and must be undone on abort. */
  readonly open: readonly UndoableStep[];
  /** The current status of each step that has started, in start order. */
  readonly steps: readonly Step[];
  /** The time of the last progress, or of the last resume by an operator. */
  readonly since: Instant;
  /** The number of deadlines that have passed since then. Waits grow with it. */
  readonly overdue: number;
  readonly declines: readonly Decline[];
  readonly interventions: readonly Intervention[];
};

export const ordersOf = ({ progress }: Checkout): readonly CheckoutOrder[] => ('orders' in progress ? progress.orders : []);
export const totalOf = ({ progress }: Checkout): MoneyJson | undefined => ('total' in progress ? progress.total : undefined);
export const isOver = ({ progress }: Checkout): boolean => progress.status === 'COMPLETED' || progress.status === 'ABORTED';
