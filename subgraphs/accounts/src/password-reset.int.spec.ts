import { z } from 'zod';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents } from '@marketplace/schema';
import { clientsOf, guest } from './accounts.fixtures';
import { context } from './main';

const mail = z.object({ email: z.string(), token: z.string() });
const newPassword = 'another-Pass-2';

describe('a password reset', () => {
  let harness: ContextHarness;
  let clients: ReturnType<typeof clientsOf>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('answer-reset-requests', 'purge-password-resets');
    clients = clientsOf(harness);
  });
  afterAll(() => harness.stop());

  const request = (email: string) => clients.mutate(guest, 'passwordResetRequest', { email }, 'accepted userErrors { code message path }');
  const reset = (token: string, secret = newPassword) =>
    clients.mutate(guest, 'passwordReset', { token, newPassword: secret }, 'changed userErrors { code message path }');
  const requestsOf = async (userId: string | undefined) =>
    (await harness.publishedEvents(accountsEvents.PasswordResetRequestedV1)).filter((data) => data.userId === userId);
  const answerAll = async () => {
    while ((await harness.running.jobs.runNow('answer-reset-requests')) > 0);
  };
  const mailedTo = async (email: string): Promise<z.output<typeof mail>> => {
    const registered = await clients.register(email);
    await request(email.toUpperCase());
    await answerAll();
    const requested = await harness.waitForEvent(accountsEvents.PasswordResetRequestedV1, (data) => data.userId === registered.user?.id);
    return mail.parse(harness.seal.open(requested.sealedMail));
  };

  it('gets the same answer for a known and an unknown e-mail address', async () => {
    await clients.register('known@demo.test');
    expect(await request('known@demo.test')).toEqual({ accepted: true, userErrors: [] });
    expect(await request('unknown@demo.test')).toEqual({ accepted: true, userErrors: [] });
  });

  it('encrypts token and address, and publishes nothing for an unknown e-mail address', async () => {
    const { email, token } = await mailedTo('sealed@demo.test');
    expect(email).toBe('sealed@demo.test');
    await request('stranger@demo.test');
    await answerAll();
    const everything = JSON.stringify(await harness.running.db.query('SELECT payload FROM outbox_events'));
    expect(everything).not.toContain('sealed@demo.test');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain('stranger');
    expect(await harness.running.db.query('SELECT 1 FROM reset_requests')).toEqual([]);
  });

  it('sets a new password once with the mailed token, and ends every earlier session', async () => {
    const { email, token } = await mailedTo('forgot@demo.test');
    const before = await clients.login(email);
    expect(await reset(token)).toEqual({ changed: true, userErrors: [] });
    expect(await harness.waitForEvent(accountsEvents.PasswordChangedV1)).toEqual({ userId: before.user?.id });
    expect(clients.codeOf(await clients.refresh(before.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    expect(clients.codeOf(await clients.login(email))).toBe('INVALID_CREDENTIALS');
    expect((await clients.login(email, newPassword)).userErrors).toEqual([]);
    expect(clients.codeOf(await reset(token, 'a-third-Pass-3'))).toBe('RESET_TOKEN_INVALID');
  });

  it('invalidates a session that a log-in with the old password writes too late', async () => {
    const { email, token } = await mailedTo('late@demo.test');
    const { refreshToken, user } = await clients.login(email);
    await reset(token);
    await harness.running.db.query('UPDATE sessions SET ended_at = NULL, end_reason = NULL WHERE user_id = $1', [user?.id]);
    expect(clients.codeOf(await clients.refresh(refreshToken))).toBe('REFRESH_TOKEN_INVALID');
  });

  it('unlocks a locked account', async () => {
    const { email, token } = await mailedTo('locked@demo.test');
    for (let guess = 0; guess < 10; guess += 1) await clients.login(email, 'wrong-Pass-1');
    await reset(token);
    expect((await clients.login(email, newPassword)).userErrors).toEqual([]);
  });

  it('refuses a token that is invented, expired, or used twice in parallel', async () => {
    expect(clients.codeOf(await reset('made-up'))).toBe('RESET_TOKEN_INVALID');
    // Several times, because the race differs each time.
    for (const attempt of [1, 2, 3, 4, 5, 6]) {
      const { token } = await mailedTo(`twice${attempt.toString()}@demo.test`);
      const answers = await Promise.all([reset(token), reset(token, 'a-third-Pass-3')]);
      expect(answers.map((answer) => clients.codeOf(answer)).sort()).toEqual(['RESET_TOKEN_INVALID', undefined]);
    }
    const old = await mailedTo('old@demo.test');
    await harness.running.db.query(`UPDATE password_resets SET requested_at = requested_at - interval '30 minutes'`);
    expect(clients.codeOf(await reset(old.token))).toBe('RESET_TOKEN_INVALID');
    expect(await harness.running.jobs.runNow('purge-password-resets')).toBeGreaterThan(0);
  });

  it('refuses a new password that is too short', async () => {
    const { token } = await mailedTo('short@demo.test');
    expect(await reset(token, 'short')).toMatchObject({
      changed: false,
      userErrors: [{ code: 'PASSWORD_TOO_SHORT', path: ['newPassword'] }],
    });
    expect(await reset(token)).toMatchObject({ changed: true });
  });

  it('is mailed at most once a minute', async () => {
    const { user } = await clients.register('impatient@demo.test');
    for (let time = 0; time < 3; time += 1) {
      await request('impatient@demo.test');
      await answerAll();
    }
    expect(await requestsOf(user?.id)).toHaveLength(1);
    await harness.running.db.query(`UPDATE password_resets SET requested_at = requested_at - interval '1 minute' WHERE user_id = $1`, [
      user?.id,
    ]);
    await request('impatient@demo.test');
    await answerAll();
    expect(await requestsOf(user?.id)).toHaveLength(2);
  });

  it('refuses an invalid e-mail address', async () => {
    expect(await request('nonsense')).toMatchObject({ accepted: false, userErrors: [{ code: 'EMAIL_INVALID', path: ['email'] }] });
  });
});
