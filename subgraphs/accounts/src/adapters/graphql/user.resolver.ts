import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { isRefused, type UserId } from '@marketplace/kernel';
import { entity, perRequest, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import { ownId } from '../../application/authorisation';
import type { AddressBook, Profiles, PublicProfile, SellerViews, UserView, UserViews } from '../../application/ports';
import { AddressType } from './address.types';
import { SellerType, toSellerType } from './seller.types';
import { toUserType, UserType, type PublicProfileType } from './user.types';

/** Every actor may read users. `toUserType` hides the details. */
export const userEntity = (views: UserViews): Entity<UserView, UserType> =>
  entity('User', { load: (ids: readonly UserId[]) => views.byIds(ids), toType: (view, { actor }) => toUserType(view, actor) });

export const publicProfileEntity = (profiles: Pick<Profiles, 'publicByIds'>): Entity<PublicProfile, PublicProfileType> =>
  entity('PublicProfile', { load: (ids: readonly UserId[]) => profiles.publicByIds(ids), toType: (profile) => profile });

type Dependencies = {
  readonly user: Entity<UserView, UserType>;
  readonly addresses: Pick<AddressBook, 'ofUsers'>;
  readonly sellerViews: Pick<SellerViews, 'ofUsers'>;
};

@Resolver(() => UserType)
export class UserResolver {
  private readonly addressesOf;
  private readonly sellersOf;

  constructor(private readonly dependencies: Dependencies) {
    this.addressesOf = perRequest('addresses', dependencies.addresses.ofUsers);
    this.sellersOf = perRequest('sellersOfUser', dependencies.sellerViews.ofUsers);
  }

  @Query(() => UserType, { nullable: true, description: 'The current user; null if you are not logged in.' })
  async me(@Ctx() context: GraphContext): Promise<UserType | null> {
    const id = ownId(context.actor);
    return isRefused(id) ? null : this.dependencies.user.show(id, context);
  }

  @FieldResolver(() => [AddressType], {
    nullable: true,
    description: 'The addresses of the user, oldest first; null unless it is your own account.',
  })
  async addresses(@Root() { id, isOwn }: UserType, @Ctx() context: GraphContext): Promise<readonly AddressType[] | null> {
    return isOwn ? ((await this.addressesOf(context).load(id)) ?? []) : null;
  }

  @FieldResolver(() => [SellerType], {
    nullable: true,
    description:
      'The sellers that the user owns, applied for or acts for, newest first; null unless it is your own account or you are an operator.',
  })
  async sellers(@Root() { id, showsDetails }: UserType, @Ctx() context: GraphContext): Promise<readonly SellerType[] | null> {
    if (!showsDetails) return null;
    // The user belongs to each of these sellers, even if the access token does not contain them yet.
    return ((await this.sellersOf(context).load(id)) ?? []).map((view) => toSellerType(view, true));
  }
}
