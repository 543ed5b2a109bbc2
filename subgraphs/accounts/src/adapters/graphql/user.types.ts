import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { isUser, type Actor, type Role } from '@marketplace/kernel';
import { enumWithValues, field, payloadOf } from '@marketplace/platform/graphql';
import { maySeePerson } from '../../application/authorisation';
import type { UserView } from '../../application/ports';

const RoleType = enumWithValues('Role', 'What a user may do on the marketplace.', {
  values: { BUYER: 'buyer', SELLER: 'seller', OPERATOR: 'operator' },
  meanings: { BUYER: 'Buys.', SELLER: 'Acts for at least one approved seller.', OPERATOR: 'Runs the marketplace.' },
});

@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'A person with an account.' })
export class UserType {
  @Field(() => ID, { description: 'The id of the user.' })
  id!: string;

  @Field(() => String, { description: 'The name that others see.' })
  displayName!: string;

  @Field(() => String, { nullable: true, description: 'The address to log in with; null unless it is your own or you are an operator.' })
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language of mails, such as "en" or "de-CH"; null unless it is your own or you are an operator.',
  })
  locale!: string | null;

  @Field(() => [RoleType], { nullable: true, description: 'What the user may do; null unless it is you or you are an operator.' })
  roles!: readonly Role[] | null;

  /** Whether the user is the one who asks; then the addresses are shown. */
  isOwn!: boolean;

  /** Whether the one who asks may see more than the name; then the sellers are shown. */
  isSeen!: boolean;
}

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

@Directive('@key(fields: "id")')
@ObjectType('PublicProfile', { description: 'What everybody may know of a person.' })
export class PublicProfileType {
  @Field(() => ID, { description: 'The id of the user.' })
  id!: string;

  @Field(() => String, { description: 'The name that the person has chosen for others to see.' })
  displayName!: string;
}

@InputType('ProfileUpdateInput', { description: 'What to change of your profile; what is left out stays.' })
export class ProfileUpdateInput {
  @Field(() => String, { nullable: true, description: 'The name that others see, 1 to 80 characters.' })
  displayName?: string;

  @Field(() => String, { nullable: true, description: 'The language of mails, such as "en" or "de-CH".' })
  locale?: string;
}

export const ProfileUpdatePayload = payloadOf('ProfileUpdatePayload', 'You after the change, or why there was none.', {
  user: field(() => UserType, 'You after the change; null when it was refused.'),
});
