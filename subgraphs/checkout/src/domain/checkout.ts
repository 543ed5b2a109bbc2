import type { CartId, CheckoutId, Instant, MoneyJson, OrderId, PaymentId, UserId } from '@marketplace/kernel';

/** A part of a discount: by which promotion, shown how, and who pays for it. */
export type DiscountShare = {
  readonly promotionId: string;
  readonly couponId?: string | undefined;
  readonly label: string;
  readonly fundedBy: 'PLATFORM' | 'SELLER';
  readonly amount: MoneyJson;
};

/** A line of the cart as it was frozen. Amounts are in minor units as text: the state is stored as JSON. */
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
  /** What comes off the line, all pieces together, for good; once promotions has said so. */
  readonly discounts?: readonly DiscountShare[];
};

export type ShippingQuote = {
  readonly sellerId: string;
  readonly optionId: string;
  readonly carrier: string;
  readonly service: string;
  readonly price: MoneyJson;
  readonly estimatedDelivery: { readonly from: string; readonly to: string };
  /** What comes off the price of delivery. */
  readonly discounts?: readonly DiscountShare[];
};

export type CheckoutOrder = {
  readonly orderId: OrderId;
  readonly sellerId: string;
  readonly total: MoneyJson;
  /** What the seller gets from the platform on top of the total. */
  readonly platformDiscount?: MoneyJson;
};

/** What the buyer asked for; what is personal or secret is sealed, and dropped as soon as it is not needed any more. */
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
  /** What the buyer was shown: at more than that nothing is bought. */
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

/** The steps that can be undone. */
export type Undoable = Extract<StepName, 'CART' | 'STOCK' | 'DISCOUNTS' | 'ORDERS' | 'PAYMENT'>;

/** What the buyer has to do for the payment to go on: confirm it at the bank, or try another card after a decline. */
export type BuyerAction =
  | { readonly type: 'CONFIRM_PAYMENT'; readonly url: string }
  | { readonly type: 'PAY_ANOTHER_WAY'; readonly code: string; readonly retryUntil: Instant };

/** Stock and discounts are held until then, and nothing before the capture waits for longer. */
type Held = { readonly currency: string; readonly heldUntil: Instant };
type Frozen = Held & { readonly lines: readonly FrozenLine[]; readonly couponCodes: readonly string[] };
type Priced = Held & { readonly lines: readonly FrozenLine[]; readonly quotes: readonly ShippingQuote[] };
type Ordered = Priced & { readonly orders: readonly CheckoutOrder[]; readonly total: MoneyJson };

/**
 * Where a checkout stands: the last thing that is known, and with it what is being waited for. Stock is asked for beside
 * delivery and discounts; as soon as nothing of the three is missing the orders are asked for.
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
      /** The money has moved, or couriers will collect it. */
      readonly captured: boolean;
      readonly stockTaken: boolean;
      /** Orders that are paid, or placed for cash on delivery. */
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
export type In<Status extends CheckoutStatus> = Extract<Progress, { status: Status }>;

/** A payment that was refused, and with which code. */
export type Decline = { readonly paymentId: PaymentId; readonly at: Instant; readonly code: string };

/** What an operator did to a checkout. */
export type Intervention = { readonly action: 'RESUME' | 'COMPENSATE'; readonly by: string; readonly reason: string; readonly at: Instant };

export type Checkout = {
  readonly request: CheckoutRequest;
  /** The payment of the present attempt; each attempt has its own. */
  readonly paymentId: PaymentId;
  readonly progress: Progress;
  /** What was asked for and would have to be undone. */
  readonly open: readonly Undoable[];
  /** The present status of each step that has begun, in order of beginning. */
  readonly steps: readonly Step[];
  /** Since when it stands where it stands: its last progress, or the operator who made it ask anew. */
  readonly since: Instant;
  /** How often a deadline has passed since then; waits grow with it. */
  readonly overdue: number;
  readonly declines: readonly Decline[];
  readonly interventions: readonly Intervention[];
};

export const ordersOf = ({ progress }: Checkout): readonly CheckoutOrder[] => ('orders' in progress ? progress.orders : []);
export const totalOf = ({ progress }: Checkout): MoneyJson | undefined => ('total' in progress ? progress.total : undefined);
export const isOver = ({ progress }: Checkout): boolean => progress.status === 'COMPLETED' || progress.status === 'ABORTED';
