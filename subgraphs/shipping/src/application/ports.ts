import type { Cause, CheckoutId, Clock, Instant, Money, MoneyJson, NewId, OrderId, ShipmentId } from '@marketplace/kernel';
import type { DataOf, ordersEvents } from '@marketplace/schema';
import type { QuoteRejection, ShippingOption } from '../domain/quote';
import type { Scan } from '../domain/scan';
import type { DeliveryWindow, Label, Service, Shipment, ShipmentEvent, ShipmentItem, ShipmentStatus } from '../domain/shipment';
import type { Allocation } from '../domain/split';

/** An order that is to be shipped: it was paid, or a courier is to collect what is due. */
export type PaidOrder = Omit<DataOf<typeof ordersEvents.OrderPaidV1>, 'paymentId' | 'total'> & { readonly cashDue?: MoneyJson };

/** A shipment as it was read; a write is accepted only while nobody else has written since. */
export type LoadedShipment = {
  readonly version: number;
  readonly state: Shipment;
  /** The flow that the order was bought in; what carriers tell later belongs to it. */
  readonly correlationId: string;
};

/** A shipment that begins: its first events, the address that only the carrier gets to read, and what its courier collects. */
export type NewShipment = { readonly events: readonly ShipmentEvent[]; readonly sealedAddress: string; readonly cashDue?: Money };

/** What happened to a shipment since it was read. */
export type ShipmentChange = { readonly shipment: LoadedShipment; readonly events: readonly ShipmentEvent[] };

/** A carrier's message, kept as it came. */
export type CarrierMessage = { readonly carrier: string; readonly eventId: string; readonly trackingNumber: string; readonly body: string };

/** What a scan changes, and the message that told of it; none when we asked for it ourselves. */
export type ScanWrite = { readonly carrier: string; readonly message?: CarrierMessage };

/** A label to be asked for, claimed for a while by this process. */
export type LabelRequest = {
  readonly shipment: LoadedShipment;
  readonly carrier: string;
  readonly service: Service;
  readonly sealedAddress: string;
  readonly weightsGrams: readonly number[];
  /** What the courier collects at the door. */
  readonly cashDue?: Money;
  /** How often it was asked for, this time included. */
  readonly attempts: number;
};

export type QuietShipment = { readonly id: ShipmentId; readonly carrier: string; readonly trackingNumber: string };

export type LabelClaim = { readonly at: Instant; readonly until: Instant; readonly limit: number };
export type QuietClaim = { readonly at: Instant; readonly quietSince: Instant; readonly limit: number };

export type ShipmentRepository = {
  readonly find: (id: ShipmentId) => Promise<LoadedShipment | undefined>;
  readonly findOfOrder: (id: OrderId) => Promise<readonly LoadedShipment[]>;
  /** The shipment of a tracking number, and whether this sighting of it has been recorded before. */
  readonly findTracked: (
    sighting: Pick<CarrierMessage, 'carrier' | 'trackingNumber' | 'eventId'>,
  ) => Promise<{ readonly shipment: LoadedShipment; readonly known: boolean } | undefined>;
  /** State, history, announcements and the carrier's message as one write; throws StaleWrite when the shipment has moved on. */
  readonly save: (change: ShipmentChange, cause: Cause, scan?: ScanWrite) => Promise<void>;
  readonly saveAll: (changes: readonly ShipmentChange[], cause: Cause) => Promise<void>;
  /** Claims shipments whose label is due; whoever claims has until then to report, and then they are due again. */
  readonly claimUnlabelled: (claim: LabelClaim) => Promise<readonly LabelRequest[]>;
  readonly postponeLabel: (id: ShipmentId, until: Instant, error: string) => Promise<void>;
  /** Claims shipments under way of which nothing was heard since a moment. */
  readonly claimQuiet: (claim: QuietClaim) => Promise<readonly QuietShipment[]>;
  readonly stuck: (limits: StuckLimits) => Promise<StuckCounts>;
};

export type StuckLimits = { readonly labelDueBefore: Instant; readonly dispatchDueBefore: Instant; readonly expectedBefore: Instant };
export type StuckCounts = { readonly unlabelled: number; readonly undispatched: number; readonly overdue: number };

/** What is known of a checkout: its orders that are to be shipped, and where their goods come from once inventory has said so. */
export type Fulfilment = {
  readonly version: number;
  readonly allocations: readonly Allocation[] | undefined;
  readonly orders: readonly { readonly paid: PaidOrder; readonly planned: boolean }[];
};

/**
 * Joins what orders and inventory say, in whichever order they say it. The checkout's row decides the race: of two writers
 * that know nothing of each other one is stale and starts over.
 */
export type FulfilmentRepository = {
  readonly find: (checkoutId: CheckoutId) => Promise<Fulfilment | undefined>;
  readonly keepOrder: (paid: PaidOrder, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
  /** Ships an order whose goods are known to be somewhere. */
  readonly planOrder: (plan: OrderPlan, cause: Cause) => Promise<void>;
  readonly keepAllocations: (answer: AllocationsAnswer, known: Fulfilment | undefined, cause: Cause) => Promise<void>;
};

export type OrderPlan = { readonly paid: PaidOrder; readonly known: Fulfilment; readonly shipments: readonly NewShipment[] };

export type AllocationsAnswer = {
  readonly checkoutId: CheckoutId;
  readonly allocations: readonly Allocation[];
  readonly shipments: readonly NewShipment[];
};

/** Prices that were promised; a checkout gets one answer, however often it asks. */
export type QuoteRepository = {
  /** Keeps and announces the answer; a checkout that has one keeps that. */
  readonly save: (checkoutId: CheckoutId, answer: QuoteAnswer, cause: Cause) => Promise<void>;
};

export type QuoteAnswer = { readonly quotes: readonly ShippingOption[] } | { readonly rejected: QuoteRejection };

/** What a carrier says to a request for a label. Silence and its own faults are thrown. */
export type LabelAnswer =
  | { readonly kind: 'labelled'; readonly label: Label; readonly estimatedDelivery: DeliveryWindow }
  | { readonly kind: 'rejected'; readonly reason: string };

export type Carrier = {
  readonly name: string;
  readonly endpoint: string;
  /** Asking twice for one shipment gives one label. */
  readonly requestLabel: (request: LabelRequest) => Promise<LabelAnswer>;
  /** All sightings so far. */
  readonly scansOf: (trackingNumber: string) => Promise<readonly Scan[]>;
};

/** How requests to a carrier went, for whoever watches. */
export type CarrierHealth = {
  readonly carrier: string;
  readonly endpoint: string;
  readonly succeeded: number;
  readonly error?: string;
  readonly at: Instant;
};

export type CarrierDesk = {
  readonly find: (name: string) => Carrier | undefined;
  readonly report: (health: readonly CarrierHealth[]) => Promise<void>;
};

/** One line of a shipment's tracking; the version is the cursor of live tracking. */
export type TrackingEntry = {
  readonly version: number;
  readonly status: ShipmentStatus;
  /** Whether the shipment had ended with it. */
  readonly final: boolean;
  readonly at: Instant;
  readonly location?: string;
  readonly description?: string;
};

/** A shipment as it is shown. */
export type ShipmentView = {
  readonly version: number;
  readonly state: Shipment;
  readonly carrier: string;
  readonly service: Service;
  readonly items: readonly ShipmentItem[];
  readonly weightsGrams: readonly number[];
  readonly cashDue?: Money;
};

/** Reads for the graph; never for decisions. */
export type ShipmentViews = {
  readonly byIds: (ids: readonly ShipmentId[]) => Promise<readonly ShipmentView[]>;
  readonly ofOrders: (ids: readonly OrderId[]) => Promise<readonly ShipmentView[]>;
  readonly tracking: (ids: readonly ShipmentId[]) => Promise<ReadonlyMap<string, readonly TrackingEntry[]>>;
  /** What came after a version, each line with the shipment as it is now. */
  readonly trackingAfter: (id: ShipmentId, version: number) => Promise<readonly (TrackingEntry & { readonly shipment: ShipmentView })[]>;
};

/** Where faults go that nobody waits for. Facts only, no personal data. */
export type Report = (message: string, facts: Readonly<Record<string, unknown>>) => void;

export type Ports = {
  readonly shipments: ShipmentRepository;
  readonly fulfilments: FulfilmentRepository;
  readonly quotes: QuoteRepository;
  readonly carriers: CarrierDesk;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly report: Report;
  /** The country that prices and estimates count from. */
  readonly origin: string;
};
