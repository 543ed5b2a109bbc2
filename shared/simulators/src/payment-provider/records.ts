/** A stored payment. Amounts are in the provider's smallest unit. */
export type Intent = {
  readonly id: string;
  readonly clientSecret: string;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  /** The creation time in Unix seconds. */
  readonly created: number;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnUrl: string | null;
  /** The name of the last attached test payment method. */
  readonly card: string | null;
  /** The provider's ID of the payment method; removed after a failure. */
  readonly paymentMethodId: string | null;
  readonly status: IntentStatus;
  readonly amountCapturable: number;
  readonly amountReceived: number;
  readonly amountRefunded: number;
  readonly chargeId: string | null;
  readonly movementId: string | null;
  readonly canceledAt: number | null;
  readonly cancellationReason: string | null;
  readonly lastError: PaymentError | null;
};

export type IntentStatus =
  'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled';

export type PaymentError = {
  readonly type: 'card_error' | 'invalid_request_error';
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly paymentMethodId: string;
};

export type Refund = {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly chargeId: string;
  readonly intentId: string;
  readonly movementId: string;
  readonly created: number;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
};

/** A balance transaction of the platform's account: a charge or a refund. */
export type Movement = {
  readonly id: string;
  readonly type: 'charge' | 'refund';
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly source: string;
  readonly created: number;
};

export type Books = {
  readonly intents: Map<string, Intent>;
  readonly refunds: Map<string, Refund>;
  readonly movements: Map<string, Movement>;
};

export type EventType =
  | 'charge.refunded'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.payment_failed'
  | 'payment_intent.succeeded';

/** The dependencies of an operation: records, clock and event publisher. */
export type Desk = {
  readonly books: Books;
  readonly now: () => number;
  readonly baseUrl: () => string;
  readonly announce: (type: EventType, object: object) => void;
};
