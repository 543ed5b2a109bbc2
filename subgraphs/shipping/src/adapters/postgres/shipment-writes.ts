import { actorRef, type Cause } from '@marketplace/kernel';
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
  unit.add(
    `INSERT INTO shipment_events (shipment_id, sequence, event_type, payload, status, status_after, location, description, occurred_at, carrier, source_event_id, recorded_by)
     SELECT shipment_id, sequence, event_type, payload, status, status_after, location, description, occurred_at,
       CASE WHEN source_event_id IS NOT NULL THEN $11 END, source_event_id, $12
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[])
       AS h (shipment_id, sequence, event_type, payload, status, status_after, location, description, occurred_at, source_event_id)`,
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
      carrier ?? null,
      actorRef(cause.actor),
    ],
  );

const addState = (unit: Unit, from: number, { after, version }: Step): Unit => {
  const label = 'label' in after ? after.label : undefined;
  const underway = 'dispatchedAt' in after ? after : undefined;
  return unit.add(
    `UPDATE shipments SET version = $3, status = $4, carrier = coalesce($5, carrier), tracking_number = $6, label_url = $7, estimated_from = $8, estimated_to = $9,
       last_sequence = $10, failed_deliveries = $11, end_reason = $12, shipped_at = $13, delivered_at = $14, checked_at = now(),
       next_attempt_at = CASE WHEN $4 = 'CREATED' THEN next_attempt_at END, last_error = CASE WHEN $4 = 'CREATED' THEN last_error END
     WHERE id = $1 AND version = $2`,
    [
      after.parties.id,
      from,
      version,
      after.status,
      label?.carrier ?? null,
      label?.trackingNumber ?? null,
      label?.labelUrl ?? null,
      after.estimatedDelivery.from,
      after.estimatedDelivery.to,
      underway?.lastSequence ?? 0,
      underway?.failedDeliveries ?? 0,
      'reason' in after ? after.reason : null,
      underway?.dispatchedAt ?? null,
      after.status === 'DELIVERED' ? after.deliveredAt : null,
    ],
    1,
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
  const all = changes.flatMap(({ shipment, events }) => {
    const steps = stepsOf(shipment.state, shipment.version, events);
    const last = steps.at(-1);
    if (last !== undefined) addState(unit, shipment.version, last);
    return steps;
  });
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
  readonly created: Extract<ShipmentEvent, { type: 'ShipmentCreated' }>;
};

const creationOf = ({ events, sealedAddress }: NewShipment): Creation => {
  const created = events.find((event) => event.type === 'ShipmentCreated');
  if (created === undefined) throw new Error('a shipment begins with its creation');
  return { steps: stepsOf(undefined, 0, events), sealedAddress, created };
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
    .add(
      `INSERT INTO shipments (id, version, order_id, checkout_id, seller_id, buyer_id, warehouse_id, status, carrier, service, sealed_address, estimated_from,
         estimated_to, correlation_id, created_at, next_attempt_at, checked_at)
       SELECT id, 1, order_id, checkout_id, seller_id, buyer_id, warehouse_id, 'CREATED', carrier, service, sealed_address, estimated_from, estimated_to, $13, at, at, at
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[])
         AS s (id, order_id, checkout_id, seller_id, buyer_id, warehouse_id, carrier, service, sealed_address, estimated_from, estimated_to, at)`,
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
        correlationId,
      ],
    )
    .add(
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
    .add(
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
