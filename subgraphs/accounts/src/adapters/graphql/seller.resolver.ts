import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { defined, type SellerId } from '@marketplace/kernel';
import { entity, idKeyset, readConnection, type Connection, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import { maySeeSellerDetails, maySeeSeller } from '../../application/authorisation';
import type { SellerView, SellerViews } from '../../application/ports';
import type { Sellers } from '../../application/sellers';
import { SellerConnectionType, SellersArgs, SellerType, toSellerType } from './seller.types';
import { UserType } from './user.types';

export const sellerEntity = (views: Pick<SellerViews, 'byIds'>): Entity<SellerView, SellerType> =>
  entity('Seller', {
    load: (ids: readonly SellerId[]) => views.byIds(ids),
    mayRead: (actor, { state }) => maySeeSeller(actor, state),
    toType: (view, { actor }) => toSellerType(view, maySeeSellerDetails(actor, view.state)),
  });

type Dependencies = {
  readonly seller: Entity<SellerView, SellerType>;
  readonly user: Entity<unknown, UserType>;
  readonly sellers: Pick<Sellers, 'list'>;
};

@Resolver(() => SellerType)
export class SellerResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => SellerType, { nullable: true, description: 'A seller; null if it does not exist or is not visible to you.' })
  seller(
    @Arg('id', () => ID, { description: 'The ID of the seller.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SellerType | null> {
    return this.dependencies.seller.show(id, context);
  }

  @Query(() => SellerConnectionType, { description: 'The sellers, newest first. Only operators see sellers that are not approved.' })
  sellers(@Args(() => SellersArgs) { status, ...args }: SellersArgs, @Ctx() context: GraphContext): Promise<Connection<SellerType>> {
    const { actor } = context;
    return readConnection(args, context, {
      keyset: idKeyset(({ state }: SellerView) => state.terms.id),
      read: (page) => this.dependencies.sellers.list({ ...page, ...defined({ status }) }, actor),
      toNode: (view) => toSellerType(view, maySeeSellerDetails(actor, view.state)),
    });
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The owner of the seller; null unless you belong to it or are an operator.',
  })
  async owner(@Root() { members }: SellerType, @Ctx() context: GraphContext): Promise<UserType | null> {
    return members === null ? null : this.dependencies.user.show(members.ownerId, context);
  }

  @FieldResolver(() => [UserType], {
    nullable: true,
    description: 'The users who may act for the seller, owner first; null unless you belong to it or are an operator.',
  })
  async staff(@Root() { members }: SellerType, @Ctx() context: GraphContext): Promise<readonly UserType[] | null> {
    if (members === null) return null;
    const users = await Promise.all(members.staffIds.map((userId) => this.dependencies.user.show(userId, context)));
    return users.filter((user) => user !== null);
  }
}
