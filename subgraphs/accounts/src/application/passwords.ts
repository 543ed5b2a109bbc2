import { idOf, isRefused, refuse, type Cause, type Instant, type Refusal } from '@marketplace/kernel';
import { emailOf, faultOfPassword } from '../domain/credentials';
import { isUsable, mayMailAgain, resetExpiry, type PasswordReset } from '../domain/password-reset';
import type { Ports, ResetMail, ResetRequest, Versioned } from './ports';
import { accountKeyOf } from './sign-in';
import type { User } from '../domain/user';

export type PasswordResets = ReturnType<typeof createPasswordResets>;

const batch = 100;
const maxTokenLength = 100;

/** Forgotten passwords: a request is only noted, so that its answer and its time say nothing about the e-mail. */
export const createPasswordResets = (ports: Ports) => {
  const { users, resets, passwords, secrets, clock, newId } = ports;

  const mailFor = (user: Versioned<User>, at: Instant): ResetMail => {
    const token = secrets.newToken();
    const reset: PasswordReset = { id: newId<'PasswordReset'>(), userId: user.state.id, requestedAt: at, status: 'OPEN' };
    const event = {
      type: 'PasswordResetRequested',
      resetId: reset.id,
      mail: { email: user.state.email, token },
      expiresAt: resetExpiry(at),
    } as const;
    return { user, reset, tokenHash: secrets.hash(token), event };
  };

  const answer = async (request: ResetRequest, at: Instant, cause: Cause): Promise<void> => {
    const user = await users.findByEmail(request.email);
    const last = user === undefined ? undefined : await resets.lastOf(user.state.id);
    const mail = user !== undefined && mayMailAgain(last?.requestedAt, at) ? mailFor(user, at) : undefined;
    await resets.answer(request, mail, cause);
  };

  return {
    /** Refuses only what is no e-mail at all. */
    request: async (text: string): Promise<true | Refusal<'email-invalid'>> => {
      const email = emailOf(text);
      if (email === undefined) return refuse('email-invalid', { path: ['email'] });
      await resets.request({ accountKey: accountKeyOf(email, secrets), email, requestedAt: clock() });
      return true;
    },

    /** Turns noted requests into mails where there is an account, and forgets them where there is none. */
    answerRequests: async (at: Instant, causeOf: () => Cause): Promise<number> => {
      const waiting = await resets.waiting(batch);
      for (const request of waiting) await answer(request, at, causeOf());
      return waiting.length;
    },

    /** Refusals: password-too-short, password-too-long, reset-token-invalid, too-many-requests. */
    reset: async (token: string, newPassword: string, cause: Cause): Promise<true | Refusal> => {
      const fault = faultOfPassword(newPassword, 'newPassword');
      if (fault !== undefined) return fault;
      const reset = token.length > maxTokenLength ? undefined : await resets.findByToken(secrets.hash(token));
      const user = reset !== undefined && isUsable(reset, clock()) ? await users.find(idOf(reset.userId)) : undefined;
      if (reset === undefined || user === undefined) return refuse('reset-token-invalid', { path: ['token'] });
      const passwordHash = await passwords.hash(newPassword);
      if (isRefused(passwordHash)) return passwordHash;
      await users.changePassword(user, { passwordHash, accountKey: accountKeyOf(user.state.email, secrets), resetId: reset.id }, cause);
      return true;
    },
  };
};
