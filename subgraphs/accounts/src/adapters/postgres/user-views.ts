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

/** Staff is not granted the role: it comes and goes with the membership, and nothing can be left behind. */
const withStaffRole = (user: UserView): UserView =>
  user.sellerIds.length === 0 || user.roles.includes('seller') ? user : { ...user, roles: [...user.roles, 'seller'] };

export const userViews = (db: Database): UserViews => ({
  byIds: async (ids) => new Map((await db.query<UserView>(selectUsers, [ids])).map((user) => [user.id, withStaffRole(user)])),
});

const kind = 'Profile';
/** How long a replica may show an old name when the message about the change was lost. */
const unheardFor = seconds(60);
const room = 50_000;

/**
 * Profiles. Names are remembered in this process and nowhere else. A new name is not announced, since it is personal: the other
 * replicas learn only that it has changed.
 */
export const profileRepository = ({
  db,
  cache,
  invalidations: changes,
}: Pick<Platform<unknown>, 'db' | 'cache' | 'invalidations'>): Profiles => {
  const known = cache<PublicProfile>({ name: 'public-profiles', ttl: unheardFor, maxSize: room, inProcessOnly: true });
  changes.on(kind, known.drop);
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, PublicProfile>> => {
    const rows = await db.select(UserProfiles, 'WHERE user_id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map(({ userId, displayName }) => [userId, { id: userId, displayName }]));
  };
  return {
    publicByIds: (ids) => known.read(ids, read),
    change: async (userId, { displayName, locale }) => {
      await db.repository(UserProfiles).update({ userId }, { displayName, locale });
      changes.publish(kind, [userId]);
    },
  };
};
