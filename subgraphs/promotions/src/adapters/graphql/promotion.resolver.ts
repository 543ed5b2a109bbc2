import { Arg, Args, ArgsType, Ctx, Field, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type Cause, type Clock, type Refusal } from '@marketplace/kernel';
import {
  badUserInput,
  command,
  decodeCursor,
  forbidden,
  pageSize,
  toConnection,
  toUserErrors,
  unauthenticated,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { Page, PromotionViews } from '../../application/ports';
import type { Promotions, Target } from '../../application/promotions';
import type { PromotionId, PromotionStatus } from '../../domain/promotion';
import { messages } from './messages';
import { PromotionLoads } from './promotion-loads';
import {
  ActivePromotionConnectionType,
  ActivePromotionType,
  PromotionConnectionType,
  PromotionCreateInput,
  PromotionPayload,
  PromotionStatusInput,
  PromotionStatusType,
  PromotionType,
  PromotionUpdateInput,
} from './promotion.types';
import { readTerms } from './read-terms';
import { toActivePromotionType, toPromotionType } from './to-types';

@ArgsType()
export class NewestFirstArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;
}

@ArgsType()
class PromotionsArgs extends NewestFirstArgs {
  @Field(() => PromotionStatusType, { nullable: true, description: 'Only those that stand here.' })
  status?: PromotionStatus | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this seller.' })
  sellerId?: string | null;
}

/** Checks the arguments of a page in order of id; one row more is read than is shown. */
export const pageOf = ({ first, after }: NewestFirstArgs): { readonly size: number; readonly page: Page } => {
  const size = pageSize(first);
  const [before] = typeof after === 'string' ? decodeCursor(after, 1) : [];
  if (before !== undefined && !isId(before)) throw badUserInput('`after` is not a cursor of this list.');
  return { size, page: { limit: size + 1, ...(before === undefined ? {} : { before }) } };
};

type Services = { readonly promotions: Promotions; readonly views: PromotionViews; readonly loads: PromotionLoads; readonly clock: Clock };

@Resolver()
export class PromotionResolver {
  constructor(private readonly services: Services) {}

  private async payload(outcome: PromotionId | Refusal, context: GraphContext): Promise<PromotionPayload> {
    if (isRefused(outcome)) return { promotion: null, userErrors: toUserErrors(outcome, messages) };
    return { promotion: await this.services.loads.promotion(outcome, context), userErrors: [] };
  }

  private async onPromotion(
    input: PromotionStatusInput,
    context: GraphContext,
    run: (target: Target, cause: Cause) => Promise<PromotionId | Refusal>,
  ): Promise<PromotionPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const { promotionId, expectedVersion } = input;
    if (!isId(promotionId)) return this.payload(refuse('promotion-not-found', { path: ['promotionId'] }), context);
    const target = { promotionId: idOf<'Promotion'>(promotionId), expectedVersion };
    return this.payload(
      await command<PromotionId>(context, { operation: 'promotion', input: {}, run: (cause) => run(target, cause) }),
      context,
    );
  }

  @Query(() => PromotionType, { nullable: true, description: 'One promotion that you keep. Null when there is none.' })
  promotion(
    @Arg('id', () => ID, { description: 'The id of the promotion.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<PromotionType | null> {
    return this.services.loads.promotion(id, context);
  }

  @Query(() => PromotionConnectionType, {
    description: "The promotions that you keep, newest first: operators all, a seller's staff its own.",
  })
  async promotions(@Args() args: PromotionsArgs, @Ctx() context: GraphContext): Promise<Connection<PromotionType>> {
    const { size, page } = pageOf(args);
    const { status, sellerId } = args;
    if (typeof sellerId === 'string' && !isId(sellerId)) throw badUserInput('`sellerId` is not an id.');
    const filter = { ...(status ? { status } : {}), ...(typeof sellerId === 'string' ? { sellerIds: [idOf<'Seller'>(sellerId)] } : {}) };
    const rows = await this.services.promotions.list(filter, page, context.actor);
    if (isRefused(rows)) throw context.actor.kind === 'user' ? forbidden() : unauthenticated();
    return toConnection(rows, size, (row) => [row.state.id], toPromotionType);
  }

  @Query(() => ActivePromotionConnectionType, {
    description: 'What applies now for everybody, without a coupon, newest first; public.',
  })
  async activePromotions(@Args() args: NewestFirstArgs): Promise<Connection<ActivePromotionType>> {
    const { size, page } = pageOf(args);
    const rows = await this.services.views.publicPage(this.services.clock(), page);
    return toConnection(rows, size, (row) => [row.id], toActivePromotionType);
  }

  @Mutation(() => PromotionPayload, {
    description:
      'Makes a draft. Errors: SELLER_NOT_FOUND, FUNDING_INVALID, LABEL_INVALID, PRIORITY_INVALID, PERIOD_INVALID, RULE_INVALID, EFFECT_INVALID, AMOUNTS_INVALID, STACKING_INVALID, LIMIT_INVALID.',
  })
  async promotionCreate(
    @Arg('input', () => PromotionCreateInput, { description: 'The promotion.' }) input: PromotionCreateInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionPayload> {
    if (context.actor.kind === 'guest') throw unauthenticated();
    const { sellerId, fundedBy, needsCoupon } = input;
    if (typeof sellerId === 'string' && !isId(sellerId)) return this.payload(refuse('seller-not-found', { path: ['sellerId'] }), context);
    const terms = readTerms(input.terms);
    if (isRefused(terms)) return this.payload(terms, context);
    const bySeller = typeof sellerId === 'string';
    const promotion = {
      ...(bySeller ? { sellerId: idOf<'Seller'>(sellerId) } : {}),
      fundedBy: fundedBy ?? (bySeller ? 'SELLER' : 'PLATFORM'),
      needsCoupon,
      terms,
    };
    const outcome = await command<PromotionId>(context, {
      operation: 'promotionCreate',
      input,
      run: (cause) => this.services.promotions.create(promotion, cause),
      replay: (id) => Promise.resolve(idOf(id)),
    });
    return this.payload(outcome, context);
  }

  @Mutation(() => PromotionPayload, {
    description:
      'Replaces the terms of a promotion; checkouts under way keep their price. Errors: PROMOTION_NOT_FOUND, VERSION_CONFLICT, PROMOTION_ENDED, BUDGET_FIXED, LIMIT_BELOW_USES, and those of promotionCreate.',
  })
  async promotionUpdate(
    @Arg('input', () => PromotionUpdateInput, { description: 'The promotion and its terms.' }) input: PromotionUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionPayload> {
    const terms = readTerms(input.terms);
    return this.onPromotion(input, context, (target, cause) =>
      isRefused(terms) ? Promise.resolve(terms) : this.services.promotions.update(target, terms, cause),
    );
  }

  @Mutation(() => PromotionPayload, {
    description: 'Lets a promotion apply. Errors: PROMOTION_NOT_FOUND, VERSION_CONFLICT, PROMOTION_ENDED, PERIOD_OVER.',
  })
  promotionActivate(
    @Arg('input', () => PromotionStatusInput, { description: 'Which promotion.' }) input: PromotionStatusInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionPayload> {
    return this.onPromotion(input, context, this.services.promotions.activate);
  }

  @Mutation(() => PromotionPayload, {
    description: 'Stops a promotion for now. Errors: PROMOTION_NOT_FOUND, VERSION_CONFLICT, PROMOTION_NOT_ACTIVE, PROMOTION_ENDED.',
  })
  promotionPause(
    @Arg('input', () => PromotionStatusInput, { description: 'Which promotion.' }) input: PromotionStatusInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionPayload> {
    return this.onPromotion(input, context, this.services.promotions.pause);
  }

  @Mutation(() => PromotionPayload, {
    description: 'Takes a promotion out of use for good, and its coupons with it. Errors: PROMOTION_NOT_FOUND, VERSION_CONFLICT.',
  })
  promotionArchive(
    @Arg('input', () => PromotionStatusInput, { description: 'Which promotion.' }) input: PromotionStatusInput,
    @Ctx() context: GraphContext,
  ): Promise<PromotionPayload> {
    return this.onPromotion(input, context, this.services.promotions.archive);
  }
}
