import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime, UserErrorType } from '@marketplace/platform/graphql';
import { UserType } from './user.types';

@InputType('UserRegisterInput', { description: 'Who opens an account.' })
export class UserRegisterInput {
  @Field(() => String, { description: 'The address to log in with and get mail at.' })
  email!: string;

  @Field(() => String, { description: '10 to 200 characters.' })
  password!: string;

  @Field(() => String, { description: 'The name that others see, 1 to 80 characters.' })
  displayName!: string;

  @Field(() => String, { defaultValue: 'en', description: 'The language of mails, such as "en" or "de-CH".' })
  locale!: string;
}

@InputType('UserLoginInput', { description: 'Who logs in.' })
export class UserLoginInput {
  @Field(() => String, { description: 'The e-mail address of the account; letter case does not matter.' })
  email!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;
}

@InputType('SessionRefreshInput', { description: 'Which session to go on with.' })
export class SessionRefreshInput {
  @Field(() => String, { description: 'The newest refresh token of the session.' })
  refreshToken!: string;
}

@InputType('SessionEndInput', { description: 'Which session to end.' })
export class SessionEndInput {
  @Field(() => String, { description: 'The refresh token of the session.' })
  refreshToken!: string;
}

@InputType('PasswordResetRequestInput', { description: 'Who forgot the password.' })
export class PasswordResetRequestInput {
  @Field(() => String, { description: 'The e-mail address of the account.' })
  email!: string;
}

@InputType('PasswordResetInput', { description: 'The new password.' })
export class PasswordResetInput {
  @Field(() => String, { description: 'The token from the mail; it works once, for half an hour.' })
  token!: string;

  @Field(() => String, { description: '10 to 200 characters.' })
  newPassword!: string;
}

@ObjectType('SessionPayload', { description: 'The tokens of a session, or why there is none.' })
export class SessionPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Send as `Authorization: Bearer …`; it ends after five minutes. Null when it was refused.',
  })
  accessToken!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Exchange for the next pair with sessionRefresh, within 30 days and once; keep it secret. Null when it was refused.',
  })
  refreshToken!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the access token ends; null when it was refused.' })
  expiresAt!: string | null;

  @Field(() => UserType, { nullable: true, description: 'Who is logged in; null when it was refused.' })
  user!: UserType | null;

  @Field(() => [UserErrorType], { description: 'Why there is no session; empty when there is.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('SessionEndPayload', { description: 'The answer to the end of a session.' })
export class SessionEndPayload {
  @Field(() => Boolean, { description: 'Always true: afterwards there is no such session, whether there was one or not.' })
  ended!: boolean;

  @Field(() => [UserErrorType], { description: 'Always empty.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('PasswordResetRequestPayload', {
  description: 'The answer to the wish for a new password, the same whether there is an account or not.',
})
export class PasswordResetRequestPayload {
  @Field(() => Boolean, { description: 'True when the request was taken; a mail follows if there is an account.' })
  accepted!: boolean;

  @Field(() => [UserErrorType], { description: 'Only when the input is no e-mail address at all.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('PasswordResetPayload', { description: 'The answer to a new password.' })
export class PasswordResetPayload {
  @Field(() => Boolean, { description: 'True when the password is new; every session opened before is over.' })
  changed!: boolean;

  @Field(() => [UserErrorType], { description: 'Why the password stayed; empty when it did not.' })
  userErrors!: readonly UserErrorType[];
}
