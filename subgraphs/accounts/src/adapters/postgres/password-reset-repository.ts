import { LessThanOrEqual } from 'typeorm';
import type { Database } from '@marketplace/platform';
import type { PasswordResetRepository } from '../../application/ports';
import type { PasswordReset } from '../../domain/password-reset';
import { PasswordResets, ResetRequests } from './tables';
import { writeUserEvent, type UserEventMessage } from './user-writes';

export const passwordResetRepository = (db: Database, messageOf: UserEventMessage): PasswordResetRepository => {
  const findOne = async (rest: string, value: string): Promise<PasswordReset | undefined> => {
    const rows = await db.select(PasswordResets, rest, [value]);
    return rows.map(
      ({ id, userId, requestedAt, usedAt }) => ({ id, userId, requestedAt, status: usedAt === null ? 'OPEN' : 'USED' }) as const,
    )[0];
  };
  return {
    request: async (request, cause) => {
      await db.unit(cause).insert(ResetRequests, [request], { ignoreConflicts: true }).commit();
    },
    pending: (limit) => db.select(ResetRequests, 'ORDER BY requested_at LIMIT $1', [limit]),
    lastOf: (userId) => findOne('WHERE user_id = $1 ORDER BY requested_at DESC LIMIT 1', userId),
    answer: async ({ accountKey }, mail, cause) => {
      const unit = db.unit(cause).delete(ResetRequests, [{ accountKey }], { expect: 1 });
      if (mail !== undefined) {
        const { user, reset, tokenHash, event } = mail;
        const { id, userId, requestedAt } = reset;
        writeUserEvent(unit.insert(PasswordResets, [{ id, userId, tokenHash, requestedAt, usedAt: null }]), user, { event, messageOf });
      }
      await unit.commit();
    },
    findByToken: (tokenHash) => findOne('WHERE token_hash = $1', tokenHash),
    purge: async (requestedBefore) =>
      (await db.repository(PasswordResets).delete({ requestedAt: LessThanOrEqual(requestedBefore) })).affected ?? 0,
  };
};
