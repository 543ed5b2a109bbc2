import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isOperator, isRefused, refuse, type Cause, type Refusal, type SellerId } from '@marketplace/kernel';
import {
  badUserInput,
  command,
  decodeCursor,
  forbidden,
  pageSize,
  toConnection,
  toUserErrors,
  type Connection,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { Sellers } from '../../application/sellers';
import type { SellerStatus } from '../../domain/seller';
import { messages, orLogin } from './messages';
import {
  SellerApplyInput,
  SellerApproveInput,
  SellerConnectionType,
  SellerPayload,
  SellerRejectInput,
  SellerStaffAddInput,
  SellerStaffRemoveInput,
  SellerStatusType,
  SellerType,
  toSellerType,
} from './seller.types';
import { UserType } from './user.types';
import { showChangedSeller, showSeller, showUser, type Views } from './views';

type Services = { readonly sellers: Sellers; readonly views: Views };

@Resolver(() => SellerType)
export class SellerResolver {
  constructor(private readonly services: Services) {}

  /** Answers `Seller` references of other contexts. */
  readonly reference = ({ id }: { readonly id: string }, context: GraphContext): Promise<SellerType | null> =>
    isId(id) ? showSeller(id, context, this.services.views) : Promise.resolve(null);

  @Query(() => SellerType, { nullable: true, description: 'A seller; null when there is none that you may see.' })
  async seller(
    @Arg('id', () => ID, { description: 'The id of the seller.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SellerType | null> {
    return this.reference({ id }, context);
  }

  @Query(() => SellerConnectionType, { description: 'Sellers, newest first. Operators see all of them, everybody else the approved ones.' })
  async sellers(
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most this many, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor: go on behind it.' }) after: string | undefined,
    @Arg('status', () => SellerStatusType, { nullable: true, description: 'Only those; other than APPROVED for operators.' })
    status: SellerStatus | undefined,
    @Ctx() context: GraphContext,
  ): Promise<Connection<SellerType>> {
    const all = isOperator(context.actor);
    if (!all && status != null && status !== 'APPROVED') throw forbidden();
    const wanted = all ? status : 'APPROVED';
    const size = pageSize(first);
    const [before] = after == null ? [] : decodeCursor(after, 1);
    if (before !== undefined && !isId(before)) throw badUserInput('`after` is not a cursor of this list.');
    const rows = await this.services.views.sellers.page({
      limit: size + 1,
      ...(wanted == null ? {} : { status: wanted }),
      ...(before === undefined ? {} : { before: idOf(before) }),
    });
    return toConnection(
      rows,
      size,
      ({ seller }) => [seller.terms.id],
      (row) => toSellerType(row, context.actor),
    );
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who owns the business; null unless you belong to it or are an operator.' })
  async owner(@Root() { people }: SellerType, @Ctx() context: GraphContext): Promise<UserType | null> {
    return people === null ? null : showUser(people.ownerId, context, this.services.views);
  }

  @FieldResolver(() => [UserType], {
    nullable: true,
    description: 'Who may act for the seller, its owner first; null unless you belong to it or are an operator.',
  })
  async staff(@Root() { people }: SellerType, @Ctx() context: GraphContext): Promise<readonly UserType[] | null> {
    if (people === null) return null;
    const users = await Promise.all(people.staffIds.map((userId) => showUser(userId, context, this.services.views)));
    return users.filter((user) => user !== null);
  }

  @Mutation(() => SellerPayload, {
    description:
      'Asks to sell under a business name. Errors: SELLER_NAME_INVALID, SELLER_NAME_TAKEN, COUNTRY_UNKNOWN, APPLICATION_PENDING.',
  })
  async sellerApply(
    @Arg('input', () => SellerApplyInput, { description: 'Which business.' }) { name, countryCode }: SellerApplyInput,
    @Ctx() context: GraphContext,
  ): Promise<SellerPayload> {
    return this.change('sellerApply', (cause) => this.services.sellers.apply({ name, countryCode }, cause), context);
  }

  @Mutation(() => SellerPayload, {
    description: 'Accepts an application; for operators. Errors: SELLER_NOT_FOUND, SELLER_ALREADY_REJECTED.',
  })
  async sellerApprove(
    @Arg('input', () => SellerApproveInput, { description: 'Which one.' }) { sellerId }: SellerApproveInput,
    @Ctx() context: GraphContext,
  ): Promise<SellerPayload> {
    return this.changeKnown('sellerApprove', sellerId, (id, cause) => this.services.sellers.approve(id, cause), context);
  }

  @Mutation(() => SellerPayload, {
    description: 'Refuses an application; for operators. Errors: SELLER_NOT_FOUND, SELLER_ALREADY_APPROVED, REASON_INVALID.',
  })
  async sellerReject(
    @Arg('input', () => SellerRejectInput, { description: 'Which one, and why.' }) { sellerId, reason }: SellerRejectInput,
    @Ctx() context: GraphContext,
  ): Promise<SellerPayload> {
    return this.changeKnown('sellerReject', sellerId, (id, cause) => this.services.sellers.reject(id, reason, cause), context);
  }

  @Mutation(() => SellerPayload, {
    description:
      'Lets a user act for a seller; for its owner and operators. Errors: SELLER_NOT_FOUND, USER_NOT_FOUND, SELLER_NOT_APPROVED, TOO_MANY_STAFF.',
  })
  async sellerStaffAdd(
    @Arg('input', () => SellerStaffAddInput, { description: 'Who, and for which seller.' }) { sellerId, userId }: SellerStaffAddInput,
    @Ctx() context: GraphContext,
  ): Promise<SellerPayload> {
    const add = (id: SellerId, cause: Cause) =>
      isId(userId)
        ? this.services.sellers.addStaff(id, idOf(userId), cause)
        : Promise.resolve(refuse('user-not-found', { path: ['userId'] }));
    return this.changeKnown('sellerStaffAdd', sellerId, add, context);
  }

  @Mutation(() => SellerPayload, {
    description:
      'Ends that a user may act for a seller; for its owner and operators. Access tokens run out within five minutes. Errors: SELLER_NOT_FOUND, SELLER_NOT_APPROVED, OWNER_STAYS.',
  })
  async sellerStaffRemove(
    @Arg('input', () => SellerStaffRemoveInput, { description: 'Who, and of which seller.' }) { sellerId, userId }: SellerStaffRemoveInput,
    @Ctx() context: GraphContext,
  ): Promise<SellerPayload> {
    const remove = (id: SellerId, cause: Cause) => this.services.sellers.removeStaff(id, idOf(userId), cause);
    return this.changeKnown('sellerStaffRemove', sellerId, remove, context);
  }

  private changeKnown(
    operation: string,
    sellerId: string,
    run: (id: SellerId, cause: Cause) => Promise<SellerId | Refusal>,
    context: GraphContext,
  ): Promise<SellerPayload> {
    const id = isId(sellerId) ? idOf<'Seller'>(sellerId) : undefined;
    return this.change(operation, (cause) => (id === undefined ? Promise.resolve(refuse('seller-not-found')) : run(id, cause)), context);
  }

  private async change(
    operation: string,
    run: (cause: Cause) => Promise<SellerId | Refusal>,
    context: GraphContext,
  ): Promise<SellerPayload> {
    const outcome = orLogin(await command<SellerId>(context, { operation, input: {}, run }));
    if (isRefused(outcome)) return { seller: null, userErrors: toUserErrors(outcome, messages) };
    return { seller: await showChangedSeller(outcome, context, this.services.views), userErrors: [] };
  }
}
