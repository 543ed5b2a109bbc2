import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { idOf, isId, isOperator, isRefused, refuse, type Refusal } from '@marketplace/kernel';
import { toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import type { People } from '../../application/people';
import type { SavedAddress } from '../../application/ports';
import {
  AddressAddInput,
  AddressPayload,
  AddressRemoveInput,
  AddressRemovePayload,
  AddressType,
  AddressUpdateInput,
  toAddress,
  toAddressType,
} from './address.types';
import { messages, orLogin } from './messages';
import { SellerType, toSellerType } from './seller.types';
import { ProfileUpdateInput, ProfileUpdatePayload, UserType, type PublicProfileType } from './user.types';
import { addressesOf, sellersOf, showChangedUser, showProfile, showUser, type Views } from './views';

const addressPayload = (outcome: SavedAddress | Refusal): AddressPayload =>
  isRefused(outcome) ? { address: null, userErrors: toUserErrors(outcome, messages) } : { address: toAddressType(outcome), userErrors: [] };

type Services = { readonly people: People; readonly views: Views };

@Resolver(() => UserType)
export class UserResolver {
  constructor(private readonly services: Services) {}

  /** Answers `User` references of other contexts. */
  readonly reference = ({ id }: { readonly id: string }, context: GraphContext): Promise<UserType | null> =>
    isId(id) ? showUser(id, context, this.services.views) : Promise.resolve(null);

  /** Answers `PublicProfile` references of other contexts. */
  readonly publicReference = ({ id }: { readonly id: string }, context: GraphContext): Promise<PublicProfileType | null> =>
    isId(id) ? showProfile(id, context, this.services.views) : Promise.resolve(null);

  @Query(() => UserType, { nullable: true, description: 'You; null when you are not logged in.' })
  async me(@Ctx() context: GraphContext): Promise<UserType | null> {
    return context.actor.kind === 'user' ? showUser(context.actor.userId, context, this.services.views) : null;
  }

  @FieldResolver(() => [AddressType], { nullable: true, description: 'Your saved addresses, oldest first; null unless it is you.' })
  async addresses(@Root() user: UserType, @Ctx() context: GraphContext): Promise<readonly AddressType[] | null> {
    return user.isOwn ? (await addressesOf(user.id, context, this.services.views)).map(toAddressType) : null;
  }

  @FieldResolver(() => [SellerType], {
    nullable: true,
    description: 'The sellers that you own, applied for or act for, newest first; null unless it is you or you are an operator.',
  })
  async sellers(@Root() user: UserType, @Ctx() context: GraphContext): Promise<readonly SellerType[] | null> {
    if (!user.isOwn && !isOperator(context.actor)) return null;
    const sellers = await sellersOf(user.id, context, this.services.views);
    // Each of them is the user's own, whatever the access token that came with the request says.
    return sellers.map((view) => toSellerType(view, { kind: 'user', userId: idOf(user.id), roles: [], sellerIds: [view.seller.terms.id] }));
  }

  @Mutation(() => ProfileUpdatePayload, { description: 'Changes your name or language. Errors: DISPLAY_NAME_INVALID, LOCALE_INVALID.' })
  async profileUpdate(
    @Arg('input', () => ProfileUpdateInput, { description: 'What to change.' }) { displayName, locale }: ProfileUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<ProfileUpdatePayload> {
    const change = { ...(displayName == null ? {} : { displayName }), ...(locale == null ? {} : { locale }) };
    const outcome = orLogin(await this.services.people.changeProfile(change, context.actor));
    if (isRefused(outcome)) return { user: null, userErrors: toUserErrors(outcome, messages) };
    return { user: await showChangedUser(outcome, context, this.services.views), userErrors: [] };
  }

  @Mutation(() => AddressPayload, { description: 'Saves an address. Errors: ADDRESS_INVALID, COUNTRY_UNKNOWN, TOO_MANY_ADDRESSES.' })
  async addressAdd(
    @Arg('input', () => AddressAddInput, { description: 'The address.' }) input: AddressAddInput,
    @Ctx() context: GraphContext,
  ): Promise<AddressPayload> {
    return addressPayload(orLogin(await this.services.people.addAddress(toAddress(input.address), context.actor)));
  }

  @Mutation(() => AddressPayload, {
    description: 'Replaces an address of yours. Errors: ADDRESS_NOT_FOUND, ADDRESS_INVALID, COUNTRY_UNKNOWN.',
  })
  async addressUpdate(
    @Arg('input', () => AddressUpdateInput, { description: 'The address.' }) { id, address }: AddressUpdateInput,
    @Ctx() context: GraphContext,
  ): Promise<AddressPayload> {
    if (!isId(id)) return addressPayload(refuse('address-not-found', { path: ['id'] }));
    return addressPayload(orLogin(await this.services.people.changeAddress(idOf(id), toAddress(address), context.actor)));
  }

  @Mutation(() => AddressRemovePayload, { description: 'Forgets an address of yours. Errors: ADDRESS_NOT_FOUND.' })
  async addressRemove(
    @Arg('input', () => AddressRemoveInput, { description: 'Which address.' }) { id }: AddressRemoveInput,
    @Ctx() context: GraphContext,
  ): Promise<AddressRemovePayload> {
    const outcome = isId(id)
      ? orLogin(await this.services.people.removeAddress(idOf(id), context.actor))
      : refuse('address-not-found', { path: ['id'] });
    return isRefused(outcome) ? { removedId: null, userErrors: toUserErrors(outcome, messages) } : { removedId: outcome, userErrors: [] };
  }
}
