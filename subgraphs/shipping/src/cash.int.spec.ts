import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents, ordersEvents, shippingEvents, type DataOf } from '@marketplace/schema';
import { startCarrier, type Carrier } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { apiKey, buyer, carrierVariables, east, playAround, west } from './shipping.fixtures';

let shipping: ContextHarness;
let carrier: Carrier;
let around: ReturnType<typeof playAround>;

beforeAll(async () => {
  carrier = await startCarrier({ port: 0, apiKey, autopilot: false });
  shipping = await contextHarness(context, { variables: carrierVariables(carrier.url) });
  around = playAround(shipping, carrier);
});

afterAll(async () => {
  await carrier.stop();
  await shipping.stop();
});

type Placed = DataOf<typeof ordersEvents.CashOnDeliveryOrderPlacedV1>;

const line = (weightGrams: number) => ({ orderItemId: newId(), variantId: newId(), quantity: 1, weightGrams });

const placedOrder = (items = [line(600)]): Placed => {
  const { paymentId: _paymentId, total, ...order } = around.paidOrder({ items });
  return { ...order, cashDue: total };
};

const sayPlaced = (order: Placed) =>
  shipping.publish(ordersEvents.CashOnDeliveryOrderPlacedV1, order, { aggregateId: order.orderId, version: 3 });

const sayConfirmed = ({ checkoutId, items }: Placed, warehouseOf: (position: number) => string = () => east) => {
  const allocations = items.map(({ variantId, quantity }, position) => ({ variantId, quantity, warehouseId: warehouseOf(position) }));
  return shipping.publish(
    inventoryEvents.ReservationConfirmedV1,
    { reservationId: checkoutId, checkoutId, allocations },
    { aggregateId: checkoutId, version: 2 },
  );
};

const labelledOf = async (order: Placed) =>
  (await shipping.publishedEvents(shippingEvents.ShipmentLabelledV1)).filter((each) => each.orderId === order.orderId);

const atCarrier = (trackingNumber: string | undefined) => carrier.shipments().find((each) => each.trackingNumber === trackingNumber);

describe('an order that is paid at the door', () => {
  it('is shipped as a paid one, and the carrier is told what to collect', async () => {
    const order = placedOrder();
    await Promise.all([sayPlaced(order), sayConfirmed(order)]);
    const { shipmentId, trackingNumber } = await shipping.waitForEvent(
      shippingEvents.ShipmentLabelledV1,
      (each) => each.orderId === order.orderId,
    );
    expect(atCarrier(trackingNumber)).toMatchObject({ reference: shipmentId, cashOnDelivery: { amount: '30.00', currency: 'USD' } });
    const query = 'query ($id: ID!) { shipment(id: $id) { cashDue { amount currency } } }';
    expect((await shipping.graph(buyer, query, { id: shipmentId })).data?.['shipment']).toEqual({
      cashDue: { amount: '30.00', currency: 'USD' },
    });
  });

  it('is collected in parts when it leaves in several shipments, together all of it', async () => {
    const order = placedOrder([line(500), line(1_000)]);
    await sayConfirmed(order, (position) => (position === 0 ? east : west));
    await sayPlaced(order);
    const labelled = await eventually(async () => {
      const all = await labelledOf(order);
      return all.length === 2 && all;
    });
    const amounts = labelled.map((each) => atCarrier(each.trackingNumber)?.cashOnDelivery?.amount);
    expect(amounts.sort()).toEqual(['10.00', '20.00']);
  });
});

describe('an order that was paid before', () => {
  it('has nothing to collect', async () => {
    const { shipmentId, trackingNumber } = await around.readyToLeave();
    expect(atCarrier(trackingNumber)?.cashOnDelivery).toBeUndefined();
    const query = 'query ($id: ID!) { shipment(id: $id) { cashDue { amount } } }';
    expect((await shipping.graph(buyer, query, { id: shipmentId })).data?.['shipment']).toEqual({ cashDue: null });
  });
});
