import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { isRefused, type Cause, type Refusal } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
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

const refused = (refusal: Refusal): SessionPayload => ({
  accessToken: null,
  refreshToken: null,
  expiresAt: null,
  user: null,
  userErrors: toUserErrors(refusal, messages),
});

/** The request came from a guest; its answer is for the user it turned out to be. */
const granted = ({ user, ...tokens }: SignedIn): SessionPayload => ({
  ...tokens,
  user: toUserType(user, { kind: 'user', userId: user.id, roles: user.roles, sellerIds: user.sellerIds }),
  userErrors: [],
});

type Services = { readonly signIn: SignIn; readonly resets: PasswordResets };

@Resolver()
export class SessionResolver {
  constructor(private readonly services: Services) {}

  @Mutation(() => SessionPayload, {
    description:
      'Opens an account and logs in. Errors: EMAIL_INVALID, EMAIL_TAKEN, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, DISPLAY_NAME_INVALID, LOCALE_INVALID, TOO_MANY_REQUESTS.',
  })
  async userRegister(
    @Arg('input', () => UserRegisterInput, { description: 'Who opens an account.' }) input: UserRegisterInput,
    @Ctx() context: GraphContext,
  ): Promise<SessionPayload> {
    return this.signIn('userRegister', (cause) => this.services.signIn.register(input, cause), context);
  }

  @Mutation(() => SessionPayload, {
    description: 'Logs in. Errors: INVALID_CREDENTIALS whatever was wrong, TOO_MANY_ATTEMPTS on this account, TOO_MANY_REQUESTS at once.',
  })
  async userLogin(
    @Arg('input', () => UserLoginInput, { description: 'Who logs in.' }) input: UserLoginInput,
    @Ctx() context: GraphContext,
  ): Promise<SessionPayload> {
    return this.signIn('userLogin', (cause) => this.services.signIn.login(input, cause), context);
  }

  @Mutation(() => SessionPayload, {
    description:
      'Exchanges a refresh token for the next pair; send it without an Authorization header. A token that was exchanged before ends the session. Errors: REFRESH_TOKEN_INVALID.',
  })
  async sessionRefresh(
    @Arg('input', () => SessionRefreshInput, { description: 'Which session.' }) input: SessionRefreshInput,
    @Ctx() context: GraphContext,
  ): Promise<SessionPayload> {
    return this.signIn('sessionRefresh', (cause) => this.services.signIn.refresh(input.refreshToken, cause), context);
  }

  @Mutation(() => SessionEndPayload, {
    description: 'Logs out: ends the session of a refresh token. Its access token runs out within five minutes.',
  })
  async sessionEnd(
    @Arg('input', () => SessionEndInput, { description: 'Which session.' }) input: SessionEndInput,
    @Ctx() context: GraphContext,
  ): Promise<SessionEndPayload> {
    const run = (cause: Cause): Promise<true> => this.services.signIn.end(input.refreshToken, cause);
    await command<true>(context, { operation: 'sessionEnd', input: {}, run });
    return { ended: true, userErrors: [] };
  }

  @Mutation(() => PasswordResetRequestPayload, {
    description:
      'Asks for a mail with which a new password can be set. Says nothing about whether there is an account. Errors: EMAIL_INVALID.',
  })
  async passwordResetRequest(
    @Arg('input', () => PasswordResetRequestInput, { description: 'Who forgot the password.' }) input: PasswordResetRequestInput,
  ): Promise<PasswordResetRequestPayload> {
    const outcome = await this.services.resets.request(input.email);
    return isRefused(outcome) ? { accepted: false, userErrors: toUserErrors(outcome, messages) } : { accepted: true, userErrors: [] };
  }

  @Mutation(() => PasswordResetPayload, {
    description:
      'Sets a new password with the token from the mail, and ends every session. Errors: RESET_TOKEN_INVALID, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, TOO_MANY_REQUESTS.',
  })
  async passwordReset(
    @Arg('input', () => PasswordResetInput, { description: 'The new password.' }) { token, newPassword }: PasswordResetInput,
    @Ctx() context: GraphContext,
  ): Promise<PasswordResetPayload> {
    const run = (cause: Cause): Promise<true | Refusal> => this.services.resets.reset(token, newPassword, cause);
    const outcome = await command<true>(context, { operation: 'passwordReset', input: {}, run });
    return isRefused(outcome) ? { changed: false, userErrors: toUserErrors(outcome, messages) } : { changed: true, userErrors: [] };
  }

  private async signIn(
    operation: string,
    run: (cause: Cause) => Promise<SignedIn | Refusal>,
    context: GraphContext,
  ): Promise<SessionPayload> {
    const outcome = await command<SignedIn>(context, { operation, input: {}, run });
    return isRefused(outcome) ? refused(outcome) : granted(outcome);
  }
}
