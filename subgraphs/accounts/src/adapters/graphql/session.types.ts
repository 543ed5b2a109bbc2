import { inputType, payloadOf, t } from '@marketplace/platform/graphql';
import { UserType } from './user.types';

export const UserRegisterInput = inputType('UserRegisterInput', 'The input for creating an account.', {
  email: t.string('The e-mail address for log-in and notifications.'),
  password: t.string('The password, 10 to 200 characters.'),
  displayName: t.string('The public name, 1 to 80 characters.'),
  locale: t.string('The language of e-mails, such as "en" or "de-CH".').default('en'),
});

export const UserLoginInput = inputType('UserLoginInput', 'The input for logging in.', {
  email: t.string('The e-mail address of the account. Letter case is ignored.'),
  password: t.string('The password of the account.'),
});

export const SessionRefreshInput = inputType('SessionRefreshInput', 'The input for refreshing a session.', {
  refreshToken: t.string('The latest refresh token of the session.'),
});

export const SessionEndInput = inputType('SessionEndInput', 'The input for ending a session.', {
  refreshToken: t.string('The refresh token of the session.'),
});

export const PasswordResetRequestInput = inputType('PasswordResetRequestInput', 'The input for requesting a password reset.', {
  email: t.string('The e-mail address of the account.'),
});

export const PasswordResetInput = inputType('PasswordResetInput', 'The input for setting a new password.', {
  token: t.string('The token from the e-mail. It works once, within 30 minutes.'),
  newPassword: t.string('The new password, 10 to 200 characters.'),
});

export const SessionPayload = payloadOf(
  'SessionPayload',
  'The result of opening or refreshing a session.',
  {
    accessToken: t.string('The access token, valid for five minutes. Send it as `Authorization: Bearer …`. Null if there are errors.'),
    refreshToken: t.string(
      'The refresh token, valid for 30 days. Exchange it once with `sessionRefresh`, and keep it secret. Null if there are errors.',
    ),
    expiresAt: t.dateTime('The date and time when the access token expires; null if there are errors.'),
    user: t.of(UserType, 'The user who is logged in; null if there are errors.'),
  },
  { userErrors: 'The errors that prevented the session; empty if it succeeded.' },
);

export const SessionEndPayload = payloadOf(
  'SessionEndPayload',
  'The result of ending a session.',
  { ended: t.boolean('Always true, also if the session had already ended or never existed.').whenRefused(true) },
  { userErrors: 'Always empty.' },
);

export const PasswordResetRequestPayload = payloadOf(
  'PasswordResetRequestPayload',
  'The result of requesting a password reset. It does not reveal if the account exists.',
  { accepted: t.boolean('True when the request was accepted. An e-mail follows if the account exists.').whenRefused(false) },
  { userErrors: 'The errors that prevented the request, such as an invalid e-mail address; empty if it succeeded.' },
);

export const PasswordResetPayload = payloadOf(
  'PasswordResetPayload',
  'The result of setting a new password.',
  { changed: t.boolean('True when the password was changed and every earlier session was ended.').whenRefused(false) },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);
