import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { defined, type SellerId } from '@marketplace/kernel';
import { entity, idKeyset, readConnection, type Connection, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import { maySeeInside, maySeeSeller } from '../../application/authorisation';
import type { SellerView, SellerViews } from '../../application/ports';
import type { Sellers } from '../../application/sellers';
import { SellerConnectionType, SellersArgs, SellerType, toSellerType } from './seller.types';
import { UserType } from './user.types';

export const sellerEntity = (views: Pick<SellerViews, 'byIds'>): Entity<SellerView, SellerType> =>
  entity('Seller', {
    load: (ids: readonly SellerId[]) => views.byIds(ids),
    mayRead: (actor, { state }) => maySeeSeller(actor, state),
    toType: (view, { actor }) => toSellerType(view, maySeeInside(actor, view.state)),
  });

type Services = {
  readonly seller: Entity<SellerView, SellerType>;
  readonly user: Entity<unknown, UserType>;
  readonly sellers: Pick<Sellers, 'list'>;
};

@Resolver(() => SellerType)
export class SellerResolver {
  constructor(private readonly services: Services) {}

  @Query(() => SellerType, { nullable: true, description: 'A seller; null when there is none that you may see.' })
  seller(
    @Arg('id', () => ID, { description: 'The id of the seller.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SellerType | null> {
    return this.services.seller.show(id, context);
  }

  @Query(() => SellerConnectionType, { description: 'Sellers, newest first. Operators see all of them, everybody else the approved ones.' })
  sellers(@Args(() => SellersArgs) { status, ...args }: SellersArgs, @Ctx() context: GraphContext): Promise<Connection<SellerType>> {
    const { actor } = context;
    return readConnection(args, context, {
      keyset: idKeyset(({ state }: SellerView) => state.terms.id),
      read: (page) => this.services.sellers.list({ ...page, ...defined({ status }) }, actor),
      toNode: (view) => toSellerType(view, maySeeInside(actor, view.state)),
    });
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who owns the business; null unless you belong to it or are an operator.' })
  async owner(@Root() { people }: SellerType, @Ctx() context: GraphContext): Promise<UserType | null> {
    return people === null ? null : this.services.user.show(people.ownerId, context);
  }

  @FieldResolver(() => [UserType], {
    nullable: true,
    description: 'Who may act for the seller, its owner first; null unless you belong to it or are an operator.',
  })
  async staff(@Root() { people }: SellerType, @Ctx() context: GraphContext): Promise<readonly UserType[] | null> {
    if (people === null) return null;
    const users = await Promise.all(people.staffIds.map((userId) => this.services.user.show(userId, context)));
    return users.filter((user) => user !== null);
  }
}
