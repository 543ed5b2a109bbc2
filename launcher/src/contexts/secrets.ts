import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartFailure } from '@marketplace/servers';

const shape = z.object({
  identityKey: z.string().min(32),
  sealingKey: z.string().min(43),
  databaseKey: z.string().min(32),
  jwtPrivateJwk: z.object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    d: z.string(),
    kid: z.string(),
    alg: z.string(),
  }),
  stripe: z.object({ secretKey: z.string(), webhookSecret: z.string() }),
  swiftpost: z.object({ apiKey: z.string(), webhookSecret: z.string() }),
});

/** All secrets of a marketplace. Each service receives only its own. */
export type Secrets = z.output<typeof shape>;

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

const signingKey = (): Secrets['jwtPrivateJwk'] => {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return shape.shape.jwtPrivateJwk.parse({ ...jwk, kid: random(8), alg: 'EdDSA' });
};

/** Generates random secrets. */
export const newSecrets = (): Secrets => ({
  identityKey: random(32),
  sealingKey: randomBytes(32).toString('base64'),
  databaseKey: random(32),
  jwtPrivateJwk: signingKey(),
  stripe: { secretKey: `sk_test_${random(24)}`, webhookSecret: `whsec_${random(24)}` },
  swiftpost: { apiKey: `swiftpost_${random(24)}`, webhookSecret: `swsec_${random(24)}` },
});

/** The key set that verifies access tokens. */
export const publicKeys = ({ jwtPrivateJwk }: Secrets): { readonly keys: readonly Record<string, string>[] } => {
  const { d: _, ...publicJwk } = jwtPrivateJwk;
  return { keys: [{ ...publicJwk, use: 'sig' }] };
};

/** Derives the password of a role, so that a new context needs no change of the secrets file. */
export const rolePassword = (databaseKey: string, role: string): string =>
  createHmac('sha256', databaseKey).update(role).digest('base64url');

const write = async (file: string, secrets: Secrets): Promise<void> => {
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(secrets, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
};

const read = (file: string, text: string): Secrets => {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    // The message must not contain the content.
    throw new StartFailure(`${file} is invalid. Restore it, or delete the data with \`npm run reset\`.`);
  }
};

/** Reads the secrets of a data folder, or generates them. Only the owner can read the file. */
export const secretsOf = async (dataDir: string): Promise<Secrets> => {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  });
  if (text !== undefined) return read(file, text);
  const secrets = newSecrets();
  await write(file, secrets);
  return secrets;
};
