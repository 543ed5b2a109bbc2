import { actorRef, type Cause, type Money } from '@marketplace/kernel';
import type { OutgoingEvent, Unit } from '@marketplace/platform';
import type { NewShipment, ScanWrite, ShipmentChange } from '../../application/ports';
import { statusOfScan } from '../../domain/scan';
import { evolve, type Parties, type Shipment, type ShipmentEvent } from '../../domain/shipment';

/** Turns what happened to a shipment into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publish = (shipment: Shipment, event: ShipmentEvent, version: number) => readonly OutgoingEvent[];

type Step = { readonly parties: Parties; readonly event: ShipmentEvent; readonly after: Shipment; readonly version: number };

/** Each event with the state after it and the version that it makes. */
const stepsOf = (before: Shipment | undefined, version: number, events: readonly ShipmentEvent[]): readonly Step[] => {
  let state = before;
  return events.map((event, position) => {
    const after = evolve(state, event);
    state = after;
    return { parties: after.parties, event, after, version: version + position + 1 };
  });
};

const scanOf = (event: ShipmentEvent) => ('scan' in event ? event.scan : undefined);

/** The status that a line of the tracking tells: a late scan tells its own, whatever the shipment has become meanwhile. */
const statusTold = ({ event, after }: Step): string => {
  const scan = scanOf(event);
  return scan === undefined || event.type === 'ShipmentFailed' ? after.status : statusOfScan(scan.status);
};

const addHistory = (unit: Unit, steps: readonly Step[], { cause, carrier }: { cause: Cause; carrier: string | undefined }): Unit =>
  unit.addRows(
    `INSERT INTO shipment_events (shipment_id, sequence, event_type, payload, status, status_after, location, description, occurred_at, source_event_id,
       carrier, recorded_by)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[],
       $11::text[], $12::text[])`,
    [
      steps.map((step) => step.parties.id),
      steps.map((step) => step.version),
      steps.map((step) => step.event.type),
      steps.map((step) => JSON.stringify(step.event)),
      steps.map(statusTold),
      steps.map((step) => step.after.status),
      steps.map((step) => scanOf(step.event)?.location ?? null),
      steps.map((step) => scanOf(step.event)?.description ?? null),
      steps.map((step) => step.event.at),
      steps.map((step) => scanOf(step.event)?.eventId ?? null),
      steps.map((step) => (scanOf(step.event) === undefined ? null : (carrier ?? null))),
      steps.map(() => actorRef(cause.actor)),
    ],
  );

type Written = { readonly from: number; readonly last: Step };

const addStates = (unit: Unit, written: readonly Written[]): Unit => {
  const states = written.map(({ last }) => last.after);
  const labels = states.map((state) => ('label' in state ? state.label : undefined));
  const underways = states.map((state) => ('dispatchedAt' in state ? state : undefined));
  return unit.addRows(
    `UPDATE shipments s SET version = w.next, status = w.status, carrier = coalesce(w.carrier, s.carrier), tracking_number = w.tracking_number,
       label_url = w.label_url, estimated_from = w.estimated_from, estimated_to = w.estimated_to, last_sequence = w.last_sequence,
       failed_deliveries = w.failed_deliveries, end_reason = w.end_reason, shipped_at = w.shipped_at, delivered_at = w.delivered_at, checked_at = now(),
       next_attempt_at = CASE WHEN w.status = 'CREATED' THEN s.next_attempt_at END, last_error = CASE WHEN w.status = 'CREATED' THEN s.last_error END
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::int[],
       $11::int[], $12::text[], $13::timestamptz[], $14::timestamptz[])
       AS w (id, before, next, status, carrier, tracking_number, label_url, estimated_from, estimated_to, last_sequence, failed_deliveries, end_reason,
         shipped_at, delivered_at)
     WHERE s.id = w.id AND s.version = w.before`,
    [
      states.map((state) => state.parties.id),
      written.map(({ from }) => from),
      written.map(({ last }) => last.version),
      states.map((state) => state.status),
      labels.map((label) => label?.carrier ?? null),
      labels.map((label) => label?.trackingNumber ?? null),
      labels.map((label) => label?.labelUrl ?? null),
      states.map((state) => state.estimatedDelivery.from),
      states.map((state) => state.estimatedDelivery.to),
      underways.map((underway) => underway?.lastSequence ?? 0),
      underways.map((underway) => underway?.failedDeliveries ?? 0),
      states.map((state) => ('reason' in state ? state.reason : null)),
      underways.map((underway) => underway?.dispatchedAt ?? null),
      states.map((state) => (state.status === 'DELIVERED' ? state.deliveredAt : null)),
    ],
    written.length,
  );
};

const addAttempts = (unit: Unit, steps: readonly Step[]): Unit => {
  for (const { event, after } of steps) {
    if (event.type !== 'DeliveryAttempted' || !('failedDeliveries' in after)) continue;
    unit.add('INSERT INTO delivery_attempts (shipment_id, attempt, attempted_at, location, description) VALUES ($1, $2, $3, $4, $5)', [
      after.parties.id,
      after.failedDeliveries,
      event.at,
      event.scan.location ?? null,
      event.scan.description ?? null,
    ]);
  }
  return unit;
};

/** Adds what happened to shipments: state by compare-and-swap, history, announcements, and the carrier's message. */
export const addChanges = (
  unit: Unit,
  changes: readonly ShipmentChange[],
  { publish, cause, scan }: { publish: Publish; cause: Cause; scan?: ScanWrite },
): Unit => {
  const told = changes.map(({ shipment, events }) => ({
    from: shipment.version,
    steps: stepsOf(shipment.state, shipment.version, events),
  }));
  const all = told.flatMap(({ steps }) => steps);
  addStates(
    unit,
    told.flatMap(({ from, steps }) => steps.slice(-1).map((last) => ({ from, last }))),
  );
  addAttempts(addHistory(unit, all, { cause, carrier: scan?.carrier }), all);
  if (scan?.message !== undefined) {
    const { carrier, eventId, trackingNumber, body } = scan.message;
    unit.add('INSERT INTO carrier_webhooks (carrier, event_id, tracking_number, body) VALUES ($1, $2, $3, $4)', [
      carrier,
      eventId,
      trackingNumber,
      body,
    ]);
  }
  return unit.publish(...all.flatMap((step) => publish(step.after, step.event, step.version)));
};

type Creation = {
  readonly steps: readonly Step[];
  readonly sealedAddress: string;
  readonly cashDue: Money | undefined;
  readonly created: Extract<ShipmentEvent, { type: 'ShipmentCreated' }>;
};

const creationOf = ({ events, sealedAddress, cashDue }: NewShipment): Creation => {
  const created = events.find((event) => event.type === 'ShipmentCreated');
  if (created === undefined) throw new Error('a shipment begins with its creation');
  return { steps: stepsOf(undefined, 0, events), sealedAddress, cashDue, created };
};

const addRows = (unit: Unit, creations: readonly Creation[], correlationId: string): Unit => {
  const parties = creations.map(({ created }) => created.parties);
  const items = creations.flatMap(({ created }) =>
    created.consignment.items.map((item, position) => ({ ...item, position, shipmentId: created.parties.id })),
  );
  const packages = creations.flatMap(({ created }) =>
    created.consignment.packages.map((each, position) => ({ ...each, position, shipmentId: created.parties.id })),
  );
  return unit
    .addRows(
      `INSERT INTO shipments (id, version, order_id, checkout_id, seller_id, buyer_id, warehouse_id, status, carrier, service, sealed_address, estimated_from,
         estimated_to, correlation_id, cash_amount, cash_currency, created_at, next_attempt_at, checked_at)
       SELECT id, 1, order_id, checkout_id, seller_id, buyer_id, warehouse_id, 'CREATED', carrier, service, sealed_address, estimated_from, estimated_to,
         correlation_id, cash_amount, cash_currency, at, at, at
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
         $11::timestamptz[], $12::timestamptz[], $13::text[], $14::bigint[], $15::text[])
         AS s (id, order_id, checkout_id, seller_id, buyer_id, warehouse_id, carrier, service, sealed_address, estimated_from, estimated_to, at,
           correlation_id, cash_amount, cash_currency)`,
      [
        parties.map((each) => each.id),
        parties.map((each) => each.orderId),
        parties.map((each) => each.checkoutId),
        parties.map((each) => each.sellerId),
        parties.map((each) => each.buyerId),
        parties.map((each) => each.warehouseId),
        creations.map(({ created }) => created.consignment.carrier),
        creations.map(({ created }) => created.consignment.service),
        creations.map(({ sealedAddress }) => sealedAddress),
        creations.map(({ created }) => created.estimatedDelivery.from),
        creations.map(({ created }) => created.estimatedDelivery.to),
        creations.map(({ created }) => created.at),
        creations.map(() => correlationId),
        creations.map(({ cashDue }) => cashDue?.amount ?? null),
        creations.map(({ cashDue }) => cashDue?.currency ?? null),
      ],
    )
    .addRows(
      `INSERT INTO shipment_items (shipment_id, order_item_id, variant_id, quantity, position)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[])`,
      [
        items.map((item) => item.shipmentId),
        items.map((item) => item.orderItemId),
        items.map((item) => item.variantId),
        items.map((item) => item.quantity),
        items.map((item) => item.position),
      ],
    )
    .addRows(
      'INSERT INTO packages (shipment_id, position, weight_grams, contents) SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::jsonb[])',
      [
        packages.map((each) => each.shipmentId),
        packages.map((each) => each.position),
        packages.map((each) => each.weightGrams),
        packages.map((each) => JSON.stringify(each.contents)),
      ],
    );
};

/** Adds new shipments whole: rows, contents, history and announcements. */
export const addShipments = (
  unit: Unit,
  shipments: readonly NewShipment[],
  { publish, cause }: { publish: Publish; cause: Cause },
): Unit => {
  if (shipments.length === 0) return unit;
  const creations = shipments.map(creationOf);
  const steps = creations.flatMap((creation) => creation.steps);
  addHistory(addRows(unit, creations, cause.correlationId), steps, { cause, carrier: undefined });
  return unit.publish(...steps.flatMap((step) => publish(step.after, step.event, step.version)));
};
