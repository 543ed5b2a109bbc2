import { money, sum, type PaymentId } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { columnsOf, nestedRows, parseNested, parseRows, nonNull, type Database, type Row } from '@marketplace/platform';
import { totalDiscount } from '../../domain/discounts';
import type { Order, OrderItem, OrderTerms } from '../../domain/order';
import { OrderItems, Orders, OrderShipments } from './tables';

/** The columns that are joined to an order's row. */
type JoinedColumns = { readonly paymentId: PaymentId | null; readonly items: readonly object[]; readonly parcels: readonly object[] };
type OrderRow = Row<typeof Orders> & JoinedColumns;

const items = nestedRows(OrderItems, 'i', { where: 'i.order_id = o.id', order: 'i.position' });
const parcels = nestedRows(OrderShipments, 's', { where: 's.order_id = o.id', order: 's.shipment_id' });

/** An order with its items, payment and parcels, in one row. */
const selectOrders = `
  SELECT ${columnsOf(Orders, 'o')}, p.payment_id AS "paymentId", ${items} AS items, ${parcels} AS parcels
  FROM orders o LEFT JOIN order_payments p ON p.order_id = o.id`;

const itemOf = (row: Row<typeof OrderItems>, { currency }: OrderRow): OrderItem => ({
  ...row.product,
  id: row.id,
  quantity: row.quantity,
  unitPrice: money(row.price, currency),
  total: money(row.totalAmount, currency),
  discounts: row.discounts,
  discount: totalDiscount(row.discounts, currency),
  tax: money(row.taxAmount, currency),
});

const termsOf = (row: OrderRow): OrderTerms => {
  const { id, orderNumber, kind, checkoutId, buyerId, sellerId, currency, countryCode, sealedAddress, createdAt } = row;
  const shipping = { ...row.shipping, discount: totalDiscount(row.shipping.discounts, currency) };
  const lines = parseNested(OrderItems, row.items).map((item) => itemOf(item, row));
  return {
    ...{ id, orderNumber, kind, checkoutId, buyerId, sellerId, currency, shipping, countryCode, sealedAddress, createdAt },
    items: lines,
    discount: sum([...lines.map((item) => item.discount), shipping.discount], currency),
    total: money(row.totalAmount, currency),
    tax: money(row.taxAmount, currency),
  };
};

const stateOf = (row: OrderRow): Order => {
  const terms = termsOf(row);
  const fulfillment = () => ({
    terms,
    paymentId: nonNull(Orders, row, 'paymentId'),
    parcels: parseNested(OrderShipments, row.parcels).map(({ shipmentId, status }) => ({ shipmentId, status })),
    parcelCount: row.parcelCount,
  });
  switch (row.status) {
    case 'CREATED':
    case 'CONFIRMED':
      return { status: row.status, terms };
    case 'PLACED_FOR_CASH':
    case 'PAID':
    case 'SHIPPED':
    case 'CLOSED':
      return { status: row.status, ...fulfillment() };
    case 'DELIVERED':
      return { status: row.status, deliveredAt: nonNull(Orders, row, 'deliveredAt'), ...fulfillment() };
    case 'CANCELLED':
      return { status: row.status, terms, reason: nonNull(Orders, row, 'cancelReason') };
  }
};

/** Reads the orders that match `rest`: the SQL after FROM, starting with JOIN or WHERE. The alias of `orders` is `o`. */
export const readOrders = async (db: Database, rest: string, params: readonly unknown[]): Promise<readonly Versioned<Order>[]> => {
  const rows = parseRows(Orders, await db.query(`${selectOrders} ${rest}`, params)) as readonly OrderRow[];
  return rows.map((row) => ({ version: row.version, announced: row.announced, state: stateOf(row) }));
};
