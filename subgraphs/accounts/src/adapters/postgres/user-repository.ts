import { actorRef } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { UserRepository } from '../../application/ports';
import { LoginAttempts, PasswordResets, Sessions, UserProfiles, UserRoles, Users } from './tables';
import { writeSession, writeUserEvent, type UserEventMessage } from './user-writes';

export const userRepository = (db: Database, messageOf: UserEventMessage): UserRepository => ({
  find: async (id) => (await db.select(Users, 'WHERE id = $1', [id]))[0],
  findByEmail: async (email) => (await db.select(Users, 'WHERE lower(email) = lower($1)', [email]))[0],
  register: async (user, session, cause) => {
    const { id, email, passwordHash, passwordVersion, displayName, locale, roles } = user;
    const unit = db
      .unit(cause)
      .insert(Users, [{ id, version: 1, email, passwordHash, passwordVersion }])
      .insert(UserProfiles, [{ userId: id, displayName, locale }])
      .insert(
        UserRoles,
        roles.map((role) => ({ userId: id, role, assignedBy: actorRef(cause.actor) })),
      );
    if (session !== undefined) writeSession(unit, user, session);
    await unit.publish(messageOf({ id, version: 1 }, { type: 'UserRegistered', locale })).commit();
  },
  changePassword: async (user, { passwordHash, accountKey, resetId, at }, cause) => {
    const set = { passwordHash, passwordVersion: user.passwordVersion + 1 };
    await writeUserEvent(db.unit(cause), user, { event: { type: 'PasswordChanged' }, messageOf, set })
      .update(Sessions, [{ where: { userId: user.id }, set: { endedAt: at, endReason: 'password-changed' }, add: { version: 1 } }], {
        expect: 'any',
        onlyIf: 't.ended_at IS NULL',
      })
      // The condition decides between two parallel uses of a token. The user's version does not guard a read after the first use.
      .update(PasswordResets, [{ where: { id: resetId }, set: { usedAt: at } }], { onlyIf: 't.used_at IS NULL' })
      .add('UPDATE password_resets SET used_at = $3 WHERE user_id = $1 AND id <> $2 AND used_at IS NULL', [user.id, resetId, at])
      .delete(LoginAttempts, [{ accountKey }])
      .commit();
  },
});
