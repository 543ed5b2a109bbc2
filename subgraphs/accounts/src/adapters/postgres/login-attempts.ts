import { LRUCache } from 'lru-cache';
import { LessThanOrEqual, MoreThan } from 'typeorm';
import { after, seconds, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { LoginAttempts } from '../../application/ports';
import { expiredWindowsBefore, exceedsAttemptLimit } from '../../domain/credentials';
import { LoginAttempts as Attempts } from './tables';

/** Increments and returns the count in one statement, so that parallel attempts on several replicas get different numbers. */
const countAttempt = `
  INSERT INTO login_attempts AS known (account_key, window_started_at, attempts) VALUES ($1, $2, 1)
  ON CONFLICT (account_key) DO UPDATE SET
    attempts = CASE WHEN known.window_started_at <= $3 THEN 1 ELSE known.attempts + 1 END,
    window_started_at = CASE WHEN known.window_started_at <= $3 THEN excluded.window_started_at ELSE known.window_started_at END
  RETURNING attempts`;

/** The time for which a replica refuses without a query. It is short, because a password reset unlocks the account. */
const cacheTime = seconds(10);

export const loginAttempts = (db: Database): LoginAttempts => {
  const lockedAccounts = new LRUCache<string, { readonly attempts: number; readonly until: Instant }>({ max: 10_000 });
  return {
    count: async (account, at) => {
      const known = lockedAccounts.get(account);
      if (known !== undefined && at < known.until) return known.attempts;
      const [row] = await db.query<{ attempts: number }>(countAttempt, [account, at, expiredWindowsBefore(at)]);
      if (row === undefined) throw new Error('a login attempt was not counted');
      const { attempts } = row;
      if (exceedsAttemptLimit(attempts)) lockedAccounts.set(account, { attempts, until: after(at, cacheTime) });
      return attempts;
    },
    uncount: async (account) => {
      await db.repository(Attempts).decrement({ accountKey: account, attempts: MoreThan(0) }, 'attempts', 1);
    },
    purge: async (startedBefore) =>
      (await db.repository(Attempts).delete({ windowStartedAt: LessThanOrEqual(startedBefore) })).affected ?? 0,
  };
};
