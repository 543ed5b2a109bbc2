import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { isRefused, type UserId } from '@marketplace/kernel';
import { entity, perRequest, type Entity, type GraphContext } from '@marketplace/platform/graphql';
import { ownId } from '../../application/authorisation';
import type { AddressBook, Profiles, PublicProfile, SellerViews, UserView, UserViews } from '../../application/ports';
import { AddressType } from './address.types';
import { SellerType, toSellerType } from './seller.types';
import { toUserType, UserType, type PublicProfileType } from './user.types';

/** Everybody may read a user; how much of it, `toUserType` says. */
export const userEntity = (views: UserViews): Entity<UserView, UserType> =>
  entity('User', { load: (ids: readonly UserId[]) => views.byIds(ids), toType: (view, { actor }) => toUserType(view, actor) });

export const publicProfileEntity = (profiles: Pick<Profiles, 'publicByIds'>): Entity<PublicProfile, PublicProfileType> =>
  entity('PublicProfile', { load: (ids: readonly UserId[]) => profiles.publicByIds(ids), toType: (profile) => profile });

type Services = {
  readonly user: Entity<UserView, UserType>;
  readonly addresses: Pick<AddressBook, 'ofUsers'>;
  readonly sellerViews: Pick<SellerViews, 'ofUsers'>;
};

@Resolver(() => UserType)
export class UserResolver {
  private readonly addressesOf;
  private readonly sellersOf;

  constructor(private readonly services: Services) {
    this.addressesOf = perRequest('addresses', services.addresses.ofUsers);
    this.sellersOf = perRequest('sellersOfUser', services.sellerViews.ofUsers);
  }

  @Query(() => UserType, { nullable: true, description: 'You; null when you are not logged in.' })
  async me(@Ctx() context: GraphContext): Promise<UserType | null> {
    const id = ownId(context.actor);
    return isRefused(id) ? null : this.services.user.show(id, context);
  }

  @FieldResolver(() => [AddressType], { nullable: true, description: 'Your saved addresses, oldest first; null unless it is you.' })
  async addresses(@Root() { id, isOwn }: UserType, @Ctx() context: GraphContext): Promise<readonly AddressType[] | null> {
    return isOwn ? ((await this.addressesOf(context).load(id)) ?? []) : null;
  }

  @FieldResolver(() => [SellerType], {
    nullable: true,
    description: 'The sellers that you own, applied for or act for, newest first; null unless it is you or you are an operator.',
  })
  async sellers(@Root() { id, isSeen }: UserType, @Ctx() context: GraphContext): Promise<readonly SellerType[] | null> {
    if (!isSeen) return null;
    // The user belongs to each of them, whatever the access token of the request says.
    return ((await this.sellersOf(context).load(id)) ?? []).map((view) => toSellerType(view, true));
  }
}
