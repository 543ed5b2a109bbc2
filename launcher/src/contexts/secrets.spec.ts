import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecrets, publicKeys, rolePassword, secretsOf } from './secrets';

describe('the secrets of a data folder', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are made once and then kept', async () => {
    const secrets = await secretsOf(folder);
    expect(await secretsOf(folder)).toEqual(secrets);
  });

  it('can be read by their owner only', async () => {
    await secretsOf(folder);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('differ from those of any other folder, and from each other', () => {
    const flat = (secrets: object): readonly string[] =>
      Object.values(secrets).flatMap((value: unknown) => (typeof value === 'string' ? [value] : flat(value as object)));
    const [mine, yours] = [newSecrets(), newSecrets()].map((secrets) => flat({ ...secrets, jwtPrivateJwk: secrets.jwtPrivateJwk.d }));
    expect(new Set([...(mine ?? []), ...(yours ?? [])]).size).toBe((mine ?? []).length * 2);
  });

  it('are not overwritten when the file is damaged, and the message does not show them', async () => {
    const file = join(folder, 'secrets.json');
    await writeFile(file, '{"identityKey":"half-a-secret');
    await expect(secretsOf(folder)).rejects.toThrow(/secrets\.json is not what this version wrote/);
    await expect(secretsOf(folder)).rejects.not.toThrow(/half-a-secret/);
    expect(await readFile(file, 'utf8')).toContain('half-a-secret');
  });

  it('publish only the public half of the signing key', () => {
    const [key] = publicKeys(newSecrets()).keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('give every role a password of its own', () => {
    const { databaseKey } = newSecrets();
    expect(rolePassword(databaseKey, 'orders_owner')).not.toBe(rolePassword(databaseKey, 'orders_service'));
    expect(rolePassword(databaseKey, 'orders_owner')).toBe(rolePassword(databaseKey, 'orders_owner'));
  });
});
