import { Field, InputType } from 'type-graphql';
import { DateTime, field, fieldOr, payloadOf } from '@marketplace/platform/graphql';
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

export const SessionPayload = payloadOf(
  'SessionPayload',
  'The tokens of a session, or why there is none.',
  {
    accessToken: field(() => String, 'Send as `Authorization: Bearer …`; it ends after five minutes. Null when it was refused.'),
    refreshToken: field(
      () => String,
      'Exchange for the next pair with sessionRefresh, within 30 days and once; keep it secret. Null when it was refused.',
    ),
    expiresAt: field(() => DateTime, 'When the access token ends; null when it was refused.'),
    user: field(() => UserType, 'Who is logged in; null when it was refused.'),
  },
  { userErrors: 'Why there is no session; empty when there is.' },
);

export const SessionEndPayload = payloadOf(
  'SessionEndPayload',
  'The answer to the end of a session.',
  { ended: fieldOr(true, () => Boolean, 'Always true: afterwards there is no such session, whether there was one or not.') },
  { userErrors: 'Always empty.' },
);

export const PasswordResetRequestPayload = payloadOf(
  'PasswordResetRequestPayload',
  'The answer to the wish for a new password, the same whether there is an account or not.',
  { accepted: fieldOr(false, () => Boolean, 'True when the request was taken; a mail follows if there is an account.') },
  { userErrors: 'Only when the input is no e-mail address at all.' },
);

export const PasswordResetPayload = payloadOf(
  'PasswordResetPayload',
  'The answer to a new password.',
  { changed: fieldOr(false, () => Boolean, 'True when the password is new; every session opened before is over.') },
  { userErrors: 'Why the password stayed; empty when it did not.' },
);
