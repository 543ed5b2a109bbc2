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

/** Every secret of one copy of the marketplace. Each service is given only its own. */
export type Secrets = z.output<typeof shape>;

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

const signingKey = (): Secrets['jwtPrivateJwk'] => {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return shape.shape.jwtPrivateJwk.parse({ ...jwk, kid: random(8), alg: 'EdDSA' });
};

/** New secrets, none of them guessable and none like another's. */
export const newSecrets = (): Secrets => ({
  identityKey: random(32),
  sealingKey: randomBytes(32).toString('base64'),
  databaseKey: random(32),
  jwtPrivateJwk: signingKey(),
  stripe: { secretKey: `sk_test_${random(24)}`, webhookSecret: `whsec_${random(24)}` },
  swiftpost: { apiKey: `swiftpost_${random(24)}`, webhookSecret: `swsec_${random(24)}` },
});

/** The key set that access tokens are verified with. */
export const publicKeys = ({ jwtPrivateJwk }: Secrets): { readonly keys: readonly Record<string, string>[] } => {
  const { d: _, ...publicJwk } = jwtPrivateJwk;
  return { keys: [{ ...publicJwk, use: 'sig' }] };
};

/** Passwords are derived, so that a context that is added later needs no change of the file. */
export const rolePassword = (databaseKey: string, role: string): string =>
  createHmac('sha256', databaseKey).update(role).digest('base64url');

const write = async (file: string, secrets: Secrets): Promise<void> => {
  const half = `${file}.new`;
  const handle = await open(half, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(secrets, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, file);
};

const read = (file: string, text: string): Secrets => {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    // The content is not shown: it is secret.
    throw new StartFailure(`${file} is not what this version wrote. Restore it, or wipe the data with \`npm run reset\`.`);
  }
};

/** The secrets of a data folder, made when it has none; only their owner may read the file. */
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
