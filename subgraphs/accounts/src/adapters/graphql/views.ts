import type { SellerId, UserId } from '@marketplace/kernel';
import type { GraphContext } from '@marketplace/platform/graphql';
import type {
  AddressBook,
  PublicProfile,
  PublicProfiles,
  SavedAddress,
  SellerView,
  SellerViews,
  UserView,
  UserViews,
} from '../../application/ports';
import { maySeeSeller } from '../../application/authorisation';
import { toSellerType, type SellerType } from './seller.types';
import { toUserType, type UserType } from './user.types';

/** What the graph reads. */
export type Views = {
  readonly users: UserViews;
  readonly profiles: PublicProfiles;
  readonly sellers: SellerViews;
  readonly addresses: AddressBook;
};

type Load<T> = (id: string) => Promise<T | undefined>;

// Only ids that came out of the database, or passed `isId`, get here; the loaders know them as plain text.
const users = ({ loaders }: GraphContext, views: Views): Load<UserView> =>
  loaders.get('users', (ids) => views.users.byIds(ids as readonly UserId[])).load;

const sellers = ({ loaders }: GraphContext, views: Views): Load<SellerView> =>
  loaders.get('sellers', (ids) => views.sellers.byIds(ids as readonly SellerId[])).load;

/** A user by id, as far as the one who asks may see him. */
export const showUser = async (id: string, context: GraphContext, views: Views): Promise<UserType | null> => {
  const user = await users(context, views)(id);
  return user === undefined ? null : toUserType(user, context.actor);
};

/** What everybody may know of a user. */
export const showProfile = async (id: string, { loaders }: GraphContext, views: Views): Promise<PublicProfile | null> =>
  (await loaders.get('publicProfiles', (ids) => views.profiles.byIds(ids as readonly UserId[])).load(id)) ?? null;

/** A seller by id; one that the actor may not see is none. */
export const showSeller = async (id: string, context: GraphContext, views: Views): Promise<SellerType | null> => {
  const view = await sellers(context, views)(id);
  return view === undefined || !maySeeSeller(context.actor, view.seller) ? null : toSellerType(view, context.actor);
};

/** A user as he is after a change made by this very request, of which its loaders know nothing yet. */
export const showChangedUser = async (id: UserId, { actor }: GraphContext, views: Views): Promise<UserType | null> => {
  const user = (await views.users.byIds([id])).get(id);
  return user === undefined ? null : toUserType(user, actor);
};

/** A seller as it is after a change made by this very request. */
export const showChangedSeller = async (id: SellerId, { actor }: GraphContext, views: Views): Promise<SellerType | null> => {
  const view = (await views.sellers.byIds([id])).get(id);
  return view === undefined ? null : toSellerType(view, actor);
};

export const addressesOf = async (userId: string, { loaders }: GraphContext, views: Views): Promise<readonly SavedAddress[]> =>
  (await loaders.get('addresses', (ids) => views.addresses.ofUsers(ids as readonly UserId[])).load(userId)) ?? [];

export const sellersOf = async (userId: string, { loaders }: GraphContext, views: Views): Promise<readonly SellerView[]> =>
  (await loaders.get('sellersOfUser', (ids) => views.sellers.ofUsers(ids as readonly UserId[])).load(userId)) ?? [];
