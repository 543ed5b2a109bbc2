import { after, isRefused, refuse, type Cause, type Instant, type Refusal, type Role, type UserId } from '@marketplace/kernel';
import { canBePassword, emailOf, checkPassword, exceedsAttemptLimit, normalizeEmail, type PasswordRefusal } from '../domain/credentials';
import { sessionLifetime, tokenStatusOf } from '../domain/session';
import { profileOf, type NewUser, type ProfileRefusal } from '../domain/user';
import type { AccountKey, KnownSession, NewSession, Dependencies, Secrets, UserView } from './ports';

export type SignedIn = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The expiry of the access token. */
  readonly expiresAt: Instant;
  readonly user: UserView;
};

export type Registration = { readonly email: string; readonly password: string; readonly displayName: string; readonly locale: string };
export type Credentials = { readonly email: string; readonly password: string };

type RegistrationRefusal = PasswordRefusal | ProfileRefusal | Refusal<'email-invalid' | 'email-taken' | 'too-many-requests'>;
type LoginRefusal = Refusal<'invalid-credentials' | 'too-many-attempts' | 'too-many-requests'>;

export type SignIn = ReturnType<typeof createSignIn>;

const maxTokenLength = 100;

/** The key for counting log-in attempts, also for accounts that do not exist. */
export const accountKeyOf = (email: string, secrets: Secrets): AccountKey => secrets.hash(normalizeEmail(email));

/** Registration, log-in and sessions. */
export const createSignIn = (dependencies: Dependencies) => {
  const { users, sessions, attempts, passwords, secrets, accessTokens, userViews, clock, newId } = dependencies;

  const newSession = (refreshToken: string, at: Instant): NewSession => ({
    id: newId<'Session'>(),
    tokenHash: secrets.hash(refreshToken),
    startedAt: at,
    expiresAt: after(at, sessionLifetime),
  });

  /** Issues an access token with the current roles and sellers, so a change takes effect within the lifetime of a token. */
  const issue = async (userId: UserId, refreshToken: string, at: Instant): Promise<SignedIn> => {
    const user = (await userViews.byIds([userId])).get(userId);
    if (user === undefined) throw new Error(`user ${userId} has no profile`);
    const access = await accessTokens.issue({ userId, roles: user.roles, sellerIds: user.sellerIds }, at);
    return { ...access, refreshToken, user };
  };

  const prepare = async (registration: Registration, roles: readonly Role[]): Promise<NewUser | RegistrationRefusal> => {
    const email = emailOf(registration.email);
    if (email === undefined) return refuse('email-invalid', { path: ['email'] });
    const refusal = checkPassword(registration.password, 'password');
    if (refusal !== undefined) return refusal;
    const profile = profileOf(registration);
    if (isRefused(profile)) return profile;
    if ((await users.findByEmail(email)) !== undefined) return refuse('email-taken', { path: ['email'] });
    const passwordHash = await passwords.hash(registration.password);
    return isRefused(passwordHash) ? passwordHash : { id: newId<'User'>(), email, passwordHash, passwordVersion: 1, ...profile, roles };
  };

  const rotate = async (known: KnownSession, refreshToken: string, cause: Cause): Promise<SignedIn> => {
    const at = clock();
    const successor = secrets.newToken();
    const rotation = {
      tokenHash: secrets.hash(refreshToken),
      successorHash: secrets.hash(successor),
      wrappedSuccessor: secrets.wrap(successor, refreshToken),
      at,
      expiresAt: after(at, sessionLifetime),
    };
    await sessions.rotate(known, rotation, cause);
    return issue(known.session.userId, successor, at);
  };

  const findSession = async (refreshToken: string): Promise<KnownSession | undefined> =>
    refreshToken.length > maxTokenLength ? undefined : sessions.findByToken(secrets.hash(refreshToken));

  return {
    register: async (registration: Registration, cause: Cause): Promise<SignedIn | RegistrationRefusal> => {
      const user = await prepare(registration, ['buyer']);
      if (isRefused(user)) return user;
      const at = clock();
      const refreshToken = secrets.newToken();
      await users.register(user, newSession(refreshToken, at), cause);
      return issue(user.id, refreshToken, at);
    },

    /** Creates the first operator. Refused if an account has the e-mail address already. */
    ensureOperator: async (credentials: Credentials, cause: Cause): Promise<UserId | RegistrationRefusal> => {
      const user = await prepare({ ...credentials, displayName: 'Operator', locale: 'en' }, ['operator']);
      if (isRefused(user)) return user;
      await users.register(user, undefined, cause);
      return user.id;
    },

    /** Logs in. A wrong password and an unknown e-mail address get the same answer after the same time. */
    login: async ({ email: text, password }: Credentials, cause: Cause): Promise<SignedIn | LoginRefusal> => {
      const email = emailOf(text);
      if (email === undefined || !canBePassword(password)) return refuse('invalid-credentials');
      const accountKey = accountKeyOf(email, secrets);
      if (exceedsAttemptLimit(await attempts.count(accountKey, clock()))) return refuse('too-many-attempts');
      const user = await users.findByEmail(email);
      const matches = await passwords.matches(password, user?.passwordHash);
      if (isRefused(matches)) {
        await attempts.uncount(accountKey);
        return matches;
      }
      if (!matches || user === undefined) return refuse('invalid-credentials');
      const at = clock();
      const refreshToken = secrets.newToken();
      await sessions.open(user, newSession(refreshToken, at), { ...cause, accountKey });
      return issue(user.id, refreshToken, at);
    },

    /** Exchanges a refresh token for its successor. Reuse of a replaced token ends the session. */
    refresh: async (refreshToken: string, cause: Cause): Promise<SignedIn | Refusal<'refresh-token-invalid'>> => {
      const known = await findSession(refreshToken);
      if (known === undefined) return refuse('refresh-token-invalid');
      const at = clock();
      const token = tokenStatusOf(known.session, secrets.hash(refreshToken), at);
      switch (token.status) {
        case 'current':
          return rotate(known, refreshToken, cause);
        case 'replaced-recently':
          return issue(known.session.userId, secrets.unwrap(token.wrappedSuccessor, refreshToken), at);
        case 'reused':
          await sessions.revoke(known, at, cause);
          return refuse('refresh-token-invalid');
        case 'ended':
          return refuse('refresh-token-invalid');
      }
    },

    /** Ends the session of a token. Does nothing if the session has ended or never existed. */
    end: async (refreshToken: string, cause: Cause): Promise<true> => {
      const known = await findSession(refreshToken);
      if (known?.session.status === 'OPEN') await sessions.end(known, clock(), cause);
      return true;
    },
  };
};
