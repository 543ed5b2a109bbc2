import { idOf } from '@marketplace/kernel';
import type { Versioned } from '../../application/ports';
import type { User } from '../../domain/user';

export type UserRow = {
  readonly user_id: string;
  readonly user_version: number;
  readonly email: string;
  readonly password_hash: string;
  readonly password_version: number;
};

/** Columns that `toUser` reads, of `users` under the name `u`. */
export const userColumns = 'u.id AS user_id, u.version AS user_version, u.email, u.password_hash, u.password_version';

export const toUser = (row: UserRow): Versioned<User> => ({
  version: row.user_version,
  state: { id: idOf(row.user_id), email: row.email, passwordHash: row.password_hash, passwordVersion: row.password_version },
});
