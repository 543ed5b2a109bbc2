import { seconds } from '@marketplace/kernel';
import type { Platform } from '@marketplace/platform';
import type { Profiles, PublicProfile, PublicProfiles } from '../../application/ports';
import { ProfileRecordSchema } from './records';

const kind = 'Profile';
/** How long a new name may stay unseen by a replica that the word of it did not reach. */
const unheardFor = seconds(60);
const room = 50_000;

/** A name is not announced, since it is personal: only that it has changed, to the other replicas. */
export const profiles = ({ db, changes }: Pick<Platform<unknown>, 'db' | 'changes'>): Profiles => ({
  change: async (userId, { displayName, locale }) => {
    await db.dataSource.getRepository(ProfileRecordSchema).update({ userId }, { displayName, locale });
    changes.tell(kind, [userId]);
  },
});

/** Names of people, remembered in this process and nowhere else. */
export const publicProfiles = ({ db, cache, changes }: Pick<Platform<unknown>, 'db' | 'cache' | 'changes'>): PublicProfiles => {
  const known = cache<PublicProfile>({ name: 'public-profiles', ttl: unheardFor, maxSize: room, inProcessOnly: true });
  changes.on(kind, known.drop);
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, PublicProfile>> => {
    const rows = await db.query<PublicProfile>(
      'SELECT user_id AS id, display_name AS "displayName" FROM user_profiles WHERE user_id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  };
  return { byIds: (ids) => known.read(ids, read) };
};
