import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import type { PasswordResets } from '../../application/password-resets';
import type { SignedIn, SignIn } from '../../application/sign-in';
import { messages } from './messages';
import {
  PasswordResetInput,
  PasswordResetPayload,
  PasswordResetRequestInput,
  PasswordResetRequestPayload,
  SessionEndInput,
  SessionEndPayload,
  SessionPayload,
  SessionRefreshInput,
  UserLoginInput,
  UserRegisterInput,
} from './session.types';
import { toUserType } from './user.types';

/** The request came from a guest, but the answer is for the user who has logged in. */
const answer = ({ user, ...tokens }: SignedIn) => ({
  ...tokens,
  user: toUserType(user, { kind: 'user', userId: user.id, roles: user.roles, sellerIds: user.sellerIds }),
});

type Dependencies = { readonly signIn: SignIn; readonly resets: PasswordResets };

/** The mutations for registration, log-in, sessions and password resets. */
export const sessionMutations = ({ signIn, resets }: Dependencies): object =>
  mutations({
    userRegister: mutation({
      description: 'Creates an account and logs in.',
      input: UserRegisterInput,
      inputDescription: 'The account to create.',
      payload: SessionPayload,
      access: 'everyone',
      errors: pick(
        messages,
        'email-invalid',
        'email-taken',
        'password-too-short',
        'password-too-long',
        'display-name-invalid',
        'locale-invalid',
        'too-many-requests',
      ),
      run: (input, { cause }) => signIn.register(input, cause),
      answer,
    }),
    userLogin: mutation({
      description:
        'Logs in. INVALID_CREDENTIALS does not reveal which credential is incorrect. TOO_MANY_ATTEMPTS applies to this account, TOO_MANY_REQUESTS to the whole service.',
      input: UserLoginInput,
      inputDescription: 'The credentials.',
      payload: SessionPayload,
      access: 'everyone',
      errors: pick(messages, 'invalid-credentials', 'too-many-attempts', 'too-many-requests'),
      run: (input, { cause }) => signIn.login(input, cause),
      answer,
    }),
    sessionRefresh: mutation({
      description:
        'Exchanges a refresh token for a new access token and refresh token. Send the request without an Authorization header. Reuse of an exchanged token ends the session.',
      input: SessionRefreshInput,
      inputDescription: 'The session to refresh.',
      payload: SessionPayload,
      access: 'everyone',
      errors: pick(messages, 'refresh-token-invalid'),
      run: ({ refreshToken }, { cause }) => signIn.refresh(refreshToken, cause),
      answer,
    }),
    sessionEnd: mutation({
      description: 'Logs out: ends the session of a refresh token. Its access token expires within five minutes.',
      input: SessionEndInput,
      inputDescription: 'The session to end.',
      payload: SessionEndPayload,
      access: 'everyone',
      errors: {},
      run: ({ refreshToken }, { cause }) => signIn.end(refreshToken, cause),
      answer: (ended) => ({ ended }),
    }),
    passwordResetRequest: mutation({
      description: 'Requests an e-mail for setting a new password. The response does not reveal if the account exists.',
      input: PasswordResetRequestInput,
      inputDescription: 'The account.',
      payload: PasswordResetRequestPayload,
      access: 'everyone',
      errors: pick(messages, 'email-invalid'),
      run: ({ email }, { cause }) => resets.request(email, cause),
      answer: (accepted) => ({ accepted }),
    }),
    passwordReset: mutation({
      description: 'Sets a new password with the token from the e-mail, and ends every session of the user.',
      input: PasswordResetInput,
      inputDescription: 'The token and the new password.',
      payload: PasswordResetPayload,
      access: 'everyone',
      errors: pick(messages, 'reset-token-invalid', 'password-too-short', 'password-too-long', 'too-many-requests'),
      run: ({ token, newPassword }, { cause }) => resets.reset(token, newPassword, cause),
      answer: (changed) => ({ changed }),
    }),
  });
