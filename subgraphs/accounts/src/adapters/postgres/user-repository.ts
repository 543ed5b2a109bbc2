import { actorRef, type Cause } from '@marketplace/kernel';
import type { Database, Unit } from '@marketplace/platform';
import type { UserRepository, Versioned } from '../../application/ports';
import type { NewUser, User } from '../../domain/user';
import type { AnnounceUser } from './announce';
import { addSession } from './session-repository';
import { toUser, userColumns, type UserRow } from './user-rows';

const addUser = (unit: Unit, user: NewUser, cause: Cause): Unit =>
  unit
    .add('INSERT INTO users (id, version, email, password_hash, password_version) VALUES ($1, 1, $2, $3, $4)', [
      user.id,
      user.email,
      user.passwordHash,
      user.passwordVersion,
    ])
    .add('INSERT INTO user_profiles (user_id, display_name, locale) VALUES ($1, $2, $3)', [user.id, user.displayName, user.locale])
    .add('INSERT INTO user_roles (user_id, role, assigned_by) SELECT $1::uuid, role, $3::text FROM unnest($2::text[]) AS role', [
      user.id,
      user.roles,
      actorRef(cause.actor),
    ]);

export const userRepository = (db: Database, announce: AnnounceUser): UserRepository => {
  const findOne = async (condition: string, value: string): Promise<Versioned<User> | undefined> => {
    const [row] = await db.query<UserRow>(`SELECT ${userColumns} FROM users u WHERE ${condition}`, [value]);
    return row === undefined ? undefined : toUser(row);
  };
  return {
    find: (id) => findOne('u.id = $1', id),
    findByEmail: (email) => findOne('lower(u.email) = lower($1)', email),
    register: async (user, session, cause) => {
      const unit = addUser(db.unit(cause), user, cause);
      if (session !== undefined) addSession(unit, user, session);
      await unit.publish(announce({ id: user.id, version: 1 }, { type: 'UserRegistered', locale: user.locale })).commit();
    },
    changePassword: async ({ version, state }, { passwordHash, accountKey, resetId }, cause) => {
      await db
        .unit(cause)
        .add(
          `UPDATE users SET version = $3, password_hash = $4, password_version = password_version + 1, updated_at = now()
           WHERE id = $1 AND version = $2`,
          [state.id, version, version + 1, passwordHash],
          1,
        )
        .add(
          `UPDATE sessions SET version = version + 1, ended_at = now(), end_reason = 'password-changed' WHERE user_id = $1 AND ended_at IS NULL`,
          [state.id],
        )
        // Of two who use the same token at once, one finds it used: the version alone would let in who read it after the other.
        .add('UPDATE password_resets SET used_at = now() WHERE id = $1 AND used_at IS NULL', [resetId], 1)
        .add('UPDATE password_resets SET used_at = now() WHERE user_id = $1 AND id <> $2 AND used_at IS NULL', [state.id, resetId])
        .add('DELETE FROM login_attempts WHERE account_key = $1', [accountKey])
        .publish(announce({ id: state.id, version: version + 1 }, { type: 'PasswordChanged' }))
        .commit();
    },
  };
};
