import { isUser, type Actor } from '@marketplace/kernel';
import { enumWithValues, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import { maySeeUserDetails } from '../../application/authorisation';
import type { UserView } from '../../application/ports';

const RoleType = enumWithValues('Role', 'The role of a user on the marketplace.', {
  values: { BUYER: 'buyer', SELLER: 'seller', OPERATOR: 'operator' },
  meanings: {
    BUYER: 'Can place orders.',
    SELLER: 'Can act for at least one approved seller.',
    OPERATOR: 'Can operate the marketplace.',
  },
});

export const UserType = objectType(
  'User',
  "The account of a person: a buyer, a member of a seller's staff or an operator.",
  {
    id: t.id('The ID of the user.'),
    displayName: t.string('The public name of the user.'),
    email: t.string('The e-mail address of the user; null unless it is your own account or you are an operator.').nullable(),
    locale: t
      .string('The language of e-mails, such as "en" or "de-CH"; null unless it is your own account or you are an operator.')
      .nullable(),
    roles: t.list(RoleType, 'The roles of the user; null unless it is your own account or you are an operator.').nullable(),
    /** True when the actor is the user. Enables `addresses`. */
    isOwn: t.hidden<boolean>(),
    /** True when the actor may see more than the name. Enables `sellers`. */
    showsDetails: t.hidden<boolean>(),
  },
  { key: 'id' },
);
export type UserType = InstanceType<typeof UserType>;

/** A user with the fields that the actor may see. */
export const toUserType = (user: UserView, actor: Actor): UserType => {
  const showsDetails = maySeeUserDetails(actor, user.id);
  return {
    id: user.id,
    displayName: user.displayName,
    email: showsDetails ? user.email : null,
    locale: showsDetails ? user.locale : null,
    roles: showsDetails ? user.roles : null,
    isOwn: isUser(actor, user.id),
    showsDetails,
  };
};

export const PublicProfileType = objectType(
  'PublicProfile',
  'The public profile of a user.',
  {
    id: t.id('The ID of the user.'),
    displayName: t.string('The public name of the user.'),
  },
  { key: 'id' },
);
export type PublicProfileType = InstanceType<typeof PublicProfileType>;

export const ProfileUpdateInput = inputType('ProfileUpdateInput', 'The input for updating your profile. Omitted fields do not change.', {
  displayName: t.string('The public name, 1 to 80 characters.').optional(),
  locale: t.string('The language of e-mails, such as "en" or "de-CH".').optional(),
});

export const ProfileUpdatePayload = payloadOf('ProfileUpdatePayload', 'The result of updating a profile.', {
  user: t.of(UserType, 'The user after the change; null if it did not succeed.'),
});
