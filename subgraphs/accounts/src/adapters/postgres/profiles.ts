import type { Database } from '@marketplace/platform';
import type { Profiles } from '../../application/ports';
import { ProfileRecordSchema } from './records';

export const profiles = (db: Database): Profiles => ({
  change: async (userId, { displayName, locale }) => {
    await db.dataSource.getRepository(ProfileRecordSchema).update({ userId }, { displayName, locale });
  },
});
