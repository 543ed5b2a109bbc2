import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { idOf, type SellerId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents, ordersEvents, shippingEvents, type DataOf } from '@marketplace/schema';

export const apiKey = 'swiftpost_test';
export const secret = 'whsec_swiftpost';
export const sellerId: SellerId = idOf('01900000-0000-7000-8000-0000000000a1');
export const buyer = userActor(idOf('01900000-0000-7000-8000-0000000000b1'));
export const stranger = userActor(idOf('01900000-0000-7000-8000-0000000000b2'));
export const staff = userActor(idOf('01900000-0000-7000-8000-0000000000b3'), ['seller'], [sellerId]);
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000b4'), ['operator']);
export const east = '01900000-0000-7000-8000-0000000000e1';
export const west = '01900000-0000-7000-8000-0000000000e2';
const address = {
  name: 'Ada Byron',
  line1: 'Hauptstr. 1',
  line2: null,
  city: 'Köln',
  postalCode: '50667',
  region: null,
  countryCode: 'DE',
  phone: null,
};

export type Paid = DataOf<typeof ordersEvents.OrderPaidV1>;

export type Scan = { readonly eventId: string; readonly trackingNumber: string; readonly sequence: number; readonly status: string };

export type Event = { readonly cursor: string; readonly status: string; readonly location: string | null };

export type View = { readonly id: string; readonly status: string; readonly labelUrl: string | null; readonly events: readonly Event[] };

export type Line = Event & {
  readonly shipment: { readonly status: string; readonly trackingNumber: string | null; readonly events: readonly Event[] };
};

const shipmentQuery = `query ($id: ID!) { shipment(id: $id) {
  id status carrier service trackingNumber labelUrl estimatedDelivery { from to } packages { weightGrams }
  items { orderItemId quantity variant { id } } order { id } events { cursor at status location description } } }`;

export const followQuery = `subscription ($id: ID!, $after: String) { shipmentTracking(shipmentId: $id, after: $after) {
  cursor at status location description shipment { id status carrier trackingNumber estimatedDelivery { from to } order { id } events { cursor } } } }`;

export const scanOf = (
  trackingNumber: string,
  status: string,
  sequence: number,
): Scan & { readonly location: string; readonly occurredAt: string } => ({
  eventId: newId(),
  trackingNumber,
  sequence,
  status,
  location: 'Leipzig hub',
  occurredAt: '2026-11-23T09:00:00.000Z',
});

export const nextOf = async (stream: AsyncIterableIterator<ExecutionResult>): Promise<Line | undefined> => {
  const { value, done } = (await stream.next()) as IteratorResult<ExecutionResult, undefined>;
  return done === true ? undefined : (JSON.parse(JSON.stringify(value.data?.['shipmentTracking'])) as Line);
};

export const restOf = async (stream: AsyncIterableIterator<ExecutionResult>): Promise<readonly Line[]> => {
  const line = await nextOf(stream);
  return line === undefined ? [] : [line, ...(await restOf(stream))];
};

/** An HTTP endpoint for the carrier's webhooks, which the gateway provides in production. */
export type WebhookEndpoint = { readonly url: string; readonly close: () => void };

export const webhookEndpoint = async (shipping: ContextHarness): Promise<WebhookEndpoint> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      void shipping.running.transport
        .webhook({ method: request.method ?? '', path: 'swiftpost', query: new URLSearchParams(), headers, rawBody: Buffer.concat(chunks) })
        .then(
          ({ status, body }) => response.writeHead(status).end(body),
          () => response.writeHead(500).end(),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port.toString()}`, close: () => server.close() };
};

export const carrierVariables = (baseUrl: string): Readonly<Record<string, string>> => ({
  SWIFTPOST_BASE_URL: baseUrl,
  SWIFTPOST_API_KEY: apiKey,
  SWIFTPOST_WEBHOOK_SECRET: secret,
});

/** The events of orders and inventory that shipping handles. */
const fakeProducers = (shipping: ContextHarness) => {
  const paidOrder = (change: Partial<Paid> & { readonly line2?: string | null } = {}): Paid => {
    const { line2 = null, ...rest } = change;
    return {
      orderId: newId(),
      checkoutId: newId(),
      buyerId: buyer.userId,
      sellerId,
      paymentId: newId(),
      total: { amount: '3000', currency: 'USD' },
      sealedAddress: shipping.seal.seal({ ...address, line2 }),
      countryCode: 'DE',
      shippingOptionId: `${sellerId}:swiftpost:STANDARD`,
      carrier: 'swiftpost',
      service: 'STANDARD',
      items: [{ orderItemId: newId(), variantId: newId(), quantity: 2, weightGrams: 600 }],
      ...rest,
    };
  };

  const publishPaid = (order: Paid) =>
    shipping.publish(ordersEvents.OrderPaidV1, order, { aggregateId: order.orderId, version: 3, correlationId: 'bought' });

  const publishConfirmed = (orders: readonly Paid[], warehouseOf: (position: number) => string = () => east) => {
    const checkoutId = orders[0]?.checkoutId ?? '';
    const allocations = orders.flatMap((order) =>
      order.items.map(({ variantId, quantity }, position) => ({ variantId, quantity, warehouseId: warehouseOf(position) })),
    );
    return shipping.publish(
      inventoryEvents.ReservationConfirmedV1,
      { reservationId: checkoutId, checkoutId, allocations },
      { aggregateId: checkoutId, version: 2 },
    );
  };

  const createdOf = async (order: Paid) =>
    (await shipping.publishedEvents(shippingEvents.ShipmentCreatedV1)).filter((each) => each.orderId === order.orderId);

  const labelled = (order: Paid) => shipping.waitForEvent(shippingEvents.ShipmentLabelledV1, (each) => each.orderId === order.orderId);

  /** An order with a labelled shipment that is ready for pickup. */
  const readyToLeave = async (line2: string | null = null) => {
    const order = paidOrder({ line2 });
    await Promise.all([publishPaid(order), publishConfirmed([order])]);
    return { order, ...(await labelled(order)) };
  };

  return { paidOrder, publishPaid, publishConfirmed, createdOf, labelled, readyToLeave };
};

type Driver = { readonly advance: (trackingNumber: string) => { readonly status: string } | undefined };

/** The carrier: its simulated driver, and webhooks with any content. */
const fakeCarrier = (shipping: ContextHarness, carrier: Driver) => {
  const post = (body: unknown, { key = secret, seconds = Math.floor(Date.now() / 1_000) } = {}) => {
    const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const digest = createHmac('sha256', key).update(`${seconds.toString()}.`).update(rawBody).digest('hex');
    const headers = { 'x-swiftpost-signature': `t=${seconds.toString()},v1=${digest}` };
    return shipping.running.transport.webhook({ method: 'POST', path: 'swiftpost', query: new URLSearchParams(), headers, rawBody });
  };

  const advanceToEnd = (trackingNumber: string): readonly string[] => {
    const event = carrier.advance(trackingNumber);
    return event === undefined ? [] : [event.status, ...advanceToEnd(trackingNumber)];
  };

  return { post, advanceToEnd };
};

/** Clients that read and follow shipments. */
const viewers = (shipping: ContextHarness) => {
  const shown = async (id: string, actor = buyer): Promise<View | null> => {
    const { data, errors } = await shipping.graph(actor, shipmentQuery, { id });
    expect(errors).toBeUndefined();
    return (data?.['shipment'] ?? null) as View | null;
  };

  const statusOf = async (id: string) => (await shown(id))?.status;

  const follow = async (id: string, after: string | null = null, actor = buyer): Promise<AsyncIterableIterator<ExecutionResult>> => {
    const stream = await shipping.follow(actor, followQuery, { id, after });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    return stream;
  };

  return { shown, statusOf, follow };
};

/** The other contexts, the carrier and the clients of shipping. */
export const shippingScenario = (shipping: ContextHarness, carrier: Driver) => ({
  ...fakeProducers(shipping),
  ...fakeCarrier(shipping, carrier),
  ...viewers(shipping),
});
