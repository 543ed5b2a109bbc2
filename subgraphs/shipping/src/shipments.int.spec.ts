import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness, userActor } from '@marketplace/platform/testing';
import { shippingEvents } from '@marketplace/schema';
import { startCarrier, type Carrier } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import {
  apiKey,
  buyer,
  carrierVariables,
  secret,
  webhookEndpoint,
  operator,
  shippingScenario,
  scanOf,
  staff,
  stranger,
  type WebhookEndpoint,
} from './shipping.fixtures';

let shipping: ContextHarness;
let carrier: Carrier;
let endpoint: WebhookEndpoint;
let scenario: ReturnType<typeof shippingScenario>;

beforeAll(async () => {
  carrier = await startCarrier({ port: 0, apiKey, autopilot: false });
  shipping = await contextHarness(context, { variables: carrierVariables(carrier.url) });
  await shipping.pauseJobs('detect-stuck-shipments');
  endpoint = await webhookEndpoint(shipping);
  carrier.setWebhook(endpoint.url, secret);
  scenario = shippingScenario(shipping, carrier);
});

afterAll(async () => {
  endpoint.close();
  await carrier.stop();
  await shipping.stop();
});

describe('dispatching a shipment', () => {
  const dispatch = (id: string, actor = staff, key: string = newId()) =>
    shipping.graph(
      actor,
      'mutation ($input: ShipmentDispatchInput!) { shipmentDispatch(input: $input) { shipment { id status } userErrors { __typename code message path } } }',
      {
        input: { shipmentId: id, idempotencyKey: key },
      },
    );

  it('is for the seller and operators, and has the same result when repeated', async () => {
    const { shipmentId } = await scenario.readyToLeave();
    const done = { shipmentDispatch: { shipment: { id: shipmentId, status: 'DISPATCHED' }, userErrors: [] } };
    const key = newId();
    expect((await dispatch(shipmentId, staff, key)).data).toEqual(done);
    expect((await dispatch(shipmentId, staff, key)).data).toEqual(done);
    expect((await dispatch(shipmentId, operator)).data).toEqual(done);
    await shipping.waitForEvent(shippingEvents.ShipmentDispatchedV1, (each) => each.shipmentId === shipmentId);
  });

  it.each([
    ['a shipment that does not exist', () => newId(), staff, 'SHIPMENT_NOT_FOUND'],
    ['an invalid ID', () => 'nonsense', staff, 'SHIPMENT_NOT_FOUND'],
  ])('refuses %s', async (_, id, actor, code) => {
    expect((await dispatch(id(), actor)).data).toMatchObject({ shipmentDispatch: { shipment: null, userErrors: [{ code }] } });
  });

  it('is not found for buyers and strangers', async () => {
    const { shipmentId } = await scenario.readyToLeave();
    for (const actor of [buyer, stranger, userActor(stranger.userId, ['seller'], [idOf(newId())])]) {
      expect((await dispatch(shipmentId, actor)).data).toMatchObject({
        shipmentDispatch: { shipment: null, userErrors: [{ code: 'SHIPMENT_NOT_FOUND' }] },
      });
    }
    expect(await scenario.statusOf(shipmentId)).toBe('LABELLED');
  });

  it('is refused without a label', async () => {
    const order = scenario.paidOrder();
    carrier.failNext(1_000_000, 500);
    await Promise.all([scenario.publishPaid(order), scenario.publishConfirmed([order])]);
    const [created] = await eventually(async () => {
      const all = await scenario.createdOf(order);
      return all.length > 0 && all;
    });
    expect((await dispatch(created?.shipmentId ?? '')).data).toMatchObject({
      shipmentDispatch: { userErrors: [{ code: 'SHIPMENT_NOT_LABELLED' }] },
    });
    carrier.failNext(0, 500);
    await scenario.labelled(order);
  });
});

describe('access to a shipment', () => {
  it('is for its buyer, the seller and operators; the buyer does not get the label', async () => {
    const { shipmentId } = await scenario.readyToLeave();
    expect((await scenario.shown(shipmentId, buyer))?.labelUrl).toBeNull();
    expect((await scenario.shown(shipmentId, staff))?.labelUrl).toContain('/labels/');
    expect((await scenario.shown(shipmentId, operator))?.labelUrl).toContain('/labels/');
    expect(await scenario.shown(shipmentId, stranger)).toBeNull();
    expect(await scenario.shown('nonsense')).toBeNull();
  });

  it('reads the shipments of fifty orders with one statement', async () => {
    const orders = Array.from({ length: 50 }, () => scenario.paidOrder());
    await Promise.all(orders.flatMap((order) => [scenario.publishPaid(order), scenario.publishConfirmed([order])]));
    await Promise.all(orders.map((order) => eventually(async () => (await scenario.createdOf(order)).length === 1, { every: 100 })));
    await Promise.all(orders.map(scenario.labelled));
    const representations = orders.map(({ orderId }) => ({ __typename: 'Order', id: orderId }));
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order {
      id shipments { id status carrier trackingNumber estimatedDelivery { from to } items { quantity variant { id } } packages { weightGrams } } } } }`;
    const seen = async (actor = buyer) =>
      ((await shipping.graph(actor, query, { representations })).data?.['_entities'] as { shipments: readonly unknown[] }[]).map(
        ({ shipments }) => shipments.length,
      );
    expect(await shipping.statementsOf(async () => expect(await seen()).toEqual(orders.map(() => 1)))).toBe(1);
    expect(await seen(stranger)).toEqual(orders.map(() => 0));
  });
});

describe('a stored shipment', () => {
  it('has an append-only history, enforced by the database', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    await expect(shipping.running.db.query('DELETE FROM history WHERE aggregate_id = $1', [shipmentId])).rejects.toThrow('append-only');
    await expect(scenario.post(scanOf(trackingNumber, 'PICKED_UP', 1))).resolves.toMatchObject({ status: 200 });
    await expect(shipping.running.db.query('DELETE FROM shipment_events WHERE shipment_id = $1', [shipmentId])).rejects.toThrow(
      'append-only',
    );
    await expect(shipping.running.db.query('UPDATE shipments SET delivered_at = now() WHERE id = $1', [shipmentId])).rejects.toThrow(
      'check constraint',
    );
  });

  it('is counted when it is stuck for days', async () => {
    const { shipmentId } = await scenario.readyToLeave();
    expect(await shipping.running.jobs.runNow('detect-stuck-shipments')).toBe(0);
    await shipping.running.db.query(`UPDATE shipments SET created_at = now() - interval '4 days' WHERE id = $1`, [shipmentId]);
    expect(await shipping.running.jobs.runNow('detect-stuck-shipments')).toBe(1);
  });
});
