import { isRefused, refuse, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emailOf, faultOfPassword, type PasswordRefusal } from '../domain/credentials';
import { isUsable, mayMailAgain, resetExpiry, type PasswordReset } from '../domain/password-reset';
import type { KnownUser, Ports, ResetMail, ResetRequest } from './ports';
import { accountKeyOf } from './sign-in';

export type PasswordResets = ReturnType<typeof createPasswordResets>;

const maxTokenLength = 100;

/** Forgotten passwords: a request is only noted, so that its answer and its time say nothing about the e-mail. */
export const createPasswordResets = (ports: Ports) => {
  const { users, resets, passwords, secrets, clock, newId } = ports;

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
    /** Refuses only what is no e-mail at all. */
    request: async (text: string, cause: Cause): Promise<true | Refusal<'email-invalid'>> => {
      const email = emailOf(text);
      if (email === undefined) return refuse('email-invalid', { path: ['email'] });
      await resets.request({ accountKey: accountKeyOf(email, secrets), email, requestedAt: clock() }, cause);
      return true;
    },

    /** Turns a noted request into a mail if there is an account, and forgets it if there is none. */
    answer: async (request: ResetRequest, at: Instant, cause: Cause): Promise<void> => {
      const user = await users.findByEmail(request.email);
      const last = user === undefined ? undefined : await resets.lastOf(user.id);
      const mail = user !== undefined && mayMailAgain(last?.requestedAt, at) ? mailFor(user, at) : undefined;
      await resets.answer(request, mail, cause);
    },

    reset: async (
      token: string,
      newPassword: string,
      cause: Cause,
    ): Promise<true | PasswordRefusal | Refusal<'reset-token-invalid' | 'too-many-requests'>> => {
      const fault = faultOfPassword(newPassword, 'newPassword');
      if (fault !== undefined) return fault;
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
