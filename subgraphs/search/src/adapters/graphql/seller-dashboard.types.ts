import { add } from '@marketplace/kernel';
import { MoneyType, objectType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { DashboardFigures, DayFigures, DaySpan } from '../../application/seller-dashboard';
import { OrderListStatusType } from './order-list.types';
import { ProductType, SellerType } from './stubs.types';

const sellerSalesFields = {
  revenue: t.of(MoneyType, 'What came in: what buyers paid, and what the platform added for discounts that it pays for.'),
  orderCount: t.int('How many orders that was.'),
  pieces: t.int('How many pieces were in them.'),
};

export const SellerSalesType = objectType('SellerSales', 'What a seller has sold in one currency, in a span of days.', sellerSalesFields);
export type SellerSalesType = InstanceType<typeof SellerSalesType>;

const SellerSalesDayType = objectType('SellerSalesDay', 'What a seller has sold in one currency on one day.', {
  ...sellerSalesFields,
  day: t.string('The day, in UTC: 2026-11-21. Prepaid orders count when they are paid, others when the cash was handed over.'),
});
type SellerSalesDayType = InstanceType<typeof SellerSalesDayType>;

const SellerTopProductType = objectType('SellerTopProduct', 'A product that brought much in.', {
  product: t.of(ProductType, 'The product as it is in the catalogue now.').nullable(),
  title: t.string('What it was called when it was last ordered.'),
  pieces: t.int('How many pieces were sold.'),
  revenue: t.of(MoneyType, 'What buyers paid for them, delivery left out.'),
});
type SellerTopProductType = InstanceType<typeof SellerTopProductType>;

const SellerStatusCountType = objectType('SellerStatusCount', 'How many orders are in a status.', {
  status: t.of(OrderListStatusType, 'The status.'),
  orderCount: t.int('How many orders are in it.'),
});
type SellerStatusCountType = InstanceType<typeof SellerStatusCountType>;

export const SellerDashboardType = objectType('SellerDashboard', "A seller's figures for a span of days.", {
  seller: t.of(SellerType, 'Who sells.').nullable(),
  from: t.string('The first day, in UTC.'),
  to: t.string('The last day, in UTC.'),
  totals: t.list(SellerSalesType, 'Over all days, one for each currency.'),
  days: t.list(SellerSalesDayType, 'By day, then by currency; days without sales are left out.'),
  topProducts: t.list(SellerTopProductType, 'The ten products of each currency that brought most in, the first first.'),
  statuses: t.list(SellerStatusCountType, 'Where the orders stand now that were made on these days.'),
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
  topProducts: figures.topProducts.map(({ productId, title, pieces, revenue }) => ({
    product: { id: productId },
    title,
    pieces,
    revenue: toMoneyType(revenue),
  })),
  statuses: figures.statuses.map(({ status, orders }) => ({ status, orderCount: orders })),
});
