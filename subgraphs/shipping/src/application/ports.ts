import type { AggregateStore, Alert, Change, SystemCause, Versioned } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, Money, NewId, OrderId, SellerId, ShipmentId, UserId } from '@marketplace/kernel';
import type { ShipmentCommand, ShipmentRejection } from '../domain/decide';
import type { QuoteRejection, ShippingOption } from '../domain/quote';
import type { Scan } from '../domain/scan';
import type { DeliveryWindow, Label, Service, Shipment, ShipmentEvent, ShipmentItem, ShipmentStatus } from '../domain/shipment';
import type { Allocation, OrderLine } from '../domain/split';

/** An order to ship. It is paid, or the courier collects the cash due. */
export type OrderToShip = {
  readonly orderId: OrderId;
  readonly checkoutId: CheckoutId;
  readonly sellerId: SellerId;
  readonly buyerId: UserId;
  readonly sealedAddress: string;
  readonly countryCode: string;
  readonly carrier: string;
  readonly service: string;
  readonly items: readonly OrderLine[];
  readonly cashDue?: Money;
};

/** A stored shipment, with data that decisions do not need. */
export type FoundShipment = Versioned<Shipment> & {
  readonly carrier: string;
  readonly service: Service;
  /** The correlation ID of the order. Later reports of the carrier use it too. */
  readonly correlationId: string;
  /** Opened only for the carrier. */
  readonly sealedAddress: string;
  /** The cash that the courier collects. */
  readonly cashDue: Money | undefined;
};

export type ShipmentChange = Change<Shipment, ShipmentEvent, FoundShipment>;

/** The original message of a carrier. */
export type CarrierMessage = { readonly carrier: string; readonly eventId: string; readonly trackingNumber: string; readonly body: string };

export type ShipmentStore = AggregateStore<Shipment, ShipmentCommand, ShipmentEvent, ShipmentRejection, FoundShipment> & {
  readonly findOfOrder: (id: OrderId) => Promise<readonly FoundShipment[]>;
  /** The shipment of a tracking number. `isRecorded` is true when this scan was recorded before. */
  readonly findTracked: (
    scan: Omit<CarrierMessage, 'body'>,
  ) => Promise<{ readonly shipment: FoundShipment; readonly isRecorded: boolean } | undefined>;
  /** Saves the changes of a scan with its message. There is no message when the scan was requested from the carrier. */
  readonly saveScan: (change: ShipmentChange, message: CarrierMessage | undefined, cause: Cause) => Promise<void>;
};

/** A label to request, claimed by this process for a limited time. */
export type LabelRequest = {
  readonly shipment: FoundShipment;
  readonly weightsGrams: readonly number[];
  /** The number of requests, including this one. */
  readonly attempts: number;
};

export type StaleShipment = { readonly id: ShipmentId; readonly carrier: string; readonly trackingNumber: string };

export type LabelClaim = { readonly at: Instant; readonly until: Instant; readonly limit: number };
export type StaleClaim = { readonly at: Instant; readonly checkedBefore: Instant; readonly limit: number };
export type StuckLimits = { readonly labelDueBefore: Instant; readonly dispatchDueBefore: Instant; readonly expectedBefore: Instant };
export type StuckCounts = { readonly unlabelled: number; readonly undispatched: number; readonly overdue: number };

/** The shipments that jobs process. */
export type DueShipments = {
  /** Claims shipments whose label is due. An unfinished claim is due again at `until`. */
  readonly claimUnlabelled: (claim: LabelClaim) => Promise<readonly LabelRequest[]>;
  readonly postponeLabel: (id: ShipmentId, until: Instant, error: string) => Promise<void>;
  /** Claims active shipments without an update or check since `checkedBefore`. */
  readonly claimStale: (claim: StaleClaim) => Promise<readonly StaleShipment[]>;
  readonly countStuck: (limits: StuckLimits) => Promise<StuckCounts>;
};

/** The orders to ship of a checkout, and its stock allocations once inventory has confirmed them. */
export type Fulfilment = {
  readonly version: number;
  readonly allocations: readonly Allocation[] | undefined;
  readonly orders: readonly { readonly order: OrderToShip; readonly isPlanned: boolean }[];
};

/**
 * Combines the events of orders and inventory, in any order. The version of the checkout's row detects concurrent writers:
 * one of them gets StaleWrite and retries. New shipments are written in the same transaction.
 */
export type FulfilmentRepository = {
  readonly find: (checkoutId: CheckoutId) => Promise<Fulfilment | undefined>;
  readonly saveOrder: (order: OrderToShip, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
  /** Saves an order with its shipments. */
  readonly saveOrderPlan: (plan: OrderPlan, cause: Cause) => Promise<void>;
  readonly saveAllocations: (plan: AllocationPlan, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
};

export type OrderPlan = { readonly order: OrderToShip; readonly known: Fulfilment; readonly shipments: readonly ShipmentChange[] };

/** The stock allocations of a checkout. */
export type CheckoutAllocations = { readonly checkoutId: CheckoutId; readonly allocations: readonly Allocation[] };
export type AllocationPlan = CheckoutAllocations & { readonly shipments: readonly ShipmentChange[] };

/** Quoted prices. A checkout gets one answer, even for repeated requests. */
export type QuoteRepository = {
  /** Saves and publishes the answer, unless the checkout already has one. */
  readonly save: (checkoutId: CheckoutId, answer: QuoteAnswer, cause: Cause) => Promise<void>;
};

export type QuoteAnswer = { readonly quotes: readonly ShippingOption[] } | { readonly rejected: QuoteRejection };

/** A carrier's answer to a label request. Timeouts and errors of the carrier are thrown. */
export type LabelAnswer =
  | { readonly kind: 'labelled'; readonly label: Label; readonly estimatedDelivery: DeliveryWindow }
  | { readonly kind: 'rejected'; readonly reason: string };

export type Carrier = {
  readonly name: string;
  readonly endpoint: string;
  /** Idempotent: repeated requests for a shipment return the same label. */
  readonly requestLabel: (request: LabelRequest) => Promise<LabelAnswer>;
  /** All scans of a parcel so far. */
  readonly scansOf: (trackingNumber: string) => Promise<readonly Scan[]>;
};

/** The outcome of requests to a carrier, for operators. */
export type CarrierHealth = {
  readonly carrier: Pick<Carrier, 'name' | 'endpoint'>;
  readonly hasSucceeded: boolean;
  readonly error: string | undefined;
  readonly at: Instant;
};

export type Carriers = {
  readonly find: (name: string) => Carrier | undefined;
  readonly report: (health: readonly CarrierHealth[]) => Promise<void>;
};

/** An entry of a shipment's tracking history. The version is the cursor of live tracking. */
export type TrackingEntry = {
  readonly version: number;
  readonly status: ShipmentStatus;
  /** True when the shipment reached its final status. */
  readonly isLast: boolean;
  readonly at: Instant;
  readonly location?: string;
  readonly description?: string;
};

/** A shipment as shown to clients. */
export type ShipmentView = Omit<FoundShipment, 'sealedAddress'> & {
  readonly items: readonly ShipmentItem[];
  readonly weightsGrams: readonly number[];
};

/** Reads for GraphQL, not for decisions. */
export type ShipmentViews = {
  readonly byIds: (ids: readonly ShipmentId[]) => Promise<readonly ShipmentView[]>;
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<readonly ShipmentView[]>;
  readonly tracking: (ids: readonly ShipmentId[]) => Promise<ReadonlyMap<string, readonly TrackingEntry[]>>;
  /** The entries after a version, each with the current shipment. */
  readonly trackingAfter: (id: ShipmentId, version: number) => Promise<readonly (TrackingEntry & { readonly shipment: ShipmentView })[]>;
};

export type Ports = {
  readonly shipments: ShipmentStore;
  readonly due: DueShipments;
  readonly fulfilments: FulfilmentRepository;
  readonly quotes: QuoteRepository;
  readonly carriers: Carriers;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly alert: Alert;
  readonly systemCause: SystemCause;
  /** The country of origin for prices and estimates. */
  readonly origin: string;
};
