import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { before, days, idOf, instant, isRefused, type Clock, type Instant } from '@marketplace/kernel';
import { argsType, badUserInput, forbidden, t, type GraphContext } from '@marketplace/platform/graphql';
import type { DaySpan, SellerDashboard } from '../../application/seller-dashboard';
import { SellerDashboardType, toDashboardType } from './seller-dashboard.types';

const SellerDashboardArgs = argsType({
  sellerId: t.id('The seller.'),
  from: t.string('The first day, in UTC: 2026-11-01. Without it, 30 days end with the last one.').optional(),
  to: t.string('The last day, in UTC; today where it is left out. At most 366 days.').optional(),
});
type SellerDashboardArgs = InstanceType<typeof SellerDashboardArgs>;

const longest = days(365);

const dayOf = (at: Instant): string => at.slice(0, 10);

const midnight = (day: string, name: string): Instant => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : NaN;
  // The 31st of a shorter month is read as a day of the next one.
  if (Number.isNaN(at) || dayOf(instant(at)) !== day) throw badUserInput(`\`${name}\` is not a day such as 2026-11-21.`);
  return instant(at);
};

const spanOf = ({ from, to }: Pick<SellerDashboardArgs, 'from' | 'to'>, now: Instant): DaySpan => {
  const last = midnight(to ?? dayOf(now), 'to');
  const first = from === undefined ? before(last, days(29)) : midnight(from, 'from');
  if (first > last) throw badUserInput('`from` is after `to`.');
  if (first < before(last, longest)) throw badUserInput('A dashboard covers at most 366 days.');
  return { from: dayOf(first), to: dayOf(last) };
};

type Services = { readonly dashboard: SellerDashboard; readonly clock: Clock };

@Resolver()
export class SellerDashboardResolver {
  constructor(private readonly services: Services) {}

  @Query(() => SellerDashboardType, {
    nullable: true,
    description: "A seller's revenue, orders and best products by day; for those who work for the seller, and operators.",
  })
  async sellerDashboard(
    @Args(() => SellerDashboardArgs) { sellerId, ...days }: SellerDashboardArgs,
    @Ctx() { actor }: GraphContext,
  ): Promise<SellerDashboardType> {
    const { dashboard, clock } = this.services;
    const span = spanOf(days, clock());
    const figures = await dashboard.read(actor, idOf(sellerId), span);
    // Guests get the same answer: a dashboard is for nobody whom a log-in alone would help.
    if (isRefused(figures)) throw forbidden();
    return toDashboardType(sellerId, span, figures);
  }
}
