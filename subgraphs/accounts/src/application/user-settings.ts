import { isRefused, refuse, type Actor, type Refusal, type UserId } from '@marketplace/kernel';
import { addressOf, maxAddresses, type Address, type AddressId, type AddressRefusal } from '../domain/address';
import { profileOf, type Profile, type ProfileRefusal } from '../domain/user';
import { ownId } from './authorisation';
import type { Dependencies, SavedAddress } from './ports';

type LoginRequired = Refusal<'login-required'>;

export type UserSettings = ReturnType<typeof createUserSettings>;

/** The use cases of a user's own profile and addresses. The last write wins. */
export const createUserSettings = ({ userViews, profiles, addresses, newId }: Dependencies) => ({
  /** Changes the given members of the profile. */
  changeProfile: async (
    change: Partial<Profile>,
    actor: Actor,
  ): Promise<UserId | ProfileRefusal | LoginRequired | Refusal<'user-not-found'>> => {
    const userId = ownId(actor);
    if (isRefused(userId)) return userId;
    const known = (await userViews.byIds([userId])).get(userId);
    if (known === undefined) return refuse('user-not-found');
    const profile = profileOf({ displayName: change.displayName ?? known.displayName, locale: change.locale ?? known.locale });
    if (isRefused(profile)) return profile;
    await profiles.change(userId, profile);
    return userId;
  },

  addAddress: async (
    input: Address,
    actor: Actor,
  ): Promise<SavedAddress | AddressRefusal | LoginRequired | Refusal<'too-many-addresses'>> => {
    const userId = ownId(actor);
    if (isRefused(userId)) return userId;
    const address = addressOf(input);
    if (isRefused(address)) return address;
    const known = (await addresses.ofUsers([userId])).get(userId) ?? [];
    if (known.length >= maxAddresses) return refuse('too-many-addresses', { maximum: maxAddresses });
    const saved = { ...address, id: newId<'Address'>() };
    await addresses.add(userId, saved);
    return saved;
  },

  changeAddress: async (
    id: AddressId,
    input: Address,
    actor: Actor,
  ): Promise<SavedAddress | AddressRefusal | LoginRequired | Refusal<'address-not-found'>> => {
    const userId = ownId(actor);
    if (isRefused(userId)) return userId;
    const address = addressOf(input);
    if (isRefused(address)) return address;
    const saved = { ...address, id };
    return (await addresses.change(userId, saved)) ? saved : refuse('address-not-found', { path: ['id'] });
  },

  removeAddress: async (id: AddressId, actor: Actor): Promise<AddressId | LoginRequired | Refusal<'address-not-found'>> => {
    const userId = ownId(actor);
    if (isRefused(userId)) return userId;
    return (await addresses.remove(userId, id)) ? id : refuse('address-not-found', { path: ['id'] });
  },
});
