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

  it('are generated once', async () => {
    const secrets = await secretsOf(folder);
    expect(await secretsOf(folder)).toEqual(secrets);
  });

  it('are readable only by their owner', async () => {
    await secretsOf(folder);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('differ from those of other folders and from each other', () => {
    const flat = (secrets: object): readonly string[] =>
      Object.values(secrets).flatMap((value: unknown) => (typeof value === 'string' ? [value] : flat(value as object)));
    const [mine, yours] = [newSecrets(), newSecrets()].map((secrets) => flat({ ...secrets, jwtPrivateJwk: secrets.jwtPrivateJwk.d }));
    expect(new Set([...(mine ?? []), ...(yours ?? [])]).size).toBe((mine ?? []).length * 2);
  });

  it('are not overwritten when the file is damaged, and not shown in the message', async () => {
    const file = join(folder, 'secrets.json');
    await writeFile(file, '{"identityKey":"half-a-secret');
    await expect(secretsOf(folder)).rejects.toThrow(/secrets\.json is invalid/);
    await expect(secretsOf(folder)).rejects.not.toThrow(/half-a-secret/);
    expect(await readFile(file, 'utf8')).toContain('half-a-secret');
  });

  it('publish only the public signing key', () => {
    const [key] = publicKeys(newSecrets()).keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('derive a separate password for every role', () => {
    const { databaseKey } = newSecrets();
    expect(rolePassword(databaseKey, 'orders_owner')).not.toBe(rolePassword(databaseKey, 'orders_service'));
    expect(rolePassword(databaseKey, 'orders_owner')).toBe(rolePassword(databaseKey, 'orders_owner'));
  });
});
