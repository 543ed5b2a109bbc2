import { idOf, type Instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { PasswordResetRepository } from '../../application/ports';
import type { PasswordReset } from '../../domain/password-reset';
import type { AnnounceUser } from './announce';

type ResetRow = { readonly id: string; readonly user_id: string; readonly requested_at: Instant; readonly used_at: Instant | null };
type RequestRow = { readonly account_key: string; readonly email: string; readonly requested_at: Instant };

const selectReset = 'SELECT id, user_id, requested_at, used_at FROM password_resets';

const toReset = (row: ResetRow): PasswordReset => ({
  id: idOf(row.id),
  userId: idOf(row.user_id),
  requestedAt: row.requested_at,
  status: row.used_at === null ? 'OPEN' : 'USED',
});

export const passwordResetRepository = (db: Database, announce: AnnounceUser): PasswordResetRepository => {
  const findOne = async (rest: string, value: string): Promise<PasswordReset | undefined> => {
    const [row] = await db.query<ResetRow>(`${selectReset} ${rest}`, [value]);
    return row === undefined ? undefined : toReset(row);
  };
  return {
    request: async ({ accountKey, email, requestedAt }) => {
      await db.query('INSERT INTO reset_requests (account_key, email, requested_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        accountKey,
        email,
        requestedAt,
      ]);
    },
    waiting: async (limit) => {
      const rows = await db.query<RequestRow>(
        'SELECT account_key, email, requested_at FROM reset_requests ORDER BY requested_at LIMIT $1',
        [limit],
      );
      return rows.map((row) => ({ accountKey: row.account_key, email: row.email, requestedAt: row.requested_at }));
    },
    lastOf: (userId) => findOne('WHERE user_id = $1 ORDER BY requested_at DESC LIMIT 1', userId),
    answer: async ({ accountKey }, mail, cause) => {
      const unit = db.unit(cause).add('DELETE FROM reset_requests WHERE account_key = $1', [accountKey], 1);
      if (mail !== undefined) {
        const { user, reset, tokenHash, event } = mail;
        const stamp = { id: user.state.id, version: user.version + 1 };
        unit
          .add('INSERT INTO password_resets (id, user_id, token_hash, requested_at) VALUES ($1, $2, $3, $4)', [
            reset.id,
            reset.userId,
            tokenHash,
            reset.requestedAt,
          ])
          .add(
            'UPDATE users SET version = $3, updated_at = now() WHERE id = $1 AND version = $2',
            [stamp.id, user.version, stamp.version],
            1,
          )
          .publish(announce(stamp, event));
      }
      await unit.commit();
    },
    findByToken: (tokenHash) => findOne('WHERE token_hash = $1', tokenHash),
    purge: async (requestedBefore) =>
      (await db.query('DELETE FROM password_resets WHERE requested_at <= $1 RETURNING 1', [requestedBefore])).length,
  };
};
