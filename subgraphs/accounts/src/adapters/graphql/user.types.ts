import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { isUser, type Actor } from '@marketplace/kernel';
import { UserErrorType } from '@marketplace/platform/graphql';
import { maySeePerson } from '../../application/authorisation';
import type { UserView } from '../../application/ports';

export const RoleType = { BUYER: 'BUYER', SELLER: 'SELLER', OPERATOR: 'OPERATOR' } as const;

registerEnumType(RoleType, {
  name: 'Role',
  description: 'What a user may do on the marketplace.',
  valuesConfig: {
    BUYER: { description: 'Buys.' },
    SELLER: { description: 'Acts for at least one approved seller.' },
    OPERATOR: { description: 'Runs the marketplace.' },
  },
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
  roles!: readonly string[] | null;

  /** Whether the user is the one who asks; decides what the resolvers of the other fields show. */
  isOwn!: boolean;
}

/** Shows a user as far as the one who asks may see. */
export const toUserType = (user: UserView, actor: Actor): UserType => {
  const isSeen = maySeePerson(actor, user.id);
  return {
    id: user.id,
    displayName: user.displayName,
    email: isSeen ? user.email : null,
    locale: isSeen ? user.locale : null,
    roles: isSeen ? user.roles.map((role) => role.toUpperCase()) : null,
    isOwn: isUser(actor, user.id),
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
  displayName?: string | null;

  @Field(() => String, { nullable: true, description: 'The language of mails, such as "en" or "de-CH".' })
  locale?: string | null;
}

@ObjectType('ProfileUpdatePayload', { description: 'You after the change, or why there was none.' })
export class ProfileUpdatePayload {
  @Field(() => UserType, { nullable: true, description: 'You after the change; null when it was refused.' })
  user!: UserType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}
