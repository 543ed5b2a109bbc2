import type { Instant } from '@marketplace/kernel';
import { attemptWindowsOverFrom } from '../domain/credentials';
import { resetsOverFrom } from '../domain/password-reset';
import type { Ports } from './ports';

/** Forgets what has run out: nothing about people is kept longer than it serves. */
export const createPurge = ({ sessions, resets, attempts }: Pick<Ports, 'sessions' | 'resets' | 'attempts'>) => ({
  sessions: (at: Instant): Promise<number> => sessions.purge(at),
  resets: (at: Instant): Promise<number> => resets.purge(resetsOverFrom(at)),
  attempts: (at: Instant): Promise<number> => attempts.purge(attemptWindowsOverFrom(at)),
});
