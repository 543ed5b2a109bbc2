import { add } from '@marketplace/kernel';
import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { DashboardFigures, DayFigures, DaySpan } from '../../application/seller-dashboard';
import { OrderListStatusType } from './order-list.types';
import { ProductType, SellerType } from './stubs.types';

const sellerSalesFields = {
  revenue: t.of(MoneyType, 'The revenue: payments of buyers plus discounts paid by the platform, including tax and delivery.'),
  orderCount: t.int('The number of orders.'),
  pieces: t.int('The number of units sold.'),
};

export const SellerSalesType = objectType('SellerSales', 'The sales of a seller in one currency over a period.', sellerSalesFields);
export type SellerSalesType = InstanceType<typeof SellerSalesType>;

const SellerSalesDayType = objectType('SellerSalesDay', 'The sales of a seller in one currency on one day.', {
  ...sellerSalesFields,
  day: t.string(
    'The day in UTC, such as 2026-11-21. Prepaid orders count on the day of payment, cash on delivery orders on the day of delivery.',
  ),
});
type SellerSalesDayType = InstanceType<typeof SellerSalesDayType>;

const SellerTopProductType = objectType('SellerTopProduct', 'One of the products with the highest revenue.', {
  product: t.of(ProductType, 'The product as it is in the catalog now.').nullable(),
  title: t.string('The title of the product when it was last ordered.'),
  pieces: t.int('The number of units sold.'),
  revenue: t.of(MoneyType, 'The amount that buyers paid for the product, excluding delivery.'),
});
type SellerTopProductType = InstanceType<typeof SellerTopProductType>;

const SellerStatusCountType = objectType('SellerStatusCount', 'The number of orders with a status.', {
  status: t.of(OrderListStatusType, 'The status.'),
  orderCount: t.int('The number of orders with this status.'),
});
type SellerStatusCountType = InstanceType<typeof SellerStatusCountType>;

export const SellerDashboardType = objectType('SellerDashboard', 'The sales figures of a seller for a period.', {
  seller: t.of(SellerType, 'The seller.').nullable(),
  from: t.string('The first day of the period, in UTC, such as 2026-11-01.'),
  to: t.string('The last day of the period, in UTC, such as 2026-11-30.'),
  totals: t.list(SellerSalesType, 'The total sales of the period, one entry per currency.'),
  days: t.list(SellerSalesDayType, 'The sales by day and currency. Days without sales are omitted.'),
  topProducts: t.list(SellerTopProductType, 'The ten products with the highest revenue in each currency, highest first.'),
  statuses: t.list(SellerStatusCountType, 'The current status of the orders created in the period: the number of orders with each status.'),
});
export type SellerDashboardType = InstanceType<typeof SellerDashboardType>;

const toSales = ({ revenue, orders, pieces }: Omit<DayFigures, 'day'>) => ({
  revenue: toMoneyType(revenue),
  orderCount: orders,
  pieces,
});

const totalsOf = (days: readonly DayFigures[]): readonly SellerSalesType[] => {
  const totals = new Map<string, Omit<DayFigures, 'day'>>();
  for (const { revenue, orders, pieces } of days) {
    const known = totals.get(revenue.currency);
    const total =
      known === undefined
        ? { revenue, orders, pieces }
        : { revenue: add(known.revenue, revenue), orders: known.orders + orders, pieces: known.pieces + pieces };
    totals.set(revenue.currency, total);
  }
  return [...totals.values()].map(toSales);
};

export const toDashboardType = (sellerId: string, { from, to }: DaySpan, figures: DashboardFigures): SellerDashboardType => ({
  seller: { id: sellerId },
  from,
  to,
  totals: totalsOf(figures.days),
  days: figures.days.map((day) => ({ day: day.day, ...toSales(day) })),
  topProducts: figures.topProductCount.map(({ productId, title, pieces, revenue }) => ({
    product: { id: productId },
    title,
    pieces,
    revenue: toMoneyType(revenue),
  })),
  statuses: figures.statuses.map(({ status, orders }) => ({ status, orderCount: orders })),
});
