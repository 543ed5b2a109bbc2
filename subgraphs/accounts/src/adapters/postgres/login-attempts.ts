import { LRUCache } from 'lru-cache';
import { LessThanOrEqual, MoreThan } from 'typeorm';
import { after, seconds, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { LoginAttempts } from '../../application/ports';
import { attemptWindowsOverFrom, isOneAttemptTooMany } from '../../domain/credentials';
import { LoginAttempts as Attempts } from './tables';

/** One statement counts and returns the count, so that attempts made at once on several replicas get different numbers. */
const countOne = `
  INSERT INTO login_attempts AS known (account_key, window_started_at, attempts) VALUES ($1, $2, 1)
  ON CONFLICT (account_key) DO UPDATE SET
    attempts = CASE WHEN known.window_started_at <= $3 THEN 1 ELSE known.attempts + 1 END,
    window_started_at = CASE WHEN known.window_started_at <= $3 THEN excluded.window_started_at ELSE known.window_started_at END
  RETURNING attempts`;

/** How long a replica refuses without asking the database again; short, since a new password reopens the account. */
const memory = seconds(10);

export const loginAttempts = (db: Database): LoginAttempts => {
  const closed = new LRUCache<string, { readonly attempts: number; readonly until: Instant }>({ max: 10_000 });
  return {
    count: async (account, at) => {
      const known = closed.get(account);
      if (known !== undefined && at < known.until) return known.attempts;
      const [row] = await db.query<{ attempts: number }>(countOne, [account, at, attemptWindowsOverFrom(at)]);
      if (row === undefined) throw new Error('a login attempt was not counted');
      const { attempts } = row;
      if (isOneAttemptTooMany(attempts)) closed.set(account, { attempts, until: after(at, memory) });
      return attempts;
    },
    takeBack: async (account) => {
      await db.repository(Attempts).decrement({ accountKey: account, attempts: MoreThan(0) }, 'attempts', 1);
    },
    purge: async (startedBefore) =>
      (await db.repository(Attempts).delete({ windowStartedAt: LessThanOrEqual(startedBefore) })).affected ?? 0,
  };
};
