import type { AppliedEvent } from '@marketplace/application';
import { defined } from '@marketplace/kernel';
import {
  aggregateStore,
  type Database,
  type EventMessage,
  type PlatformAggregateStore,
  type Unit,
  type WrittenChange,
} from '@marketplace/platform';
import type { FoundShipment, ShipmentStore } from '../../application/ports';
import { decide, type ShipmentCommand, type ShipmentRejection } from '../../domain/decide';
import { evolve, labelOf, type Shipment, type ShipmentEvent } from '../../domain/shipment';
import { parseShipments, shipmentColumns } from './shipment-rows';
import { CarrierWebhooks, DeliveryAttempts, Packages, ShipmentItems, Shipments, ShipmentScans } from './tables';

type ShipmentStep = AppliedEvent<Shipment, ShipmentEvent>;
type Written = WrittenChange<Shipment, ShipmentEvent, FoundShipment>;

/** The columns that events can change. */
const mutableColumns = ({ state, version, announced, carrier }: FoundShipment) => {
  const label = 'label' in state ? state.label : undefined;
  const dispatched = 'dispatchedAt' in state ? state : undefined;
  return {
    version,
    announced,
    status: state.status,
    carrier: label?.carrier ?? carrier,
    trackingNumber: label?.trackingNumber ?? null,
    labelUrl: label?.labelUrl ?? null,
    estimatedFrom: state.estimatedDelivery.from,
    estimatedTo: state.estimatedDelivery.to,
    lastSequence: dispatched?.lastSequence ?? 0,
    failedDeliveries: dispatched?.failedDeliveries ?? 0,
    endReason: 'reason' in state ? state.reason : null,
    shippedAt: dispatched?.dispatchedAt ?? null,
    deliveredAt: state.status === 'DELIVERED' ? state.deliveredAt : null,
    lastError: null,
  };
};

const addCreated = (unit: Unit, changes: readonly Written[]): void => {
  const created = changes.flatMap(({ after, steps }) =>
    steps.flatMap(({ event }) => (event.type === 'ShipmentCreated' ? [{ ...event, after }] : [])),
  );
  unit.insert(
    Shipments,
    created.map(({ parties, at, after }) => ({
      ...parties,
      ...mutableColumns(after),
      service: after.service,
      sealedAddress: after.sealedAddress,
      correlationId: after.correlationId,
      cashAmount: after.cashDue?.amount ?? null,
      cashCurrency: after.cashDue?.currency ?? null,
      createdAt: at,
      nextAttemptAt: at,
    })),
  );
  unit.insert(
    ShipmentItems,
    created.flatMap(({ parties: { id: shipmentId }, consignment }) =>
      consignment.items.map((item, position) => ({ ...item, position, shipmentId })),
    ),
  );
  unit.insert(
    Packages,
    created.flatMap(({ parties: { id: shipmentId }, consignment }) =>
      consignment.packages.map((each, position) => ({ ...each, position, shipmentId })),
    ),
  );
};

/** Updates the states. After any change, the label exists or is no longer needed, so it is not due again. */
const addStates = (unit: Unit, changes: readonly Written[]): void => {
  unit.update(
    Shipments,
    changes.map(({ from, after }) => ({
      where: { id: after.state.parties.id, version: from },
      set: { ...mutableColumns(after), nextAttemptAt: null },
    })),
  );
};

const addScans = (unit: Unit, steps: readonly ShipmentStep[]): void => {
  const rows = steps.flatMap(({ event, after, version }) => {
    if (!('scan' in event)) return [];
    const { eventId, status, location = null, description = null, occurredAt } = event.scan;
    const { carrier } = labelOf(after);
    return [{ carrier, eventId, shipmentId: after.parties.id, version, status, location, description, occurredAt }];
  });
  unit.insert(ShipmentScans, rows);
};

const addAttempts = (unit: Unit, steps: readonly ShipmentStep[]): void => {
  const rows = steps.flatMap(({ event, after }) => {
    if (event.type !== 'DeliveryAttempted' || !('failedDeliveries' in after)) return [];
    const { location = null, description = null } = event.scan;
    return [{ shipmentId: after.parties.id, attempt: after.failedDeliveries, attemptedAt: event.at, location, description }];
  });
  unit.insert(DeliveryAttempts, rows);
};

const write = (unit: Unit, changes: readonly Written[]): void => {
  addCreated(
    unit,
    changes.filter(({ from }) => from === 0),
  );
  addStates(
    unit,
    changes.filter(({ from }) => from > 0),
  );
  const steps = changes.flatMap((change) => change.steps);
  addScans(unit, steps);
  addAttempts(unit, steps);
};

const record = ({ event, before, after }: ShipmentStep) => ({
  event,
  at: event.at,
  ...defined({ before: before?.status }),
  after: after.status,
});

/** Returns the messages to publish for an event. */
type ShipmentMessages = (step: ShipmentStep) => readonly EventMessage[];

type Store = ShipmentStore & PlatformAggregateStore<Shipment, ShipmentCommand, ShipmentEvent, ShipmentRejection, FoundShipment>;

export const shipmentStore = (db: Database, toMessages: ShipmentMessages): Store => {
  const read = async (rest: string, params: readonly unknown[]): Promise<readonly FoundShipment[]> =>
    parseShipments(await db.query(`SELECT ${shipmentColumns} FROM shipments s ${rest}`, params));
  const store = aggregateStore<Shipment, ShipmentCommand, ShipmentEvent, ShipmentRejection, FoundShipment>(db, {
    name: 'Shipment',
    idOf: ({ parties }) => parties.id,
    decide,
    evolve,
    load: (ids) => read('WHERE s.id = ANY ($1::uuid[])', [ids]),
    write,
    toMessages,
    record,
  });
  return {
    ...store,
    findOfOrder: (id) => read('WHERE s.order_id = $1 ORDER BY s.id', [id]),
    findTracked: async ({ carrier, trackingNumber, eventId }) => {
      const rows = await db.query<{ readonly isRecorded: boolean }>(
        `SELECT ${shipmentColumns}, EXISTS (SELECT FROM shipment_events e WHERE e.carrier = $1 AND e.source_event_id = $3) AS "isRecorded"
         FROM shipments s WHERE s.carrier = $1 AND s.tracking_number = $2`,
        [carrier, trackingNumber, eventId],
      );
      const [[row], [shipment]] = [rows, parseShipments(rows)];
      return row === undefined || shipment === undefined ? undefined : { shipment, isRecorded: row.isRecorded };
    },
    saveScan: async (change, message, cause) => {
      await store.saveWith([change], cause, {
        alongside: (unit) => void unit.insert(CarrierWebhooks, message === undefined ? [] : [message]),
      });
    },
  };
};
