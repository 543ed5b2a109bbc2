import type { AggregateStore, Alert, Change, SystemCause, Versioned } from '@marketplace/application';
import type { Cause, CheckoutId, Clock, Instant, Money, NewId, OrderId, SellerId, ShipmentId, UserId } from '@marketplace/kernel';
import type { ShipmentCommand, ShipmentRejection } from '../domain/decide';
import type { QuoteRejection, ShippingOption } from '../domain/quote';
import type { Scan } from '../domain/scan';
import type { DeliveryWindow, Label, Service, Shipment, ShipmentEvent, ShipmentItem, ShipmentStatus } from '../domain/shipment';
import type { Allocation, OrderLine } from '../domain/split';

/** An order that is to be shipped: it was paid, or a courier is to collect what is due. */
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

/** A shipment as it was read, with what decisions do not need. */
export type FoundShipment = Versioned<Shipment> & {
  readonly carrier: string;
  readonly service: Service;
  /** The flow that the order was bought in; what carriers report later belongs to it. */
  readonly correlationId: string;
  /** Only the carrier opens it. */
  readonly sealedAddress: string;
  /** What the courier collects. */
  readonly cashDue: Money | undefined;
};

export type ShipmentChange = Change<Shipment, ShipmentEvent, FoundShipment>;

/** A carrier's message, kept as it came. */
export type CarrierMessage = { readonly carrier: string; readonly eventId: string; readonly trackingNumber: string; readonly body: string };

export type ShipmentStore = AggregateStore<Shipment, ShipmentCommand, ShipmentEvent, ShipmentRejection, FoundShipment> & {
  readonly findOfOrder: (id: OrderId) => Promise<readonly FoundShipment[]>;
  /** The shipment of a tracking number, and whether this scan of it has been recorded before. */
  readonly findTracked: (
    scan: Omit<CarrierMessage, 'body'>,
  ) => Promise<{ readonly shipment: FoundShipment; readonly isRecorded: boolean } | undefined>;
  /** Saves what a scan changes, with the message that reported it; there is none where the carrier was asked. */
  readonly saveScan: (change: ShipmentChange, message: CarrierMessage | undefined, cause: Cause) => Promise<void>;
};

/** A label to be requested, claimed for a while by this process. */
export type LabelRequest = {
  readonly shipment: FoundShipment;
  readonly weightsGrams: readonly number[];
  /** How often it was requested, this time included. */
  readonly attempts: number;
};

export type StaleShipment = { readonly id: ShipmentId; readonly carrier: string; readonly trackingNumber: string };

export type LabelClaim = { readonly at: Instant; readonly until: Instant; readonly limit: number };
export type StaleClaim = { readonly at: Instant; readonly heardBefore: Instant; readonly limit: number };
export type StuckLimits = { readonly labelDueBefore: Instant; readonly dispatchDueBefore: Instant; readonly expectedBefore: Instant };
export type StuckCounts = { readonly unlabelled: number; readonly undispatched: number; readonly overdue: number };

/** Shipments that a job has to look at. */
export type DueShipments = {
  /** Claims shipments whose label is due. A claim that is not reported on by then is due again. */
  readonly claimUnlabelled: (claim: LabelClaim) => Promise<readonly LabelRequest[]>;
  readonly postponeLabel: (id: ShipmentId, until: Instant, error: string) => Promise<void>;
  /** Claims shipments under way that nothing was heard about since a moment. */
  readonly claimStale: (claim: StaleClaim) => Promise<readonly StaleShipment[]>;
  readonly countStuck: (limits: StuckLimits) => Promise<StuckCounts>;
};

/** What is known of a checkout: its orders that are to be shipped, and where their goods are, once inventory has announced it. */
export type Fulfilment = {
  readonly version: number;
  readonly allocations: readonly Allocation[] | undefined;
  readonly orders: readonly { readonly order: OrderToShip; readonly isPlanned: boolean }[];
};

/**
 * Joins what orders and inventory announce, in any order. The checkout's row decides the race: of two writers that do not
 * know each other, one is stale and starts over. Shipments are new ones, written with it.
 */
export type FulfilmentRepository = {
  readonly find: (checkoutId: CheckoutId) => Promise<Fulfilment | undefined>;
  readonly keepOrder: (order: OrderToShip, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
  /** Ships an order whose goods are allocated. */
  readonly planOrder: (plan: OrderPlan, cause: Cause) => Promise<void>;
  readonly keepAllocations: (plan: AllocationPlan, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
};

export type OrderPlan = { readonly order: OrderToShip; readonly known: Fulfilment; readonly shipments: readonly ShipmentChange[] };

/** Where the goods of a checkout are. */
export type CheckoutAllocations = { readonly checkoutId: CheckoutId; readonly allocations: readonly Allocation[] };
export type AllocationPlan = CheckoutAllocations & { readonly shipments: readonly ShipmentChange[] };

/** Prices that were promised; a checkout gets one answer, however often it asks. */
export type QuoteRepository = {
  /** Keeps and announces the answer; a checkout that has one keeps that. */
  readonly save: (checkoutId: CheckoutId, answer: QuoteAnswer, cause: Cause) => Promise<void>;
};

export type QuoteAnswer = { readonly quotes: readonly ShippingOption[] } | { readonly rejected: QuoteRejection };

/** A carrier's answer to a request for a label. Silence and its own faults are thrown. */
export type LabelAnswer =
  | { readonly kind: 'labelled'; readonly label: Label; readonly estimatedDelivery: DeliveryWindow }
  | { readonly kind: 'rejected'; readonly reason: string };

export type Carrier = {
  readonly name: string;
  readonly endpoint: string;
  /** Asking twice for one shipment gives one label. */
  readonly requestLabel: (request: LabelRequest) => Promise<LabelAnswer>;
  /** All scans so far. */
  readonly scansOf: (trackingNumber: string) => Promise<readonly Scan[]>;
};

/** How requests to a carrier went, for operators. */
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

/** One line of a shipment's tracking; the version is the cursor of live tracking. */
export type TrackingEntry = {
  readonly version: number;
  readonly status: ShipmentStatus;
  /** Whether the shipment had ended with it. */
  readonly isLast: boolean;
  readonly at: Instant;
  readonly location?: string;
  readonly description?: string;
};

/** A shipment as it is shown. */
export type ShipmentView = Omit<FoundShipment, 'sealedAddress'> & {
  readonly items: readonly ShipmentItem[];
  readonly weightsGrams: readonly number[];
};

/** Reads for the graph; never for decisions. */
export type ShipmentViews = {
  readonly byIds: (ids: readonly ShipmentId[]) => Promise<readonly ShipmentView[]>;
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<readonly ShipmentView[]>;
  readonly tracking: (ids: readonly ShipmentId[]) => Promise<ReadonlyMap<string, readonly TrackingEntry[]>>;
  /** What came after a version, each line with the shipment as it is now. */
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
  /** The country that prices and estimates count from. */
  readonly origin: string;
};
