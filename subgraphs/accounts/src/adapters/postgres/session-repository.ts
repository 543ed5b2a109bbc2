import { idOf, type Instant } from '@marketplace/kernel';
import type { Database, Unit } from '@marketplace/platform';
import type { KnownSession, NewSession, SessionRepository } from '../../application/ports';
import type { Session } from '../../domain/session';
import type { User } from '../../domain/user';
import type { AnnounceUser } from './announce';
import { toUser, userColumns, type UserRow } from './user-rows';

type SessionRow = UserRow & {
  readonly session_id: string;
  readonly version: number;
  readonly is_open: boolean;
  readonly token_hash: string;
  readonly previous_hash: string | null;
  readonly wrapped_successor: string | null;
  readonly rotated_at: Instant | null;
  readonly expires_at: Instant;
};

/**
 * A session that began under an earlier password is not open, whatever its row says: a log-in that was under way
 * while the password changed may have written it after all open ones were ended.
 */
const selectSession = `
  SELECT s.id AS session_id, s.version, s.token_hash, s.previous_hash, s.wrapped_successor, s.rotated_at, s.expires_at,
    (s.ended_at IS NULL AND s.password_version = u.password_version) AS is_open, ${userColumns}
  FROM session_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  WHERE t.token_hash = $1`;

const predecessorOf = ({
  previous_hash,
  wrapped_successor,
  rotated_at,
}: SessionRow): Pick<Extract<Session, { status: 'OPEN' }>, 'predecessor'> =>
  previous_hash === null || wrapped_successor === null || rotated_at === null
    ? {}
    : { predecessor: { tokenHash: previous_hash, wrappedSuccessor: wrapped_successor, rotatedAt: rotated_at } };

const toKnownSession = (row: SessionRow): KnownSession => {
  const identity = { id: idOf<'Session'>(row.session_id), userId: idOf<'User'>(row.user_id), expiresAt: row.expires_at };
  const session: Session = row.is_open
    ? { ...identity, status: 'OPEN', tokenHash: row.token_hash, ...predecessorOf(row) }
    : { ...identity, status: 'ENDED' };
  return { version: row.version, session, user: toUser(row) };
};

/** Adds a new session and its first token to a unit. */
export const addSession = (unit: Unit, user: User, { id, tokenHash, startedAt, expiresAt }: NewSession): Unit =>
  unit
    .add(
      'INSERT INTO sessions (id, user_id, version, password_version, token_hash, started_at, expires_at) VALUES ($1, $2, 1, $3, $4, $5, $6)',
      [id, user.id, user.passwordVersion, tokenHash, startedAt, expiresAt],
    )
    .add('INSERT INTO session_tokens (token_hash, session_id) VALUES ($1, $2)', [tokenHash, id]);

const addEnd = (unit: Unit, { session, version }: KnownSession, reason: 'logged-out' | 'token-reused'): Unit =>
  unit.add(
    'UPDATE sessions SET version = version + 1, ended_at = now(), end_reason = $3 WHERE id = $1 AND version = $2 AND ended_at IS NULL',
    [session.id, version, reason],
    1,
  );

export const sessionRepository = (db: Database, announce: AnnounceUser): SessionRepository => ({
  findByToken: async (tokenHash) => {
    const [row] = await db.query<SessionRow>(selectSession, [tokenHash]);
    return row === undefined ? undefined : toKnownSession(row);
  },
  open: async (user, session, { accountKey, ...cause }) => {
    await addSession(db.unit(cause), user, session).add('DELETE FROM login_attempts WHERE account_key = $1', [accountKey]).commit();
  },
  rotate: async ({ session, version }, { tokenHash, successorHash, wrappedSuccessor, at, expiresAt }, cause) => {
    await db
      .unit(cause)
      .add(
        `UPDATE sessions SET version = version + 1, token_hash = $4, previous_hash = $3, wrapped_successor = $5, rotated_at = $6, expires_at = $7
         WHERE id = $1 AND version = $2 AND ended_at IS NULL`,
        [session.id, version, tokenHash, successorHash, wrappedSuccessor, at, expiresAt],
        1,
      )
      .add('INSERT INTO session_tokens (token_hash, session_id) VALUES ($1, $2)', [successorHash, session.id])
      .commit();
  },
  end: async (known, cause) => {
    await addEnd(db.unit(cause), known, 'logged-out').commit();
  },
  revoke: async (known, cause) => {
    const { id } = known.user.state;
    const version = known.user.version + 1;
    await addEnd(db.unit(cause), known, 'token-reused')
      .add('UPDATE users SET version = $3, updated_at = now() WHERE id = $1 AND version = $2', [id, known.user.version, version], 1)
      .publish(announce({ id, version }, { type: 'SessionFamilyRevoked', familyId: known.session.id }))
      .commit();
  },
  purge: async (expiredBefore) => (await db.query('DELETE FROM sessions WHERE expires_at <= $1 RETURNING 1', [expiredBefore])).length,
});
