import { fold } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { shippingEvents } from '@marketplace/schema';
import { startCarrier, type Carrier } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { shipmentStore } from './adapters/postgres/shipment-store';
import { evolve, type Shipment, type ShipmentEvent } from './domain/shipment';
import { context } from './main';
import {
  apiKey,
  buyer,
  carrierVariables,
  type WebhookEndpoint,
  followQuery,
  nextOf,
  webhookEndpoint,
  shippingScenario,
  restOf,
  scanOf,
  secret,
  stranger,
} from './shipping.fixtures';

let shipping: ContextHarness;
let carrier: Carrier;
let endpoint: WebhookEndpoint;
let scenario: ReturnType<typeof shippingScenario>;

beforeAll(async () => {
  carrier = await startCarrier({ port: 0, apiKey, autopilot: false });
  shipping = await contextHarness(context, { variables: carrierVariables(carrier.url) });
  await shipping.pauseJobs('sync-carrier-status');
  endpoint = await webhookEndpoint(shipping);
  carrier.setWebhook(endpoint.url, secret);
  scenario = shippingScenario(shipping, carrier);
});

afterAll(async () => {
  endpoint.close();
  await carrier.stop();
  await shipping.stop();
});

const expectHistoryFolds = async (id: string): Promise<void> => {
  const rows = await shipping.running.db.query<{ event: ShipmentEvent }>(
    `SELECT event FROM history WHERE aggregate_type = 'Shipment' AND aggregate_id = $1 ORDER BY version`,
    [id],
  );
  const loaded = await shipmentStore(shipping.running.db, () => []).find(id);
  expect(
    fold(
      evolve,
      undefined as Shipment | undefined,
      rows.map((row) => row.event),
    ),
  ).toEqual(loaded?.state);
  expect(loaded?.version).toBe(rows.length);
};

describe("the carrier's messages", () => {
  it('track a parcel to its delivery, and are published', async () => {
    const { order, shipmentId, trackingNumber } = await scenario.readyToLeave();
    scenario.advanceToEnd(trackingNumber);
    await shipping.waitForEvent(shippingEvents.ShipmentDispatchedV1, (each) => each.shipmentId === shipmentId);
    await shipping.waitForEvent(
      shippingEvents.ShipmentDeliveredV1,
      (each) => each.shipmentId === shipmentId && each.orderId === order.orderId,
    );
    const view = await scenario.shown(shipmentId);
    expect(view?.events.map((each) => each.status)).toEqual([
      'CREATED',
      'LABELLED',
      'DISPATCHED',
      'IN_TRANSIT',
      'IN_TRANSIT',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ]);
    await expectHistoryFolds(shipmentId);
    const [row] = await shipping.running.db.query<{ payload: { correlationId: string } }>(
      `SELECT payload FROM outbox_events WHERE aggregate_id = $1 AND event_type = 'ShipmentDelivered'`,
      [shipmentId],
    );
    expect(row?.payload.correlationId).toBeDefined();
  });

  it.each([
    ['twice', 'DUPLICATE', 7],
    ['out of order', 'OUT_OF_ORDER', 8],
    ['with a failed first attempt', 'FAIL_FIRST_ATTEMPT', 9],
  ])('can arrive %s', async (_, line2, entries) => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave(line2);
    scenario.advanceToEnd(trackingNumber);
    await eventually(() => carrier.pendingWebhooks() === 0, { waitingFor: 'all webhooks' });
    const view = await scenario.shown(shipmentId);
    expect(view?.status).toBe('DELIVERED');
    expect(view?.events).toHaveLength(entries);
    expect(
      (await shipping.publishedEvents(shippingEvents.ShipmentDeliveredV1)).filter((each) => each.shipmentId === shipmentId),
    ).toHaveLength(1);
    expect(
      (await shipping.publishedEvents(shippingEvents.ShipmentDispatchedV1)).filter((each) => each.shipmentId === shipmentId),
    ).toHaveLength(1);
    await expectHistoryFolds(shipmentId);
  });

  it('report a lost parcel', async () => {
    const { order, shipmentId, trackingNumber } = await scenario.readyToLeave('LOST');
    scenario.advanceToEnd(trackingNumber);
    expect(await shipping.waitForEvent(shippingEvents.ShipmentFailedV1, (each) => each.shipmentId === shipmentId)).toEqual({
      shipmentId,
      orderId: order.orderId,
      reason: 'lost',
    });
    await expectHistoryFolds(shipmentId);
  });

  it('have one effect when they arrive several times at once', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    const scan = scanOf(trackingNumber, 'PICKED_UP', 1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => scenario.post(scan)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await scenario.shown(shipmentId))?.events).toHaveLength(3);
  });

  it('count only with a valid, recent signature and a valid body', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    const scan = scanOf(trackingNumber, 'DELIVERED', 5);
    const longAgo = Math.floor(Date.now() / 1_000) - 301;
    expect((await scenario.post(scan, { key: 'another-secret' })).status).toBe(401);
    expect((await scenario.post(scan, { seconds: longAgo })).status).toBe(401);
    expect(
      (
        await shipping.running.transport.webhook({
          method: 'POST',
          path: 'swiftpost',
          query: new URLSearchParams(),
          headers: {},
          rawBody: Buffer.from('{}'),
        })
      ).status,
    ).toBe(401);
    expect((await scenario.post('{')).status).toBe(400);
    expect((await scenario.post({ ...scan, status: 'EATEN' })).status).toBe(400);
    expect((await scenario.post(scanOf('SP000', 'DELIVERED', 5))).status).toBe(404);
    expect(await scenario.statusOf(shipmentId)).toBe('LABELLED');
  });

  it('are queried when they do not arrive', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    carrier.setWebhook('http://127.0.0.1:9', secret);
    try {
      scenario.advanceToEnd(trackingNumber);
      await shipping.running.db.query(`UPDATE shipments SET checked_at = now() - interval '7 hours' WHERE id = $1`, [shipmentId]);
      expect(await shipping.running.jobs.runNow('sync-carrier-status')).toBeGreaterThanOrEqual(5);
      expect(await scenario.statusOf(shipmentId)).toBe('DELIVERED');
      await expectHistoryFolds(shipmentId);
    } finally {
      carrier.setWebhook(endpoint.url, secret);
    }
  });
});

describe('following a shipment', () => {
  it('returns the history, then live events, and ends with the final status', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    const stream = await scenario.follow(shipmentId);
    expect(await nextOf(stream)).toMatchObject({ cursor: '1', status: 'CREATED', description: 'The seller is preparing the parcel.' });
    expect(await nextOf(stream)).toMatchObject({ cursor: '2', status: 'LABELLED', shipment: { trackingNumber } });
    const waiting = nextOf(stream);
    carrier.advance(trackingNumber);
    const dispatched = await waiting;
    expect(dispatched).toMatchObject({ cursor: '3', status: 'DISPATCHED', location: 'Berlin depot', shipment: { status: 'DISPATCHED' } });
    expect(dispatched?.shipment.events).toHaveLength(3);
    scenario.advanceToEnd(trackingNumber);
    const rest = await restOf(stream);
    expect(rest.map((line) => line.status)).toEqual(['IN_TRANSIT', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']);
    expect(rest.at(-1)?.shipment.events).toHaveLength(7);
  });

  it('continues after the cursor without gaps or duplicates, even after the delivery', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    const stream = await scenario.follow(shipmentId, '1');
    expect((await nextOf(stream))?.cursor).toBe('2');
    await stream.return?.();
    carrier.advance(trackingNumber);
    await eventually(async () => (await scenario.statusOf(shipmentId)) === 'DISPATCHED');
    const resumed = await scenario.follow(shipmentId, '2');
    expect((await nextOf(resumed))?.cursor).toBe('3');
    scenario.advanceToEnd(trackingNumber);
    expect((await restOf(resumed)).map((line) => line.cursor)).toEqual(['4', '5', '6', '7']);
    expect((await restOf(await scenario.follow(shipmentId, '5'))).map((line) => line.cursor)).toEqual(['6', '7']);
    expect(await restOf(await scenario.follow(shipmentId, '7'))).toEqual([]);
  });

  it('is refused for strangers and for unknown shipments', async () => {
    const { shipmentId } = await scenario.readyToLeave();
    for (const [actor, id] of [
      [stranger, shipmentId],
      [buyer, newId()],
      [buyer, 'nonsense'],
    ] as const) {
      expect(await shipping.follow(actor, followQuery, { id })).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
    expect(await shipping.follow(buyer, followQuery, { id: shipmentId, after: 'soon' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});
