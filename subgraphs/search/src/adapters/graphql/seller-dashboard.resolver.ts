import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { before, days, idOf, instant, type Clock, type Instant } from '@marketplace/kernel';
import { argsType, badUserInput, permitted, t, type GraphContext } from '@marketplace/platform/graphql';
import type { DaySpan, SellerDashboard } from '../../application/seller-dashboard';
import { SellerDashboardType, toDashboardType } from './seller-dashboard.types';

const SellerDashboardArgs = argsType({
  sellerId: t.id('The ID of the seller.'),
  from: t.string('The first day, in UTC, such as 2026-11-01. Defaults to 29 days before `to`.').optional(),
  to: t.string('The last day, in UTC, such as 2026-11-30. Defaults to today. The period has at most 366 days.').optional(),
});
type SellerDashboardArgs = InstanceType<typeof SellerDashboardArgs>;

const maxLength = days(365);

const dayOf = (at: Instant): string => at.slice(0, 10);

const midnight = (day: string, name: string): Instant => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : NaN;
  // `Date.parse` reads the 31st of a shorter month as a day of the next month.
  if (Number.isNaN(at) || dayOf(instant(at)) !== day) throw badUserInput(`\`${name}\` must be a day, such as 2026-11-21.`);
  return instant(at);
};

const spanOf = ({ from, to }: Pick<SellerDashboardArgs, 'from' | 'to'>, now: Instant): DaySpan => {
  const last = midnight(to ?? dayOf(now), 'to');
  const first = from === undefined ? before(last, days(29)) : midnight(from, 'from');
  if (first > last) throw badUserInput('`from` must not be after `to`.');
  if (first < before(last, maxLength)) throw badUserInput('The period must have at most 366 days.');
  return { from: dayOf(first), to: dayOf(last) };
};

type Dependencies = { readonly dashboard: SellerDashboard; readonly clock: Clock };

@Resolver()
export class SellerDashboardResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => SellerDashboardType, {
    nullable: true,
    description: 'The sales figures of a seller: revenue, orders and top products. For staff of the seller and operators.',
  })
  async sellerDashboard(
    @Args(() => SellerDashboardArgs) { sellerId, ...days }: SellerDashboardArgs,
    @Ctx() context: GraphContext,
  ): Promise<SellerDashboardType> {
    const { dashboard, clock } = this.dependencies;
    const span = spanOf(days, clock());
    const figures = permitted(await dashboard.read(context.actor, idOf(sellerId), span), context);
    return toDashboardType(sellerId, span, figures);
  }
}
