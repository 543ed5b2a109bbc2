import { inputType, payloadOf, t } from '@marketplace/platform/graphql';
import { UserType } from './user.types';

export const UserRegisterInput = inputType('UserRegisterInput', 'Who opens an account.', {
  email: t.string('The address to log in with and get mail at.'),
  password: t.string('10 to 200 characters.'),
  displayName: t.string('The name that others see, 1 to 80 characters.'),
  locale: t.string('The language of mails, such as "en" or "de-CH".').default('en'),
});

export const UserLoginInput = inputType('UserLoginInput', 'Who logs in.', {
  email: t.string('The e-mail address of the account; letter case does not matter.'),
  password: t.string('The password.'),
});

export const SessionRefreshInput = inputType('SessionRefreshInput', 'Which session to go on with.', {
  refreshToken: t.string('The newest refresh token of the session.'),
});

export const SessionEndInput = inputType('SessionEndInput', 'Which session to end.', {
  refreshToken: t.string('The refresh token of the session.'),
});

export const PasswordResetRequestInput = inputType('PasswordResetRequestInput', 'Who forgot the password.', {
  email: t.string('The e-mail address of the account.'),
});

export const PasswordResetInput = inputType('PasswordResetInput', 'The new password.', {
  token: t.string('The token from the mail; it works once, for half an hour.'),
  newPassword: t.string('10 to 200 characters.'),
});

export const SessionPayload = payloadOf(
  'SessionPayload',
  'The tokens of a session, or why there is none.',
  {
    accessToken: t.string('Send as `Authorization: Bearer …`; it ends after five minutes. Null when it was refused.'),
    refreshToken: t.string(
      'Exchange for the next pair with sessionRefresh, within 30 days and once; keep it secret. Null when it was refused.',
    ),
    expiresAt: t.dateTime('When the access token ends; null when it was refused.'),
    user: t.of(UserType, 'Who is logged in; null when it was refused.'),
  },
  { userErrors: 'Why there is no session; empty when there is.' },
);

export const SessionEndPayload = payloadOf(
  'SessionEndPayload',
  'The answer to the end of a session.',
  { ended: t.boolean('Always true: afterwards there is no such session, whether there was one or not.').whenRefused(true) },
  { userErrors: 'Always empty.' },
);

export const PasswordResetRequestPayload = payloadOf(
  'PasswordResetRequestPayload',
  'The answer to the wish for a new password, the same whether there is an account or not.',
  { accepted: t.boolean('True when the request was taken; a mail follows if there is an account.').whenRefused(false) },
  { userErrors: 'Only when the input is no e-mail address at all.' },
);

export const PasswordResetPayload = payloadOf(
  'PasswordResetPayload',
  'The answer to a new password.',
  { changed: t.boolean('True when the password is new; every session opened before is over.').whenRefused(false) },
  { userErrors: 'Why the password stayed; empty when it did not.' },
);
