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
import { mayManage } from '../../application/access';
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
  status: t.of(PromotionStatusType, 'Returns only promotions with this status.').optional(),
  sellerId: t.id('Returns only promotions of the seller with this ID.').optional(),
});
type PromotionsArgs = InstanceType<typeof PromotionsArgs>;

export const promotionEntity = (views: Pick<PromotionViews, 'byIds'>): Entity<PromotionRow, PromotionType> =>
  entity('Promotion', {
    load: async (ids: readonly PromotionId[]) => byKey(await views.byIds(ids), ({ state }) => state.id),
    mayRead: (actor, { state }) => mayManage(actor, state.sellerId),
    toType: toPromotionType,
  });

export const couponEntity = (views: Pick<PromotionViews, 'couponsByIds'>): Entity<CouponRow, CouponType> =>
  entity('Coupon', {
    load: async (ids: readonly CouponId[]) => byKey(await views.couponsByIds(ids), ({ state }) => state.id),
    mayRead: (actor, { sellerId }) => mayManage(actor, sellerId),
    toType: toCouponType,
  });

const promotionList = { keyset: idKeyset(({ state }: PromotionRow) => state.id), toNode: toPromotionType };
const activeList = { keyset: idKeyset(({ id }: PublicPromotion) => id), toNode: toActivePromotionType };
const couponList = { keyset: idKeyset(({ state }: CouponRow) => state.id), toNode: toCouponType };

const sellersOf = (sellerId: string | undefined): readonly SellerId[] | undefined => {
  if (sellerId === undefined) return undefined;
  if (!isId(sellerId)) throw badUserInput('`sellerId` is not a valid ID.');
  return [idOf(sellerId)];
};

type Dependencies = {
  readonly promotions: Promotions;
  readonly views: Pick<PromotionViews, 'coupons'>;
  readonly promotion: Entity<PromotionRow, PromotionType>;
  readonly coupon: Entity<CouponRow, CouponType>;
};

@Resolver(() => PromotionType)
export class PromotionResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => PromotionType, { nullable: true, description: 'A promotion that you manage; null when it does not exist.' })
  promotion(
    @Arg('id', () => ID, { description: 'The ID of the promotion.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PromotionType | null> {
    return this.dependencies.promotion.show(id, context);
  }

  @Query(() => PromotionConnectionType, {
    description: "The promotions that you manage, newest first. Operators get all promotions; a seller's staff get those of the seller.",
  })
  async promotions(@Args(() => PromotionsArgs) args: PromotionsArgs, @Ctx() context: GraphContext): Promise<Connection<PromotionType>> {
    const filter = defined({ status: args.status, sellerIds: sellersOf(args.sellerId) });
    return readConnection(args, context, {
      ...promotionList,
      read: (page) => this.dependencies.promotions.list(filter, page, context.actor),
    });
  }

  @Query(() => ActivePromotionConnectionType, {
    description: 'The public promotions that apply now without a coupon, newest first.',
  })
  activePromotions(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext): Promise<Connection<ActivePromotionType>> {
    return readConnection(args, context, { ...activeList, read: (page) => this.dependencies.promotions.listActive(page) });
  }

  @Query(() => CouponType, { nullable: true, description: 'A coupon of a promotion that you manage; null when it does not exist.' })
  coupon(
    @Arg('id', () => ID, { description: 'The ID of the coupon.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CouponType | null> {
    return this.dependencies.coupon.show(id, context);
  }

  // A promotion is only shown to its owner, who may also read its codes.
  @FieldResolver(() => CouponConnectionType, { description: 'The coupon codes of the promotion, newest first.' })
  coupons(
    @Root() { id }: PromotionType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Connection<CouponType>> {
    return readConnection(args, context, { ...couponList, read: (page) => this.dependencies.views.coupons(idOf(id), page) });
  }
}
