import { LessThanOrEqual } from 'typeorm';
import { defined, type Instant } from '@marketplace/kernel';
import { columnsOf, nestedRow, parseNestedRow, parseRows, nonNull, type Database, type Row, type Unit } from '@marketplace/platform';
import type { KnownSession, SessionRepository } from '../../application/ports';
import type { Predecessor } from '../../domain/session';
import { LoginAttempts, Sessions, SessionTokens, Users } from './tables';
import { writeSession, writeUserEvent, type UserEventMessage } from './user-writes';

type SessionRow = Row<typeof Sessions> & { readonly user: object };

const selectSessions = `
  SELECT ${columnsOf(Sessions, 's')}, ${nestedRow(Users, 'u')} AS user
  FROM session_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id`;

const predecessorOf = (row: SessionRow): Predecessor | undefined =>
  row.previousHash === null
    ? undefined
    : {
        tokenHash: row.previousHash,
        wrappedSuccessor: nonNull(Sessions, row, 'wrappedSuccessor'),
        rotatedAt: nonNull(Sessions, row, 'rotatedAt'),
      };

/**
 * A session from an earlier password has ended, whatever its row says: a log-in that was in progress during the
 * password change may have written it after the open sessions were ended.
 */
const toKnownSession = (row: SessionRow): KnownSession => {
  const user = parseNestedRow(Users, row.user);
  const { id, userId, expiresAt, version, tokenHash } = row;
  const isOpen = row.endedAt === null && row.passwordVersion === user.passwordVersion;
  const state = isOpen
    ? ({ status: 'OPEN', tokenHash, ...defined({ predecessor: predecessorOf(row) }) } as const)
    : ({ status: 'ENDED' } as const);
  return { version, user, session: { id, userId, expiresAt, ...state } };
};

type End = { readonly at: Instant; readonly reason: 'logged-out' | 'token-reused' };

/** Ends a session. The version guards it: every write increases the version, so the session is still as it was read. */
const writeEnd = (unit: Unit, { session: { id }, version }: KnownSession, { at, reason }: End): Unit =>
  unit.update(Sessions, [{ where: { id, version }, set: { version: version + 1, endedAt: at, endReason: reason } }]);

export const sessionRepository = (db: Database, messageOf: UserEventMessage): SessionRepository => ({
  findByToken: async (tokenHash) => {
    const rows = parseRows(Sessions, await db.query(`${selectSessions} WHERE t.token_hash = $1`, [tokenHash])) as readonly SessionRow[];
    return rows.map(toKnownSession)[0];
  },
  open: async (user, session, { accountKey, ...cause }) => {
    await writeSession(db.unit(cause), user, session).delete(LoginAttempts, [{ accountKey }]).commit();
  },
  rotate: async ({ session: { id }, version }, { tokenHash, successorHash, wrappedSuccessor, at, expiresAt }, cause) => {
    const set = { tokenHash: successorHash, previousHash: tokenHash, wrappedSuccessor, rotatedAt: at, expiresAt };
    await db
      .unit(cause)
      .update(Sessions, [{ where: { id, version }, set: { ...set, version: version + 1 } }])
      .insert(SessionTokens, [{ tokenHash: successorHash, sessionId: id }])
      .commit();
  },
  end: async (known, at, cause) => {
    await writeEnd(db.unit(cause), known, { at, reason: 'logged-out' }).commit();
  },
  revoke: async (known, at, cause) => {
    const event = { type: 'SessionFamilyRevoked', familyId: known.session.id } as const;
    await writeUserEvent(writeEnd(db.unit(cause), known, { at, reason: 'token-reused' }), known.user, { event, messageOf }).commit();
  },
  purge: async (expiredBefore) => (await db.repository(Sessions).delete({ expiresAt: LessThanOrEqual(expiredBefore) })).affected ?? 0,
});
