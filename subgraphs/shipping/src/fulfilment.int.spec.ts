import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, ordersEvents, shippingEvents, type DataOf } from '@marketplace/schema';
import { startCarrier, type Carrier } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import {
  apiKey,
  buyer,
  carrierVariables,
  type WebhookEndpoint,
  east,
  webhookEndpoint,
  shippingScenario,
  secret,
  sellerId,
  west,
} from './shipping.fixtures';

let shipping: ContextHarness;
let carrier: Carrier;
let endpoint: WebhookEndpoint;
let scenario: ReturnType<typeof shippingScenario>;

beforeAll(async () => {
  carrier = await startCarrier({ port: 0, apiKey, autopilot: false });
  shipping = await contextHarness(context, { variables: carrierVariables(carrier.url) });
  endpoint = await webhookEndpoint(shipping);
  carrier.setWebhook(endpoint.url, secret);
  scenario = shippingScenario(shipping, carrier);
});

afterAll(async () => {
  endpoint.close();
  await carrier.stop();
  await shipping.stop();
});

describe('a quote', () => {
  const ask = (checkoutId: string, change: Partial<DataOf<typeof checkoutEvents.ShippingQuoteRequestedV1>> = {}) =>
    shipping.publish(
      checkoutEvents.ShippingQuoteRequestedV1,
      {
        checkoutId,
        countryCode: 'DE',
        currency: 'USD',
        optionIds: [],
        parcels: [{ sellerId, weightGrams: 1_200, value: { amount: '2500', currency: 'USD' } }],
        ...change,
      },
      { aggregateId: checkoutId, version: 2 },
    );

  it('answers a checkout once, with a price per seller', async () => {
    const checkoutId = newId();
    await ask(checkoutId, { optionIds: [`${sellerId}:swiftpost:EXPRESS`] });
    const { quotes } = await shipping.waitForEvent(shippingEvents.ShippingQuotedV1, (each) => each.checkoutId === checkoutId);
    expect(quotes).toMatchObject([{ sellerId, service: 'EXPRESS', price: { amount: '4989', currency: 'USD' } }]);
    await shipping.waitUntilHandled(await ask(checkoutId));
    expect((await shipping.publishedEvents(shippingEvents.ShippingQuotedV1)).filter((each) => each.checkoutId === checkoutId)).toHaveLength(
      1,
    );
  });

  it.each([
    ['destination-not-served', { countryCode: 'KP' }],
    ['unknown-option', { optionIds: ['free'] }],
    ['currency-not-served', { currency: 'CHF' }],
  ])('is refused as %s', async (reason, change) => {
    const checkoutId = newId();
    await ask(checkoutId, change);
    expect(await shipping.waitForEvent(shippingEvents.ShippingQuoteRejectedV1, (each) => each.checkoutId === checkoutId)).toEqual({
      checkoutId,
      reason,
    });
  });

  it("shows the options of a cart in the cart's currency", async () => {
    const representations = [
      { __typename: 'Cart', id: newId(), parcels: [{ sellerId, weightGrams: 1_200, value: { amount: '2500', currency: 'JPY' } }] },
    ];
    const query = `query ($representations: [_Any!]!, $to: String) { _entities(representations: $representations) { ... on Cart {
      shippingOptions(countryCode: $to) { id sellerId carrier service price { amount currency formatted } estimatedDelivery { from to } } } } }`;
    const { data } = await shipping.graph(buyer, query, { representations, to: 'JP' });
    expect(data?.['_entities']).toMatchObject([
      {
        shippingOptions: [{ id: `${sellerId}:swiftpost:STANDARD`, price: { amount: '2985', formatted: '¥2,985' } }, { service: 'EXPRESS' }],
      },
    ]);
    expect((await shipping.graph(buyer, query, { representations, to: 'KP' })).data).toEqual({ _entities: [{ shippingOptions: [] }] });
  });

  describe('of a cart with a country of delivery', () => {
    const cart = (change: object) => ({
      __typename: 'Cart',
      id: newId(),
      countryCode: null,
      shippingOptionIds: [],
      parcels: [{ sellerId, weightGrams: 1_000, value: { amount: '25.00', currency: 'USD' } }],
      ...change,
    });
    const ask = async (...representations: readonly object[]) => {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Cart {
        shippingOptions { service price { amount } } deliveryEstimate { sellerId price { amount currency } } } } }`;
      return (await shipping.graph(buyer, query, { representations })).data?.['_entities'];
    };

    it('shows the options for the country, and estimates with the chosen option or the cheapest', async () => {
      const express = { shippingOptionIds: [`${sellerId}:swiftpost:EXPRESS`], countryCode: 'DE' };
      const [standardPrice, expressPrice] = [{ amount: '14.99' }, { amount: '39.99' }];
      const options = [
        { service: 'STANDARD', price: standardPrice },
        { service: 'EXPRESS', price: expressPrice },
      ];
      expect(await ask(cart({}), cart({ countryCode: 'DE' }), cart(express))).toMatchObject([
        { shippingOptions: [{ price: { amount: '4.99' } }, {}], deliveryEstimate: [{ sellerId, price: { amount: '4.99' } }] },
        { shippingOptions: options, deliveryEstimate: [{ sellerId, price: { ...standardPrice, currency: 'USD' } }] },
        { shippingOptions: options, deliveryEstimate: [{ sellerId, price: { ...expressPrice, currency: 'USD' } }] },
      ]);
    });

    it('has an empty estimate for an empty cart, and none for an unsupported country', async () => {
      expect(await ask(cart({ parcels: [] }), cart({ countryCode: 'KP' }))).toEqual([
        { shippingOptions: [], deliveryEstimate: [] },
        { shippingOptions: [], deliveryEstimate: null },
      ]);
    });
  });
});

describe('a paid order', () => {
  it('is shipped once, in any order of the events and with duplicates', async () => {
    const [first, second] = [scenario.paidOrder(), scenario.paidOrder()];
    await shipping.waitUntilHandled(await scenario.publishPaid(first));
    expect(await scenario.createdOf(first)).toEqual([]);
    await shipping.waitUntilHandled(await scenario.publishConfirmed([first]));
    await shipping.waitUntilHandled(await scenario.publishConfirmed([second]));
    await shipping.waitUntilHandled(await scenario.publishPaid(second));
    for (const order of [first, second]) {
      await shipping.waitUntilHandled(await scenario.publishPaid(order));
      await shipping.waitUntilHandled(await scenario.publishConfirmed([order]));
      expect(await scenario.createdOf(order)).toMatchObject([{ shipmentCount: 1, warehouseId: east, sellerId, buyerId: buyer.userId }]);
    }
  });

  it('is shipped when both events arrive at the same time', async () => {
    const orders = Array.from({ length: 12 }, () => scenario.paidOrder());
    await Promise.all(orders.flatMap((order) => [scenario.publishPaid(order), scenario.publishConfirmed([order])]));
    for (const order of orders)
      await eventually(async () => (await scenario.createdOf(order)).length === 1, { waitingFor: 'the shipment' });
  });

  it('has one shipment per warehouse, and takes only its own allocations of the checkout', async () => {
    const items = [1, 2].map((quantity) => ({ orderItemId: newId(), variantId: newId(), quantity, weightGrams: 600 }));
    const order = scenario.paidOrder({ items });
    const otherOrder = scenario.paidOrder({ checkoutId: order.checkoutId, sellerId: newId() });
    await scenario.publishConfirmed([order, otherOrder], (position) => (position === 0 ? east : west));
    await Promise.all([scenario.publishPaid(order), scenario.publishPaid(otherOrder)]);
    await eventually(async () => (await scenario.createdOf(order)).length === 2 && (await scenario.createdOf(otherOrder)).length === 1, {
      waitingFor: 'three shipments',
    });
    const created = await scenario.createdOf(order);
    expect(created.map((each) => [each.warehouseId, each.shipmentCount, each.items[0]?.quantity]).sort()).toEqual([
      [east, 2, 1],
      [west, 2, 2],
    ]);
  });

  it('is cancelled with its order, as long as it is not dispatched', async () => {
    const { order, shipmentId } = await scenario.readyToLeave();
    const ref = { orderId: order.orderId, checkoutId: order.checkoutId, buyerId: order.buyerId, sellerId };
    await shipping.waitUntilHandled(
      await shipping.publish(ordersEvents.OrderCancelledV1, { ...ref, reason: 'fraud' }, { aggregateId: order.orderId, version: 4 }),
    );
    expect(await scenario.statusOf(shipmentId)).toBe('CANCELLED');
    const [row] = await shipping.running.db.query('SELECT version, announced FROM shipments WHERE id = $1', [shipmentId]);
    expect(row).toEqual({ version: 3, announced: 2 });
  });
});

describe('a label', () => {
  it('comes from the carrier, for the decrypted address', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    expect(carrier.shipments().find((each) => each.trackingNumber === trackingNumber)).toMatchObject({
      reference: shipmentId,
      recipient: { line1: 'Hauptstr. 1' },
      parcels: [{ weightGrams: 1_200 }],
    });
    expect(await scenario.shown(shipmentId)).toMatchObject({
      status: 'LABELLED',
      trackingNumber,
      packages: [{ weightGrams: 1_200 }],
      service: 'STANDARD',
    });
  });

  it('is issued once after the carrier recovers, even if its answers got lost', async () => {
    const order = scenario.paidOrder();
    carrier.failNext(2, 503);
    await Promise.all([scenario.publishPaid(order), scenario.publishConfirmed([order])]);
    const [created] = await eventually(async () => {
      const all = await scenario.createdOf(order);
      return all.length > 0 && all;
    });
    const id = created?.shipmentId ?? '';
    await scenario.labelled(order);
    expect((await scenario.shown(id))?.events.map(({ status }) => status)).toEqual(['CREATED', 'LABELLED']);
    const [row] = await shipping.running.db.query<{ attempts: number; next_attempt_at: string | null }>(
      'SELECT attempts, next_attempt_at FROM shipments WHERE id = $1',
      [id],
    );
    expect(row).toEqual({ attempts: 3, next_attempt_at: null });
    expect(carrier.shipments().filter((each) => each.reference === id)).toHaveLength(1);
    const [health] = await shipping.running.db.query('SELECT last_error, last_success_at IS NOT NULL AS works FROM carrier_integrations');
    expect(health).toEqual({ last_error: 'swiftpost answers 503', works: true });
  });

  it('that the carrier rejects does not delay other labels', async () => {
    const refused = scenario.paidOrder({ items: [{ orderItemId: newId(), variantId: newId(), quantity: 1, weightGrams: 45_000 }] });
    await Promise.all([scenario.publishPaid(refused), scenario.publishConfirmed([refused])]);
    await eventually(async () => (await scenario.createdOf(refused)).length === 1);
    await scenario.readyToLeave();
    const reason = await eventually(async () => {
      const [row] = await shipping.running.db.query<{ last_error: string | null }>('SELECT last_error FROM shipments WHERE order_id = $1', [
        refused.orderId,
      ]);
      return row?.last_error ?? undefined;
    });
    expect(reason).toBe('parcels[0].weightGrams must be at most 31500');
  });
});
