import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts data for events that must not be readable there: addresses, email addresses, payment tokens. */
export type Seal = {
  readonly seal: (value: unknown) => string;
  /** Decrypts a text. Throws if it was encrypted with another key, or was modified. */
  readonly open: (sealed: string) => unknown;
};

const keyId = 'k1';

/** Encrypts with AES-256-GCM and a random nonce: "k1.<nonce>.<tag>.<ciphertext>". The key ID allows for key rotation. */
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
      // Without this check, a tag truncated to four bytes would be accepted, and could be guessed.
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      const opened: unknown = JSON.parse(
        Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString('utf8'),
      );
      return opened;
    },
  };
};
