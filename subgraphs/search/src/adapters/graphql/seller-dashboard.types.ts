import { Field, Int, ObjectType } from 'type-graphql';
import { add } from '@marketplace/kernel';
import { MoneyType, toMoneyType, type Stub } from '@marketplace/platform/graphql';
import type { DashboardFigures, DayFigures, DaySpan } from '../../application/seller-dashboard';
import { OrderListStatusType } from './order-list.types';
import { ProductType, SellerType } from './stubs.types';

@ObjectType('SellerSales', { description: 'What a seller has sold in one currency, in a span of days.' })
export class SellerSalesType {
  @Field(() => MoneyType, { description: 'What came in: what buyers paid, and what the platform added for discounts that it pays for.' })
  revenue!: MoneyType;

  @Field(() => Int, { description: 'How many orders that was.' })
  orderCount!: number;

  @Field(() => Int, { description: 'How many pieces were in them.' })
  pieces!: number;
}

@ObjectType('SellerSalesDay', { description: 'What a seller has sold in one currency on one day.' })
export class SellerSalesDayType extends SellerSalesType {
  @Field(() => String, {
    description: 'The day, in UTC: 2026-11-21. Prepaid orders count when they are paid, others when the cash was handed over.',
  })
  day!: string;
}

@ObjectType('SellerTopProduct', { description: 'A product that brought much in.' })
export class SellerTopProductType {
  @Field(() => ProductType, { nullable: true, description: 'The product as it is in the catalogue now.' })
  product!: Stub | null;

  @Field(() => String, { description: 'What it was called when it was last ordered.' })
  title!: string;

  @Field(() => Int, { description: 'How many pieces were sold.' })
  pieces!: number;

  @Field(() => MoneyType, { description: 'What buyers paid for them, delivery left out.' })
  revenue!: MoneyType;
}

@ObjectType('SellerStatusCount', { description: 'How many orders are in a status.' })
export class SellerStatusCountType {
  @Field(() => OrderListStatusType, { description: 'The status.' })
  status!: string;

  @Field(() => Int, { description: 'How many orders are in it.' })
  orderCount!: number;
}

@ObjectType('SellerDashboard', { description: "A seller's figures for a span of days." })
export class SellerDashboardType {
  @Field(() => SellerType, { nullable: true, description: 'Who sells.' })
  seller!: Stub | null;

  @Field(() => String, { description: 'The first day, in UTC.' })
  from!: string;

  @Field(() => String, { description: 'The last day, in UTC.' })
  to!: string;

  @Field(() => [SellerSalesType], { description: 'Over all days, one for each currency.' })
  totals!: readonly SellerSalesType[];

  @Field(() => [SellerSalesDayType], { description: 'By day, then by currency; days without sales are left out.' })
  days!: readonly SellerSalesDayType[];

  @Field(() => [SellerTopProductType], { description: 'The ten products of each currency that brought most in, the first first.' })
  topProducts!: readonly SellerTopProductType[];

  @Field(() => [SellerStatusCountType], { description: 'Where the orders stand now that were made on these days.' })
  statuses!: readonly SellerStatusCountType[];
}

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
