import { isRefused, refuse, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emailOf, checkPassword, type PasswordRefusal } from '../domain/credentials';
import { isUsable, maySendMail, resetExpiry, type PasswordReset } from '../domain/password-reset';
import type { KnownUser, Dependencies, ResetMail, ResetRequest } from './ports';
import { accountKeyOf } from './sign-in';

export type PasswordResets = ReturnType<typeof createPasswordResets>;

const maxTokenLength = 100;

/** Password resets. A request is only stored, so that neither its answer nor its duration reveals whether the account exists. */
export const createPasswordResets = (dependencies: Dependencies) => {
  const { users, resets, passwords, secrets, clock, newId } = dependencies;

  const mailFor = (user: KnownUser, at: Instant): ResetMail => {
    const token = secrets.newToken();
    const reset: PasswordReset = { id: newId<'PasswordReset'>(), userId: user.id, requestedAt: at, status: 'OPEN' };
    const event = {
      type: 'PasswordResetRequested',
      resetId: reset.id,
      mail: { email: user.email, token },
      expiresAt: resetExpiry(at),
    } as const;
    return { user, reset, tokenHash: secrets.hash(token), event };
  };

  return {
    /** Stores a request for any valid e-mail address. */
    request: async (text: string, cause: Cause): Promise<true | Refusal<'email-invalid'>> => {
      const email = emailOf(text);
      if (email === undefined) return refuse('email-invalid', { path: ['email'] });
      await resets.request({ accountKey: accountKeyOf(email, secrets), email, requestedAt: clock() }, cause);
      return true;
    },

    /** Sends a mail for a stored request if the account exists, and deletes the request. */
    answer: async (request: ResetRequest, at: Instant, cause: Cause): Promise<void> => {
      const user = await users.findByEmail(request.email);
      const last = user === undefined ? undefined : await resets.lastOf(user.id);
      const mail = user !== undefined && maySendMail(last?.requestedAt, at) ? mailFor(user, at) : undefined;
      await resets.answer(request, mail, cause);
    },

    /** Sets a new password with the token from the mail. */
    reset: async (
      token: string,
      newPassword: string,
      cause: Cause,
    ): Promise<true | PasswordRefusal | Refusal<'reset-token-invalid' | 'too-many-requests'>> => {
      const refusal = checkPassword(newPassword, 'newPassword');
      if (refusal !== undefined) return refusal;
      const at = clock();
      const reset = token.length > maxTokenLength ? undefined : await resets.findByToken(secrets.hash(token));
      const user = reset !== undefined && isUsable(reset, at) ? await users.find(reset.userId) : undefined;
      if (reset === undefined || user === undefined) return refuse('reset-token-invalid', { path: ['token'] });
      const passwordHash = await passwords.hash(newPassword);
      if (isRefused(passwordHash)) return passwordHash;
      await users.changePassword(user, { passwordHash, accountKey: accountKeyOf(user.email, secrets), resetId: reset.id, at }, cause);
      return true;
    },
  };
};
