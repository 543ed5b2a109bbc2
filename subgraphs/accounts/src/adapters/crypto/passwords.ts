import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { refuse, type Refusal } from '@marketplace/kernel';
import type { Passwords } from '../../application/ports';
import { boundedQueue } from './bounded-queue';

/** Argon2id (the library's default) with OWASP's parameters: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One password takes some 20 ms of a core. More at once would only slow each other, more waiting would wait for seconds. */
const limits = { atOnce: 2, waiting: 50 } as const;

/** The same letters typed on different keyboards are the same password. */
const normalised = (password: string): string => password.normalize('NFKC');

const orRefusal = <T>(outcome: T | 'full'): T | Refusal<'too-many-requests'> =>
  outcome === 'full' ? refuse('too-many-requests') : outcome;

/** Hashes and compares passwords. Made once: an account that does not exist is compared with a hash of nobody's password. */
export const argonPasswords = async (): Promise<Passwords> => {
  const queue = boundedQueue(limits);
  const nobodys = await hash(randomBytes(32).toString('base64url'), cost);
  return {
    hash: async (password) => orRefusal(await queue.run(() => hash(normalised(password), cost))),
    matches: async (password, known) => orRefusal(await queue.run(() => verify(known ?? nobodys, normalised(password)))),
  };
};
