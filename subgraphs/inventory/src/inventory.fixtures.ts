import { idOf, instant, type SellerId } from '@marketplace/kernel';
import { newId, now } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, paymentsEvents, productsEvents } from '@marketplace/schema';

export const sellerId: SellerId = idOf('01900000-0000-7000-8000-0000000000e1');
export const buyer = userActor(idOf('01900000-0000-7000-8000-0000000000b1'));
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000a1'), ['operator']);
export const staff = userActor(idOf('01900000-0000-7000-8000-0000000000c1'), ['seller'], [sellerId]);
export const rival = userActor(idOf('01900000-0000-7000-8000-0000000000d1'), ['seller'], [idOf('01900000-0000-7000-8000-0000000000e2')]);

export type RequestedLine = { readonly variantId: string; readonly quantity: number };

export const skuOf = (variantId: string): string => `TJ-${variantId.slice(-12)}`;

export const stockUnitOf = (variantId: string): string => `WH-${variantId.slice(-12)}`;

export const inMinutes = (minutes: number): string => instant(Date.parse(now()) + minutes * 60_000);

const usd = { amount: '1250', currency: 'USD' };

const warehouseCreate =
  'mutation ($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } userErrors { code } } }';
const stockPolicyUpdate = `mutation ($input: StockPolicyUpdateInput!) { stockPolicyUpdate(input: $input) {
  stockPolicy { lowStockThreshold backorderLimit backorderWarehouse { code } variant { id } } userErrors { code path } } }`;
export const stockAdjust = `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) {
  variantStock { id onHand reserved available variant { id } warehouse { code } }
  userErrors { __typename code message path ... on InsufficientStock { variantId available } } } }`;

/** The actions of sellers' staff and operators. */
const staffActions = (harness: ContextHarness) => {
  const warehouse = async (code: string): Promise<string> => {
    const input = { code, name: `Warehouse ${code}`, countryCode: code.slice(0, 2) };
    const answer = await harness.graph(operator, warehouseCreate, { input });
    return (answer.data?.['warehouseCreate'] as { warehouse: { id: string } }).warehouse.id;
  };
  const adjusted = (variantId: string, warehouseId: string, change: number) =>
    harness.graph(staff, stockAdjust, { input: { variantId, warehouseId, change, reason: 'delivery', idempotencyKey: newId() } });
  const policy = (variantId: string, change: object, actor = staff) =>
    harness.graph(actor, stockPolicyUpdate, { input: { variantId, ...change } });
  const variants = async (count: number): Promise<readonly string[]> => {
    const productId = newId();
    const ids = Array.from({ length: count }, () => newId());
    const listed = ids.map((variantId) => ({
      variantId,
      sku: skuOf(variantId),
      stockUnit: stockUnitOf(variantId),
      options: [],
      price: usd,
      weightGrams: 100,
    }));
    const data = { productId, sellerId, slug: productId, title: 'Trail jacket', categoryId: newId(), variants: listed };
    await harness.waitUntilHandled(await harness.publish(productsEvents.ProductPublishedV1, data, { aggregateId: productId, version: 1 }));
    return ids;
  };
  /** Creates a variant with a quantity on hand in each of these warehouses, by code. */
  const stocked = async (quantities: Readonly<Record<string, number>>): Promise<string> => {
    const [variantId = ''] = await variants(1);
    for (const [code, quantity] of Object.entries(quantities)) await adjusted(variantId, await warehouse(code), quantity);
    return variantId;
  };
  return { warehouse, adjusted, policy, variants, stocked };
};

type Delivery = { readonly eventId?: string };

const payment = (checkoutId: string) => ({
  paymentId: newId(),
  checkoutId,
  buyerId: buyer.userId,
  amount: usd,
  orders: [{ orderId: newId(), sellerId, amount: usd }],
});

/** Publishes the events that inventory handles. The same `eventId` again is a redelivery. */
const fakeProducers = (harness: ContextHarness) => ({
  request: (checkoutId: string, lines: readonly RequestedLine[], options: Delivery & { readonly expiresAt?: string } = {}) => {
    const { expiresAt = inMinutes(15), ...delivery } = options;
    const data = { checkoutId, reservationId: checkoutId, countryCode: 'DE', expiresAt, lines: [...lines] };
    return harness.publish(checkoutEvents.StockReservationRequestedV1, data, { aggregateId: checkoutId, version: 4, ...delivery });
  },
  release: (checkoutId: string, delivery: Delivery = {}) =>
    harness.publish(
      checkoutEvents.StockReleaseRequestedV1,
      { checkoutId, reservationId: checkoutId },
      { aggregateId: checkoutId, version: 8, ...delivery },
    ),
  capture: (checkoutId: string, delivery: Delivery = {}) => {
    const data = payment(checkoutId);
    return harness.publish(paymentsEvents.PaymentCapturedV1, data, { aggregateId: data.paymentId, version: 2, ...delivery });
  },
  agreeOnCash: (checkoutId: string) => {
    const data = payment(checkoutId);
    return harness.publish(paymentsEvents.CashOnDeliveryAgreedV1, data, { aggregateId: data.paymentId, version: 2 });
  },
});

type Quantities = { readonly onHand: number; readonly reserved: number };

/** The actors and contexts around inventory, and reads of its tables. */
export const marketplace = (harness: ContextHarness) => ({
  ...staffActions(harness),
  ...fakeProducers(harness),
  /** The stock of a variant in all warehouses. */
  stockOf: async (variantId: string): Promise<Quantities> => {
    const [row] = await harness.running.db.query<Quantities>(
      'SELECT sum(on_hand)::int AS "onHand", sum(reserved)::int AS reserved FROM stock_items WHERE variant_id = $1 GROUP BY variant_id',
      [variantId],
    );
    return row ?? { onHand: 0, reserved: 0 };
  },
  statusOf: async (checkoutId: string): Promise<string | undefined> => {
    const [row] = await harness.running.db.query<{ status: string }>('SELECT status FROM stock_reservations WHERE id = $1', [checkoutId]);
    return row?.status;
  },
});
