import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { refuse, type Refusal } from '@marketplace/kernel';
import type { Passwords } from '../../application/ports';
import { boundedQueue } from './bounded-queue';

/** Argon2id (the library's default) with OWASP's parameters: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash takes some 20 ms of a core. More concurrency would slow all of them down, and a longer queue would wait for seconds. */
const limits = { concurrency: 2, maxWaiting: 50 } as const;

/** The same password typed on different keyboards has the same normal form. */
const normalized = (password: string): string => password.normalize('NFKC');

const orRefusal = <T>(outcome: T | 'full'): T | Refusal<'too-many-requests'> =>
  outcome === 'full' ? refuse('too-many-requests') : outcome;

/** Hashes and compares passwords. For an unknown account, the password is compared with a dummy hash. */
export const argonPasswords = async (): Promise<Passwords> => {
  const queue = boundedQueue(limits);
  const dummyHash = await hash(randomBytes(32).toString('base64url'), cost);
  return {
    hash: async (password) => orRefusal(await queue.run(() => hash(normalized(password), cost))),
    matches: async (password, known) => orRefusal(await queue.run(() => verify(known ?? dummyHash, normalized(password)))),
  };
};
