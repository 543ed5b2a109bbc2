import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents, ordersEvents, shippingEvents, type DataOf } from '@marketplace/schema';
import { startCarrier, type Carrier } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { context } from './main';
import { apiKey, buyer, carrierVariables, east, shippingScenario, west } from './shipping.fixtures';

let shipping: ContextHarness;
let carrier: Carrier;
let scenario: ReturnType<typeof shippingScenario>;

beforeAll(async () => {
  carrier = await startCarrier({ port: 0, apiKey, autopilot: false });
  shipping = await contextHarness(context, { variables: carrierVariables(carrier.url) });
  scenario = shippingScenario(shipping, carrier);
});

afterAll(async () => {
  await carrier.stop();
  await shipping.stop();
});

type Placed = DataOf<typeof ordersEvents.CashOnDeliveryOrderPlacedV1>;

const line = (weightGrams: number) => ({ orderItemId: newId(), variantId: newId(), quantity: 1, weightGrams });

const placedOrder = (items = [line(600)]): Placed => {
  const { paymentId: _paymentId, total, ...order } = scenario.paidOrder({ items });
  return { ...order, cashDue: total };
};

const publishPlaced = (order: Placed) =>
  shipping.publish(ordersEvents.CashOnDeliveryOrderPlacedV1, order, { aggregateId: order.orderId, version: 3 });

const publishConfirmed = ({ checkoutId, items }: Placed, warehouseOf: (position: number) => string = () => east) => {
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

describe('an order with cash on delivery', () => {
  it('is shipped like a paid order, and the carrier gets the amount to collect', async () => {
    const order = placedOrder();
    await Promise.all([publishPlaced(order), publishConfirmed(order)]);
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

  it('is collected in shares that add up to the total when it has several shipments', async () => {
    const order = placedOrder([line(500), line(1_000)]);
    await publishConfirmed(order, (position) => (position === 0 ? east : west));
    await publishPlaced(order);
    const labelled = await eventually(async () => {
      const all = await labelledOf(order);
      return all.length === 2 && all;
    });
    const amounts = labelled.map((each) => atCarrier(each.trackingNumber)?.cashOnDelivery?.amount);
    expect(amounts.sort()).toEqual(['10.00', '20.00']);
  });
});

describe('an order that is already paid', () => {
  it('has no cash to collect', async () => {
    const { shipmentId, trackingNumber } = await scenario.readyToLeave();
    expect(atCarrier(trackingNumber)?.cashOnDelivery).toBeUndefined();
    const query = 'query ($id: ID!) { shipment(id: $id) { cashDue { amount } } }';
    expect((await shipping.graph(buyer, query, { id: shipmentId })).data?.['shipment']).toEqual({ cashDue: null });
  });
});
