import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents } from '@marketplace/schema';
import type { JSONWebKeySet } from 'jose' with { 'resolution-mode': 'import' };
import { actorOf, clientsOf, guest, password } from './accounts.fixtures';
import { context } from './main';

describe('accounts', () => {
  let harness: ContextHarness;
  let clients: ReturnType<typeof clientsOf>;
  beforeAll(async () => {
    harness = await contextHarness(context, {
      variables: { BOOTSTRAP_OPERATOR_EMAIL: 'operator@demo.test', BOOTSTRAP_OPERATOR_PASSWORD: password },
    });
    await harness.pauseJobs('purge-sessions');
    clients = clientsOf(harness);
  });
  afterAll(() => harness.stop());

  const keySet = async (): Promise<JSONWebKeySet> => {
    const request = { method: 'GET', path: '.well-known/jwks.json', query: new URLSearchParams(), headers: {}, rawBody: Buffer.alloc(0) };
    const response = await harness.running.transport.webhook(request);
    expect(response).toMatchObject({ status: 200, contentType: 'application/jwk-set+json' });
    return JSON.parse(response.body ?? '') as JSONWebKeySet;
  };
  const everythingPublished = async (): Promise<string> =>
    JSON.stringify(await harness.running.db.query('SELECT payload FROM outbox_events'));

  describe('registration', () => {
    it('creates an account and a session, and publishes it without name or e-mail address', async () => {
      const answer = await clients.register('Ada@Lind.example', { displayName: 'Ada Lovely', locale: 'de' });
      expect(answer).toMatchObject({ user: { email: 'Ada@Lind.example', displayName: 'Ada Lovely', roles: ['BUYER'] }, userErrors: [] });
      const userId = answer.user?.id ?? '';
      expect(await harness.waitForEvent(accountsEvents.UserRegisteredV1, (data) => data.userId === userId)).toEqual({
        userId,
        locale: 'de',
      });
      expect(await everythingPublished()).not.toMatch(/Lind|Lovely/i);
    });

    it('refuses a second account for an e-mail address, ignoring case', async () => {
      await clients.register('twice@demo.test');
      expect(await clients.register('TWICE@demo.test')).toMatchObject({
        accessToken: null,
        user: null,
        userErrors: [{ code: 'EMAIL_TAKEN', path: ['email'] }],
      });
    });

    it('creates one account for two parallel registrations', async () => {
      const answers = await Promise.all([clients.register('race@demo.test'), clients.register('race@demo.test')]);
      expect(answers.filter((answer) => answer.user !== null)).toHaveLength(1);
      expect(answers.filter((answer) => clients.codeOf(answer) === 'EMAIL_TAKEN')).toHaveLength(1);
    });

    it.each([
      [{ email: 'not-an-address' }, 'EMAIL_INVALID'],
      [{ password: 'short' }, 'PASSWORD_TOO_SHORT'],
      [{ password: 'x'.repeat(201) }, 'PASSWORD_TOO_LONG'],
      [{ displayName: ' ' }, 'DISPLAY_NAME_INVALID'],
      [{ locale: '??' }, 'LOCALE_INVALID'],
    ])('refuses %j and creates no account', async (changes, code) => {
      expect(clients.codeOf(await clients.register('faulty@demo.test', changes))).toBe(code);
      expect(clients.codeOf(await clients.login('faulty@demo.test'))).toBe('INVALID_CREDENTIALS');
    });
  });

  describe('log-in', () => {
    it('returns tokens for the right password, ignoring the case of the e-mail address', async () => {
      await clients.register('case@demo.test');
      const answer = await clients.login('CASE@demo.test');
      expect(answer).toMatchObject({ user: { email: 'case@demo.test', roles: ['BUYER'] }, userErrors: [] });
      expect(actorOf(answer)).toMatchObject({ kind: 'user', roles: ['buyer'], sellerIds: [] });
    });

    it('signs access tokens that the published keys verify, for five minutes', async () => {
      const { accessToken, expiresAt, user } = await clients.register('token@demo.test');
      const { createLocalJWKSet, decodeProtectedHeader, jwtVerify } = await import('jose');
      const keys = await keySet();
      expect(JSON.stringify(keys)).not.toContain('"d"');
      const { payload } = await jwtVerify(accessToken ?? '', createLocalJWKSet(keys), {
        issuer: 'marketplace',
        audience: 'marketplace',
        typ: 'at+jwt',
        algorithms: ['EdDSA'],
      });
      expect(payload).toMatchObject({ sub: user?.id, roles: ['buyer'], sellerIds: [] });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
      expect(Math.floor(Date.parse(expiresAt ?? '') / 1_000)).toBe(payload.exp);
      expect(decodeProtectedHeader(accessToken ?? '')).toEqual({ alg: 'EdDSA', kid: 'test', typ: 'at+jwt' });
    });

    it('gives the same answer to a wrong password, an unknown e-mail address and invalid input', async () => {
      await clients.register('known@demo.test');
      const answers = await Promise.all([
        clients.login('known@demo.test', 'wrong-Pass-1'),
        clients.login('unknown@demo.test'),
        clients.login('nonsense'),
        clients.login('known@demo.test', 'x'.repeat(300)),
        clients.login("' OR 1=1 --@x.y"),
      ]);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(clients.codeOf(answers[0])).toBe('INVALID_CREDENTIALS');
    });

    it('is locked after ten failures, also for accounts that do not exist', async () => {
      for (const email of ['guessed@demo.test', 'no-such@demo.test']) {
        await harness.running.db.query('DELETE FROM login_attempts');
        if (email.startsWith('guessed')) await clients.register(email);
        const guesses = await Promise.all(Array.from({ length: 12 }, () => clients.login(email, 'wrong-Pass-1')));
        const codes = guesses.map((answer) => clients.codeOf(answer)).sort();
        expect(codes).toEqual([...Array.from({ length: 10 }, () => 'INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
      }
      expect(clients.codeOf(await clients.login('guessed@demo.test'))).toBe('TOO_MANY_ATTEMPTS');
    });

    it('is unlocked 15 minutes after the first failure', async () => {
      await clients.register('patient@demo.test');
      for (let guess = 0; guess < 10; guess += 1) await clients.login('patient@demo.test', 'wrong-Pass-1');
      await harness.running.db.query(`UPDATE login_attempts SET window_started_at = window_started_at - interval '15 minutes'`);
      expect((await clients.login('patient@demo.test')).userErrors).toEqual([]);
    });

    it('resets the count of failures after a success', async () => {
      await clients.register('forgetful@demo.test');
      for (let round = 0; round < 3; round += 1) {
        for (let guess = 0; guess < 4; guess += 1) await clients.login('forgetful@demo.test', 'wrong-Pass-1');
        expect((await clients.login('forgetful@demo.test')).userErrors).toEqual([]);
      }
    });
  });

  describe('a session', () => {
    it('continues with the successor of each refresh token', async () => {
      const first = await clients.register('session@demo.test');
      const second = await clients.refresh(first.refreshToken);
      expect(second).toMatchObject({ user: { email: 'session@demo.test' }, userErrors: [] });
      expect(second.refreshToken).not.toBe(first.refreshToken);
      const third = await clients.refresh(second.refreshToken);
      expect(third.userErrors).toEqual([]);
      expect(actorOf(third).userId).toBe(first.user?.id);
    });

    it('returns the same successor to parallel refreshes, and after a lost response', async () => {
      const { refreshToken } = await clients.register('tabs@demo.test');
      const answers = await Promise.all([1, 2, 3].map(() => clients.refresh(refreshToken)));
      expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
      expect(answers[0]?.refreshToken).not.toBe(refreshToken);
      expect((await clients.refresh(refreshToken)).refreshToken).toBe(answers[0]?.refreshToken);
      expect((await clients.refresh(answers[0]?.refreshToken ?? '')).userErrors).toEqual([]);
    });

    it('ends for all clients when a replaced token is reused later', async () => {
      const first = await clients.register('stolen@demo.test');
      const second = await clients.refresh(first.refreshToken);
      const userId = first.user?.id ?? '';
      await harness.running.db.query(`UPDATE sessions SET rotated_at = rotated_at - interval '11 seconds' WHERE user_id = $1`, [userId]);
      expect(clients.codeOf(await clients.refresh(first.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
      expect(clients.codeOf(await clients.refresh(second.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
      const revoked = await harness.waitForEvent(accountsEvents.SessionFamilyRevokedV1, (data) => data.userId === userId);
      await clients.refresh(first.refreshToken);
      const all = (await harness.publishedEvents(accountsEvents.SessionFamilyRevokedV1)).filter((data) => data.userId === userId);
      expect(all).toEqual([revoked]);
      expect((await clients.login('stolen@demo.test')).userErrors).toEqual([]);
    });

    it('ends when a token two generations old is reused, at any time', async () => {
      const first = await clients.register('older@demo.test');
      const second = await clients.refresh(first.refreshToken);
      const third = await clients.refresh(second.refreshToken);
      expect(clients.codeOf(await clients.refresh(first.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
      expect(clients.codeOf(await clients.refresh(third.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    });

    it('ends at log-out, and ending it again has the same result', async () => {
      const { refreshToken } = await clients.register('leaving@demo.test');
      for (const token of [refreshToken, refreshToken, 'never-was-one']) {
        expect(await clients.mutate(guest, 'sessionEnd', { refreshToken: token }, 'ended userErrors { code }')).toEqual({
          ended: true,
          userErrors: [],
        });
      }
      expect(clients.codeOf(await clients.refresh(refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    });

    it('ends after thirty days without use, and is deleted', async () => {
      const { refreshToken, user } = await clients.register('away@demo.test');
      const [row] = await harness.running.db.query<{ days: number }>(
        'SELECT extract(day FROM expires_at - started_at)::int AS days FROM sessions WHERE user_id = $1',
        [user?.id],
      );
      expect(row?.days).toBe(30);
      await harness.running.db.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [user?.id]);
      expect(clients.codeOf(await clients.refresh(refreshToken))).toBe('REFRESH_TOKEN_INVALID');
      expect(await harness.running.jobs.runNow('purge-sessions')).toBe(1);
      expect(clients.codeOf(await clients.refresh(refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    });

    it('leaves no usable token in the database', async () => {
      const first = await clients.register('dump@demo.test');
      const second = await clients.refresh(first.refreshToken);
      const dump = JSON.stringify(await harness.running.db.query('SELECT * FROM sessions s JOIN session_tokens t ON t.session_id = s.id'));
      expect(dump).not.toContain(first.refreshToken);
      expect(dump).not.toContain(second.refreshToken);
    });
  });

  it('creates the operator from the environment', async () => {
    const answer = await clients.login('operator@demo.test');
    expect(answer.user?.roles).toEqual(['OPERATOR']);
    expect(actorOf(answer).roles).toEqual(['operator']);
  });
});
