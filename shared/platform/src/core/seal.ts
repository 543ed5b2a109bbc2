import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts what must travel in events without being readable there: addresses, e-mails, payment tokens. */
export type Seal = {
  readonly seal: (value: unknown) => string;
  /** Throws when the text was not sealed with this key, or was changed since. */
  readonly open: (sealed: string) => unknown;
};

const keyId = 'k1';

/** AES-256-GCM with a random nonce; "k1.<nonce>.<tag>.<ciphertext>". The key id leaves room for rotation. */
export const createSeal = (base64Key: string): Seal => {
  const key = Buffer.from(base64Key, 'base64');
  if (key.length !== 32) throw new Error('SEALING_KEY must be 32 bytes in base64');
  return {
    seal: (value) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return [keyId, ...[nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))].join('.');
    },
    open: (sealed) => {
      const [id, nonce, tag, ciphertext, ...rest] = sealed.split('.');
      if (id !== keyId || nonce === undefined || tag === undefined || ciphertext === undefined || rest.length > 0)
        throw new Error('not a sealed value');
      // Without the length a tag cut down to four bytes would do, and those can be guessed.
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      const opened: unknown = JSON.parse(
        Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString('utf8'),
      );
      return opened;
    },
  };
};
