import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import type { PasswordResets } from '../../application/passwords';
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

/** The request came from a guest; its answer is for the user it turned out to be. */
const answer = ({ user, ...tokens }: SignedIn) => ({
  ...tokens,
  user: toUserType(user, { kind: 'user', userId: user.id, roles: user.roles, sellerIds: user.sellerIds }),
});

type Services = { readonly signIn: SignIn; readonly resets: PasswordResets };

/** Registration, log-in, sessions and forgotten passwords. */
export const sessionMutations = ({ signIn, resets }: Services): object =>
  mutations({
    userRegister: mutation({
      description: 'Opens an account and logs in.',
      input: UserRegisterInput,
      inputDescription: 'Who opens an account.',
      payload: SessionPayload,
      access: 'everybody',
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
        'Logs in. INVALID_CREDENTIALS does not say what was wrong; TOO_MANY_ATTEMPTS is about this account, TOO_MANY_REQUESTS about everybody.',
      input: UserLoginInput,
      inputDescription: 'Who logs in.',
      payload: SessionPayload,
      access: 'everybody',
      errors: pick(messages, 'invalid-credentials', 'too-many-attempts', 'too-many-requests'),
      run: (input, { cause }) => signIn.login(input, cause),
      answer,
    }),
    sessionRefresh: mutation({
      description:
        'Exchanges a refresh token for the next pair; send it without an Authorization header. A token that was exchanged before ends the session.',
      input: SessionRefreshInput,
      inputDescription: 'Which session.',
      payload: SessionPayload,
      access: 'everybody',
      errors: pick(messages, 'refresh-token-invalid'),
      run: ({ refreshToken }, { cause }) => signIn.refresh(refreshToken, cause),
      answer,
    }),
    sessionEnd: mutation({
      description: 'Logs out: ends the session of a refresh token. Its access token runs out within five minutes.',
      input: SessionEndInput,
      inputDescription: 'Which session.',
      payload: SessionEndPayload,
      access: 'everybody',
      errors: {},
      run: ({ refreshToken }, { cause }) => signIn.end(refreshToken, cause),
      answer: (ended) => ({ ended }),
    }),
    passwordResetRequest: mutation({
      description: 'Asks for a mail with which a new password can be set. Says nothing about whether there is an account.',
      input: PasswordResetRequestInput,
      inputDescription: 'Who forgot the password.',
      payload: PasswordResetRequestPayload,
      access: 'everybody',
      errors: pick(messages, 'email-invalid'),
      run: ({ email }, { cause }) => resets.request(email, cause),
      answer: (accepted) => ({ accepted }),
    }),
    passwordReset: mutation({
      description: 'Sets a new password with the token from the mail, and ends every session.',
      input: PasswordResetInput,
      inputDescription: 'The new password.',
      payload: PasswordResetPayload,
      access: 'everybody',
      errors: pick(messages, 'reset-token-invalid', 'password-too-short', 'password-too-long', 'too-many-requests'),
      run: ({ token, newPassword }, { cause }) => resets.reset(token, newPassword, cause),
      answer: (changed) => ({ changed }),
    }),
  });
