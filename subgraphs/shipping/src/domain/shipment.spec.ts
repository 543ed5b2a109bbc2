import fc from 'fast-check';
import { fold, idOf, instant, isRefused } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { decide, shipmentDecider, type ShipmentCommand } from './decide';
import { progressOf, scanStatuses, type Scan, type ScanStatus } from './scan';
import { evolve, isFinal, type Consignment, type Label, type Parties, type Shipment, type ShipmentEvent } from './shipment';

const monday = instant('2026-11-23T09:00:00Z');
const window = { from: instant('2026-11-26T00:00:00Z'), to: instant('2026-11-28T23:59:59.999Z') };
const parties: Parties = {
  id: idOf('shipment'),
  orderId: idOf('order'),
  checkoutId: idOf('checkout'),
  sellerId: idOf('seller'),
  buyerId: idOf('buyer'),
  warehouseId: idOf('warehouse'),
};
const item = { orderItemId: idOf<'OrderItem'>('item'), variantId: idOf<'Variant'>('variant'), quantity: 2 };
const consignment: Consignment = {
  carrier: 'swiftpost',
  service: 'STANDARD',
  items: [item],
  packages: [{ weightGrams: 1_200, contents: [item] }],
  shipmentCount: 1,
};
const label: Label = { carrier: 'swiftpost', trackingNumber: 'SP1', labelUrl: 'https://carrier.test/1' };

const scan = (status: ScanStatus, sequence: number): Scan => ({
  status,
  sequence,
  eventId: `ev-${sequence.toString()}`,
  occurredAt: monday,
});
const create: ShipmentCommand = { type: 'CreateShipment', parties, consignment, estimatedDelivery: window, at: monday };
const record = (status: ScanStatus, sequence: number): ShipmentCommand => ({ type: 'RecordScan', scan: scan(status, sequence) });
const recordLabel: ShipmentCommand = { type: 'RecordLabel', label, estimatedDelivery: window, at: monday };
const dispatch: ShipmentCommand = { type: 'DispatchShipment', at: monday };
const cancel: ShipmentCommand = { type: 'CancelShipment', reason: 'order-cancelled', at: monday };

const created: ShipmentEvent = { type: 'ShipmentCreated', parties, consignment, estimatedDelivery: window, at: monday };
const labelled: ShipmentEvent = { type: 'ShipmentLabelled', label, estimatedDelivery: window, at: monday };
const dispatched: ShipmentEvent = { type: 'ShipmentDispatched', at: monday };
const tracked = (status: ScanStatus, sequence: number): ShipmentEvent => ({
  type: 'ShipmentTracked',
  scan: scan(status, sequence),
  at: monday,
});
const kept = (status: ScanStatus, sequence: number): ShipmentEvent => ({ type: 'ScanKept', scan: scan(status, sequence), at: monday });
const delivered = (sequence: number): ShipmentEvent => ({ type: 'ShipmentDelivered', scan: scan('DELIVERED', sequence), at: monday });
const nextDay = { from: instant('2026-11-24T00:00:00Z'), to: instant('2026-11-24T23:59:59.999Z') };
const attempted = (sequence: number): ShipmentEvent => ({
  type: 'DeliveryAttempted',
  scan: scan('DELIVERY_ATTEMPTED', sequence),
  nextDelivery: nextDay,
  at: monday,
});

const given = specification(shipmentDecider);

describe('a shipment before dispatch', () => {
  it('is created once', () => {
    given().when(create).then(created);
    given(created).when(create).thenNothing();
  });

  it('accepts a label, and ignores the same label again', () => {
    given(created).when(recordLabel).then(labelled);
    given(created, labelled).when(recordLabel).thenNothing();
  });

  it('refuses a second, different label', () => {
    given(created, labelled)
      .when({ ...recordLabel, label: { ...label, trackingNumber: 'SP2' } })
      .thenRefuses('another-label-exists');
  });

  it('cannot be dispatched without a label', () => {
    given(created).when(dispatch).thenRefuses('shipment-not-labelled');
  });

  it('is dispatched by the seller, once', () => {
    given(created, labelled).when(dispatch).then(dispatched);
    given(created, labelled, dispatched).when(dispatch).thenNothing();
  });

  it('can be cancelled once, and then accepts no label', () => {
    const cancelled: ShipmentEvent = { type: 'ShipmentCancelled', reason: 'order-cancelled', at: monday };
    given(created, labelled).when(cancel).then(cancelled);
    given(created, cancelled).when(cancel).thenNothing();
    given(created, cancelled).when(recordLabel).thenRefuses('shipment-cancelled');
    given(created, cancelled).when(dispatch).thenRefuses('shipment-cancelled');
  });

  it('does not exist for other commands until it is created', () => {
    given().when(dispatch).thenRefuses('shipment-not-found');
  });
});

describe('a shipment after dispatch', () => {
  it('is dispatched when the carrier picks it up', () => {
    given(created, labelled)
      .when(record('PICKED_UP', 1))
      .then({ type: 'ShipmentDispatched', scan: scan('PICKED_UP', 1), at: monday });
  });

  it('counts as dispatched with any scan', () => {
    given(created, labelled).when(record('IN_TRANSIT', 2)).then(dispatched, tracked('IN_TRANSIT', 2));
  });

  it('counts as dispatched when it is delivered', () => {
    given(created, labelled).when(record('DELIVERED', 5)).then(dispatched, delivered(5));
  });

  it('records a late scan without changing its status', () => {
    given(created, labelled, dispatched, tracked('IN_TRANSIT', 2)).when(record('PICKED_UP', 1)).then(kept('PICKED_UP', 1));
    expect(
      fold(evolve, undefined as Shipment | undefined, [created, labelled, dispatched, tracked('IN_TRANSIT', 2), kept('PICKED_UP', 1)]),
    ).toMatchObject({
      status: 'IN_TRANSIT',
      lastSequence: 2,
    });
  });

  it('records scans after the final status', () => {
    given(created, labelled, dispatched, delivered(5)).when(record('OUT_FOR_DELIVERY', 4)).then(kept('OUT_FOR_DELIVERY', 4));
  });

  it('cannot be cancelled', () => {
    given(created, labelled, dispatched).when(cancel).thenRefuses('shipment-already-dispatched');
  });

  it('fails when the carrier loses it', () => {
    given(created, labelled, dispatched)
      .when(record('LOST', 3))
      .then({ type: 'ShipmentFailed', reason: 'lost', scan: scan('LOST', 3), at: monday });
  });

  it('gets a new delivery attempt on the next business day', () => {
    given(created, labelled, dispatched, tracked('OUT_FOR_DELIVERY', 3)).when(record('DELIVERY_ATTEMPTED', 4)).then(attempted(4));
    given(created, labelled, dispatched, attempted(4)).when(record('OUT_FOR_DELIVERY', 5)).then(tracked('OUT_FOR_DELIVERY', 5));
  });

  it('is undeliverable after the third attempt', () => {
    given(created, labelled, dispatched, attempted(4), attempted(6))
      .when(record('DELIVERY_ATTEMPTED', 8))
      .then({ type: 'ShipmentFailed', reason: 'undeliverable', scan: scan('DELIVERY_ATTEMPTED', 8), at: monday });
  });
});

const commands = fc.array(
  fc.oneof(
    fc.constant(recordLabel),
    fc.constant(dispatch),
    { arbitrary: fc.constant(cancel), weight: 1 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom(...scanStatuses), fc.integer({ min: 1, max: 12 }))
        .map(([status, sequence]) => record(status, sequence)),
      weight: 6,
    },
  ),
  { maxLength: 20 },
);

const rankOf = (shipment: Shipment): number => {
  if (isFinal(shipment.status)) return 9;
  if (shipment.status === 'CREATED') return -1;
  return 'dispatchedAt' in shipment && shipment.status !== 'DELIVERED' && shipment.status !== 'FAILED' ? progressOf(shipment.status) : 0;
};

describe('any sequence of commands', () => {
  it('folds to the state, never goes backwards, and records every accepted scan', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const history: ShipmentEvent[] = [created];
        let state: Shipment = evolve(undefined, created);
        let taken = 0;
        for (const command of sequence) {
          const decision = decide(command, state);
          if (isRefused(decision)) continue;
          if (command.type === 'RecordScan') taken += 1;
          for (const event of decision) {
            const after = evolve(state, event);
            expect(rankOf(after)).toBeGreaterThanOrEqual(rankOf(state));
            if (isFinal(state.status)) expect(after).toEqual(state);
            if (after.status === 'DELIVERED') expect(after.dispatchedAt).toBeDefined();
            state = after;
            history.push(event);
          }
        }
        expect(fold(evolve, undefined as Shipment | undefined, history)).toEqual(state);
        expect(history.filter((event) => 'scan' in event)).toHaveLength(taken);
      }),
    );
  });
});
