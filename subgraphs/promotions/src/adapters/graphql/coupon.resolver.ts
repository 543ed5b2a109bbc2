import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import {
  command,
  forbidden,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { Coupons } from '../../application/coupons';
import type { PromotionViews } from '../../application/ports';
import type { Segments, SegmentSize } from '../../application/segments';
import type { CouponId, CouponOrder, CouponTerms } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import {
  BuyerSegmentPayload,
  BuyerSegmentUpdateInput,
  CouponDisableInput,
  CouponPayload,
  CouponsCreateInput,
  CouponsCreatePayload,
} from './coupon.types';
import { messages } from './messages';
import type { PromotionLoads } from './promotion-loads';
import { NewestFirstArgs, pageOf } from './promotion.resolver';
import { CouponConnectionType, CouponType, PromotionType } from './promotion.types';
import { toCouponType } from './to-types';

type Services = {
  readonly coupons: Coupons;
  readonly segments: Segments;
  readonly views: PromotionViews;
  readonly loads: PromotionLoads;
};

const mostShown = 100;

const termsOf = ({ maxUses, maxUsesPerBuyer, startsAt, endsAt }: CouponsCreateInput): CouponTerms => ({
  ...(typeof maxUses === 'number' ? { maxUses } : {}),
  ...(typeof maxUsesPerBuyer === 'number' ? { maxUsesPerBuyer } : {}),
  ...(startsAt ? { startsAt } : {}),
  ...(endsAt ? { endsAt } : {}),
});

const orderOf = (input: CouponsCreateInput): CouponOrder | Refusal<'coupons-invalid'> => {
  const { code, prefix, count } = input;
  const terms = termsOf(input);
  if (typeof code === 'string' && typeof prefix !== 'string' && typeof count !== 'number') return { kind: 'SINGLE', code, terms };
  if (typeof code !== 'string' && typeof prefix === 'string' && typeof count === 'number') return { kind: 'BULK', prefix, count, terms };
  return refuse('coupons-invalid', { path: ['code'] });
};

@Resolver(() => PromotionType)
export class CouponResolver {
  constructor(private readonly services: Services) {}

  // Whoever reads a promotion keeps it, and may read its codes.
  @FieldResolver(() => CouponConnectionType, { description: 'Its codes, newest first.' })
  async coupons(@Root() promotion: PromotionType, @Args() args: NewestFirstArgs): Promise<Connection<CouponType>> {
    const { size, page } = pageOf(args);
    const rows = await this.services.views.coupons(idOf(promotion.id), page);
    return toConnection(rows, size, (row) => [row.state.id], toCouponType);
  }

  @Query(() => CouponType, { nullable: true, description: 'One coupon of a promotion that you keep. Null when there is none.' })
  coupon(
    @Arg('id', () => ID, { description: 'The id of the coupon.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<CouponType | null> {
    return this.services.loads.coupon(id, context);
  }

  @Mutation(() => CouponsCreatePayload, {
    description:
      'Makes codes for a promotion. Errors: PROMOTION_NOT_FOUND, PROMOTION_NEEDS_NO_COUPON, PROMOTION_ENDED, COUPON_CODE_INVALID, COUPON_CODE_TAKEN, COUPON_PREFIX_INVALID, COUPON_COUNT_INVALID, COUPONS_INVALID, LIMIT_INVALID, PERIOD_INVALID.',
  })
  async couponsCreate(
    @Arg('input', () => CouponsCreateInput, { description: 'The codes.' }) input: CouponsCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<CouponsCreatePayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const outcome = await this.issue(input, context);
    if (isRefused(outcome)) return { promotion: null, count: 0, coupons: [], userErrors: toUserErrors(outcome, messages) };
    const rows = await this.services.views.couponsOfOrder(outcome, input.idempotencyKey, mostShown);
    return {
      promotion: await this.services.loads.promotion(outcome, context),
      count: input.count ?? 1,
      coupons: rows.map(toCouponType),
      userErrors: [],
    };
  }

  private async issue(input: CouponsCreateInput, context: GraphContext): Promise<PromotionId | Refusal> {
    if (!isId(input.promotionId)) return refuse('promotion-not-found', { path: ['promotionId'] });
    const promotionId = idOf<'Promotion'>(input.promotionId);
    const order = orderOf(input);
    if (isRefused(order)) return order;
    return command<PromotionId>(context, {
      operation: 'couponsCreate',
      input,
      run: (cause) => this.services.coupons.issue(promotionId, { ...order, orderKey: input.idempotencyKey }, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
  }

  @Mutation(() => CouponPayload, {
    description: 'Takes a code out of use for good; checkouts under way keep their price. Errors: COUPON_NOT_FOUND, VERSION_CONFLICT.',
  })
  async couponDisable(
    @Arg('input', () => CouponDisableInput, { description: 'Which code.' }) { couponId, expectedVersion }: CouponDisableInput,
    @Ctx() context: GraphContext,
  ): Promise<CouponPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const outcome: CouponId | Refusal = isId(couponId)
      ? await command<CouponId>(context, {
          operation: 'couponDisable',
          input: {},
          run: (cause) => this.services.coupons.disable(idOf(couponId), expectedVersion, cause),
        })
      : refuse('coupon-not-found', { path: ['couponId'] });
    if (isRefused(outcome)) return { coupon: null, userErrors: toUserErrors(outcome, messages) };
    return { coupon: await this.services.loads.coupon(outcome, context), userErrors: [] };
  }

  @Mutation(() => BuyerSegmentPayload, {
    description: 'Says who belongs to a segment; for operators. Errors: SEGMENT_INVALID, USER_INVALID, TOO_MANY_USERS.',
  })
  async buyerSegmentUpdate(
    @Arg('input', () => BuyerSegmentUpdateInput, { description: 'Who joins and who leaves.' }) input: BuyerSegmentUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<BuyerSegmentPayload> {
    const outcome = await this.updateSegment(input, context);
    if (!isRefused(outcome)) return { segment: { name: outcome.segment, size: outcome.size }, userErrors: [] };
    if (outcome.refused === 'forbidden') throw context.actor.kind === 'user' ? forbidden() : unauthenticated();
    return { segment: null, userErrors: toUserErrors(outcome, messages) };
  }

  private updateSegment(
    { segment, addUserIds, removeUserIds }: BuyerSegmentUpdateInput,
    context: GraphContext,
  ): Promise<SegmentSize | Refusal> {
    const change = { segment, add: addUserIds.map((id) => idOf<'User'>(id)), remove: removeUserIds.map((id) => idOf<'User'>(id)) };
    for (const [name, ids] of Object.entries({ addUserIds, removeUserIds })) {
      const wrong = ids.findIndex((id) => !isId(id));
      if (wrong >= 0) return Promise.resolve(refuse('user-invalid', { path: [name, wrong.toString()] }));
    }
    const run = (cause: GraphContext['cause']) => this.services.segments.update(change, cause);
    return command<SegmentSize>(context, { operation: 'buyerSegmentUpdate', input: {}, run });
  }
}
