import { isUser, type Actor } from '@marketplace/kernel';
import { enumWithValues, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import { maySeePerson } from '../../application/authorisation';
import type { UserView } from '../../application/ports';

const RoleType = enumWithValues('Role', 'What a user may do on the marketplace.', {
  values: { BUYER: 'buyer', SELLER: 'seller', OPERATOR: 'operator' },
  meanings: { BUYER: 'Buys.', SELLER: 'Acts for at least one approved seller.', OPERATOR: 'Runs the marketplace.' },
});

export const UserType = objectType(
  'User',
  'A person with an account.',
  {
    id: t.id('The id of the user.'),
    displayName: t.string('The name that others see.'),
    email: t.string('The address to log in with; null unless it is your own or you are an operator.').nullable(),
    locale: t.string('The language of mails, such as "en" or "de-CH"; null unless it is your own or you are an operator.').nullable(),
    roles: t.list(RoleType, 'What the user may do; null unless it is you or you are an operator.').nullable(),
    /** Whether the user is the one who asks; then the addresses are shown. */
    isOwn: t.hidden<boolean>(),
    /** Whether the one who asks may see more than the name; then the sellers are shown. */
    isSeen: t.hidden<boolean>(),
  },
  { key: 'id' },
);
export type UserType = InstanceType<typeof UserType>;

/** Shows a user as far as the one who asks may see. */
export const toUserType = (user: UserView, actor: Actor): UserType => {
  const isSeen = maySeePerson(actor, user.id);
  return {
    id: user.id,
    displayName: user.displayName,
    email: isSeen ? user.email : null,
    locale: isSeen ? user.locale : null,
    roles: isSeen ? user.roles : null,
    isOwn: isUser(actor, user.id),
    isSeen,
  };
};

export const PublicProfileType = objectType(
  'PublicProfile',
  'What everybody may know of a person.',
  {
    id: t.id('The id of the user.'),
    displayName: t.string('The name that the person has chosen for others to see.'),
  },
  { key: 'id' },
);
export type PublicProfileType = InstanceType<typeof PublicProfileType>;

export const ProfileUpdateInput = inputType('ProfileUpdateInput', 'What to change of your profile; what is left out stays.', {
  displayName: t.string('The name that others see, 1 to 80 characters.').optional(),
  locale: t.string('The language of mails, such as "en" or "de-CH".').optional(),
});

export const ProfileUpdatePayload = payloadOf('ProfileUpdatePayload', 'You after the change, or why there was none.', {
  user: t.of(UserType, 'You after the change; null when it was refused.'),
});
