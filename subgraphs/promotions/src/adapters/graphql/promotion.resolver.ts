import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { defined, idOf, isId, type SellerId } from '@marketplace/kernel';
import {
  pageFields,
  argsType,
  badUserInput,
  byKey,
  entity,
  idKeyset,
  PageArgs,
  readConnection,
  t,
  type Connection,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import { mayKeep } from '../../application/access';
import type { CouponRow, PromotionRow, PromotionViews, PublicPromotion } from '../../application/ports';
import type { Promotions } from '../../application/promotions';
import type { CouponId } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import {
  ActivePromotionConnectionType,
  CouponConnectionType,
  CouponType,
  PromotionConnectionType,
  PromotionStatusType,
  PromotionType,
  type ActivePromotionType,
} from './promotion.types';
import { toActivePromotionType, toCouponType, toPromotionType } from './to-types';

const PromotionsArgs = argsType({
  ...pageFields(),
  status: t.of(PromotionStatusType, 'Only those that stand here.').optional(),
  sellerId: t.id('Only those of this seller.').optional(),
});
type PromotionsArgs = InstanceType<typeof PromotionsArgs>;

export const promotionEntity = (views: Pick<PromotionViews, 'byIds'>): Entity<PromotionRow, PromotionType> =>
  entity('Promotion', {
    load: async (ids: readonly PromotionId[]) => byKey(await views.byIds(ids), ({ state }) => state.id),
    mayRead: (actor, { state }) => mayKeep(actor, state.sellerId),
    toType: toPromotionType,
  });

export const couponEntity = (views: Pick<PromotionViews, 'couponsByIds'>): Entity<CouponRow, CouponType> =>
  entity('Coupon', {
    load: async (ids: readonly CouponId[]) => byKey(await views.couponsByIds(ids), ({ state }) => state.id),
    mayRead: (actor, { sellerId }) => mayKeep(actor, sellerId),
    toType: toCouponType,
  });

const promotionList = { keyset: idKeyset(({ state }: PromotionRow) => state.id), toNode: toPromotionType };
const activeList = { keyset: idKeyset(({ id }: PublicPromotion) => id), toNode: toActivePromotionType };
const couponList = { keyset: idKeyset(({ state }: CouponRow) => state.id), toNode: toCouponType };

const sellersOf = (sellerId: string | undefined): readonly SellerId[] | undefined => {
  if (sellerId === undefined) return undefined;
  if (!isId(sellerId)) throw badUserInput('`sellerId` is not an id.');
  return [idOf(sellerId)];
};

type Services = {
  readonly promotions: Promotions;
  readonly views: Pick<PromotionViews, 'coupons'>;
  readonly promotion: Entity<PromotionRow, PromotionType>;
  readonly coupon: Entity<CouponRow, CouponType>;
};

@Resolver(() => PromotionType)
export class PromotionResolver {
  constructor(private readonly services: Services) {}

  @Query(() => PromotionType, { nullable: true, description: 'One promotion that you keep. Null when there is none.' })
  promotion(
    @Arg('id', () => ID, { description: 'The id of the promotion.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PromotionType | null> {
    return this.services.promotion.show(id, context);
  }

  @Query(() => PromotionConnectionType, {
    description: "The promotions that you keep, newest first: operators all, a seller's staff its own.",
  })
  async promotions(@Args(() => PromotionsArgs) args: PromotionsArgs, @Ctx() context: GraphContext): Promise<Connection<PromotionType>> {
    const filter = defined({ status: args.status, sellerIds: sellersOf(args.sellerId) });
    return readConnection(args, context, {
      ...promotionList,
      read: (page) => this.services.promotions.list(filter, page, context.actor),
    });
  }

  @Query(() => ActivePromotionConnectionType, {
    description: 'What applies now for everybody, without a coupon, newest first; public.',
  })
  activePromotions(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ActivePromotionType>> {
    return readConnection(args, context, { ...activeList, read: (page) => this.services.promotions.listActive(page) });
  }

  @Query(() => CouponType, { nullable: true, description: 'One coupon of a promotion that you keep. Null when there is none.' })
  coupon(
    @Arg('id', () => ID, { description: 'The id of the coupon.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CouponType | null> {
    return this.services.coupon.show(id, context);
  }

  // Who reads a promotion keeps it, and may read its codes.
  @FieldResolver(() => CouponConnectionType, { description: 'Its codes, newest first.' })
  coupons(
    @Root() { id }: PromotionType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<CouponType>> {
    return readConnection(args, context, { ...couponList, read: (page) => this.services.views.coupons(idOf(id), page) });
  }
}
