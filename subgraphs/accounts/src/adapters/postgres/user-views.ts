import { seconds } from '@marketplace/kernel';
import type { Database, Platform } from '@marketplace/platform';
import type { Profiles, PublicProfile, UserView, UserViews } from '../../application/ports';
import { UserProfiles } from './tables';

const selectUsers = `
  SELECT u.id, u.email, p.display_name AS "displayName", p.locale,
    ARRAY(SELECT r.role FROM user_roles r WHERE r.user_id = u.id ORDER BY r.role) AS roles,
    ARRAY(SELECT s.id::text FROM seller_staff m JOIN sellers s ON s.id = m.seller_id
          WHERE m.user_id = u.id AND s.status = 'APPROVED' ORDER BY s.id) AS "sellerIds"
  FROM users u JOIN user_profiles p ON p.user_id = u.id
  WHERE u.id = ANY ($1::uuid[])`;

/** Adds the role `seller` to staff. It is derived from the membership and not stored, so it cannot outlive it. */
const withStaffRole = (user: UserView): UserView =>
  user.sellerIds.length === 0 || user.roles.includes('seller') ? user : { ...user, roles: [...user.roles, 'seller'] };

export const userViews = (db: Database): UserViews => ({
  byIds: async (ids) => new Map((await db.query<UserView>(selectUsers, [ids])).map((user) => [user.id, withStaffRole(user)])),
});

const kind = 'Profile';
/** The longest time for which a replica shows an outdated name if an invalidation is lost. */
const maxStaleness = seconds(60);
const maxCached = 50_000;

/**
 * The profiles of users. Names are personal data, so they are cached in this process only, and an invalidation contains the
 * user's ID but no name.
 */
export const profileRepository = ({ db, cache, invalidations }: Pick<Platform<unknown>, 'db' | 'cache' | 'invalidations'>): Profiles => {
  const cached = cache<PublicProfile>({ name: 'public-profiles', ttl: maxStaleness, maxSize: maxCached, inProcessOnly: true });
  invalidations.on(kind, cached.invalidate);
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, PublicProfile>> => {
    const rows = await db.select(UserProfiles, 'WHERE user_id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map(({ userId, displayName }) => [userId, { id: userId, displayName }]));
  };
  return {
    publicByIds: (ids) => cached.read(ids, read),
    change: async (userId, { displayName, locale }) => {
      await db.repository(UserProfiles).update({ userId }, { displayName, locale });
      invalidations.publish(kind, [userId]);
    },
  };
};
