import { boundedQueue } from './bounded-queue';
import { argonPasswords } from './passwords';
import { secrets } from './secrets';

describe('a refresh token', () => {
  it('has 256 random bits and is identified by its hash', () => {
    const token = secrets.newToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(secrets.newToken()).not.toBe(token);
    expect(secrets.hash(token)).toBe(secrets.hash(token));
    expect(secrets.hash(token)).not.toContain(token);
  });

  it('can be decrypted only with the token before it', () => {
    const [first, second] = [secrets.newToken(), secrets.newToken()];
    const wrapped = secrets.wrap(second, first);
    expect(secrets.unwrap(wrapped, first)).toBe(second);
    expect(secrets.unwrap(wrapped, secrets.newToken())).not.toBe(second);
  });
});

describe('a password', () => {
  it('is stored as an argon2id hash and matched in Unicode normal form', async () => {
    const passwords = await argonPasswords();
    const hash = (await passwords.hash('caf\u00e9 au lait')) as string;
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches('cafe\u0301 au lait', hash)).toBe(true);
    expect(await passwords.matches('cafe au lait', hash)).toBe(false);
    expect(await passwords.matches('caf\u00e9 au lait', undefined)).toBe(false);
  });

  it('is refused when the queue is full', async () => {
    const passwords = await argonPasswords();
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => passwords.matches('demo-Pass-1', undefined)));
    expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(52);
    expect(outcomes.filter((outcome) => outcome !== false)).toEqual(Array.from({ length: 8 }, () => ({ refused: 'too-many-requests' })));
  });
});

describe('a bounded queue', () => {
  it('starts the next task when one fails', async () => {
    const queue = boundedQueue({ concurrency: 1, maxWaiting: 1 });
    const failing = queue.run(() => Promise.reject(new Error('no')));
    const waiting = queue.run(() => Promise.resolve('done'));
    await expect(queue.run(() => Promise.resolve('rejected'))).resolves.toBe('full');
    await expect(failing).rejects.toThrow('no');
    await expect(waiting).resolves.toBe('done');
    await expect(queue.run(() => Promise.resolve('later'))).resolves.toBe('later');
  });
});
