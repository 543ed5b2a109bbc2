import { currency, idOf, instant, money, moneyFromJson, moneyToJson, sum, type MoneyJson } from '@marketplace/kernel';
import { sumOf, type Discount } from '../../domain/discounts';
import type { Order, OrderItem, OrderKind, OrderTerms, Parcel, ShippingChoice } from '../../domain/order';
import type { Versioned } from '../../application/ports';

type ProductSnapshot = Pick<OrderItem, 'variantId' | 'productId' | 'sku' | 'title' | 'options' | 'imageUrl' | 'weightGrams'>;

type ItemJson = {
  readonly id: string;
  readonly product: ProductSnapshot;
  readonly price: string;
  readonly quantity: number;
  readonly total: string;
  readonly discounts: readonly DiscountJson[];
  readonly tax: string;
};

type DiscountJson = Omit<Discount, 'amount'> & { readonly amount: MoneyJson };

/** Orders from before there were discounts have none of them. */
type ShippingJson = Omit<OrderTerms['shipping'], 'price' | 'discount' | 'discounts'> & {
  readonly price: MoneyJson;
  readonly discounts?: readonly DiscountJson[];
};

export type OrderRow = {
  readonly id: string;
  readonly version: number;
  readonly announced: number;
  readonly order_number: string;
  readonly checkout_id: string;
  readonly buyer_id: string;
  readonly seller_id: string;
  readonly status: Order['status'];
  readonly order_type: OrderKind;
  readonly currency: string;
  readonly total_amount: bigint;
  readonly tax_amount: bigint;
  readonly shipping: ShippingJson;
  readonly country_code: string;
  readonly sealed_address: string;
  readonly parcel_count: number;
  readonly cancel_reason: string | null;
  readonly created_at: string;
  readonly delivered_at: string | null;
  readonly payment_id: string | null;
  readonly items: readonly ItemJson[];
  readonly parcels: readonly Parcel[];
};

/** Everything of an order in one row: amounts of items as text, since JSON numbers are not exact. */
export const selectOrders = `
  SELECT o.id, o.version, o.announced, o.order_number, o.checkout_id, o.buyer_id, o.seller_id, o.status, o.order_type, o.currency, o.total_amount, o.tax_amount,
    o.shipping, o.country_code, o.sealed_address, o.parcel_count, o.cancel_reason, o.created_at, o.delivered_at, p.payment_id,
    (SELECT json_agg(json_build_object('id', i.id, 'product', i.product_snapshot_json, 'price', i.price_snapshot::text, 'quantity', i.quantity,
       'total', i.total_amount::text, 'discounts', i.discounts, 'tax', i.tax_amount::text) ORDER BY i.position) FROM order_items i WHERE i.order_id = o.id) AS items,
    (SELECT coalesce(json_agg(json_build_object('shipmentId', s.shipment_id, 'status', s.status)), '[]') FROM order_shipments s WHERE s.order_id = o.id) AS parcels
  FROM orders o LEFT JOIN order_payments p ON p.order_id = o.id`;

const toDiscount = (discount: DiscountJson): Discount => ({ ...discount, amount: moneyFromJson(discount.amount) });

/** A discount as it is stored; amounts as text, since JSON numbers are not exact. */
export const discountsJson = (discounts: readonly Discount[]): readonly DiscountJson[] =>
  discounts.map((discount) => ({ ...discount, amount: moneyToJson(discount.amount) }));

const toItem = (item: ItemJson, code: OrderTerms['currency']): OrderItem => {
  const discounts = item.discounts.map(toDiscount);
  return {
    ...item.product,
    id: idOf(item.id),
    quantity: item.quantity,
    unitPrice: money(BigInt(item.price), code),
    total: money(BigInt(item.total), code),
    discounts,
    discount: sumOf(discounts, code),
    tax: money(BigInt(item.tax), code),
  };
};

const toShipping = ({ price, discounts: stored = [], ...choice }: ShippingJson, code: OrderTerms['currency']): ShippingChoice => {
  const discounts = stored.map(toDiscount);
  return { ...choice, price: moneyFromJson(price), discounts, discount: sumOf(discounts, code) };
};

/** The delivery as it is stored. */
export const shippingJson = ({ price, discounts, discount: _, ...choice }: ShippingChoice): string =>
  JSON.stringify({ ...choice, price: moneyToJson(price), discounts: discountsJson(discounts) } satisfies ShippingJson);

const toTerms = (row: OrderRow): OrderTerms => {
  const code = currency(row.currency);
  const items = row.items.map((item) => toItem(item, code));
  const shipping = toShipping(row.shipping, code);
  return {
    id: idOf(row.id),
    orderNumber: row.order_number,
    kind: row.order_type,
    checkoutId: idOf(row.checkout_id),
    buyerId: idOf(row.buyer_id),
    sellerId: idOf(row.seller_id),
    currency: code,
    items,
    shipping,
    discount: sum([...items.map((item) => item.discount), shipping.discount], code),
    total: money(row.total_amount, code),
    tax: money(row.tax_amount, code),
    countryCode: row.country_code,
    sealedAddress: row.sealed_address,
    createdAt: instant(row.created_at),
  };
};

const toState = (row: OrderRow): Order => {
  const terms = toTerms(row);
  const settled = () => ({ terms, paymentId: idOf<'Payment'>(row.payment_id ?? ''), parcels: row.parcels, parcelCount: row.parcel_count });
  switch (row.status) {
    case 'CREATED':
      return { status: row.status, terms };
    case 'CONFIRMED':
      return row.payment_id === null ? { status: row.status, terms } : { status: row.status, ...settled() };
    case 'PAID':
    case 'SHIPPED':
    case 'CLOSED':
      return { status: row.status, ...settled() };
    case 'DELIVERED':
      return { status: row.status, deliveredAt: instant(row.delivered_at ?? row.created_at), ...settled() };
    case 'CANCELLED':
      return { status: row.status, terms, reason: row.cancel_reason ?? '' };
  }
};

export const toOrder = (row: OrderRow): Versioned<Order> => ({ version: row.version, announced: row.announced, state: toState(row) });

/** What is frozen of a product in an order line. */
export const snapshotOf = ({ variantId, productId, sku, title, options, imageUrl, weightGrams }: OrderItem): ProductSnapshot => ({
  variantId,
  productId,
  sku,
  title,
  options,
  ...(imageUrl === undefined ? {} : { imageUrl }),
  weightGrams,
});
