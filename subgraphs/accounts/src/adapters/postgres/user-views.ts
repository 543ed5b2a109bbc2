import { idOf, type Role } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { UserView, UserViews } from '../../application/ports';

type UserViewRow = {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly locale: string;
  readonly roles: readonly Role[];
  readonly seller_ids: readonly string[];
};

const selectUsers = `
  SELECT u.id, u.email, p.display_name, p.locale,
    ARRAY(SELECT r.role FROM user_roles r WHERE r.user_id = u.id ORDER BY r.role) AS roles,
    ARRAY(SELECT s.id::text FROM seller_staff m JOIN sellers s ON s.id = m.seller_id
          WHERE m.user_id = u.id AND s.status = 'APPROVED' ORDER BY s.id) AS seller_ids
  FROM users u JOIN user_profiles p ON p.user_id = u.id
  WHERE u.id = ANY ($1::uuid[])`;

/** Staff is not granted the role: it comes and goes with the membership, and nothing can be left behind. */
const rolesOf = ({ roles, seller_ids }: UserViewRow): readonly Role[] =>
  seller_ids.length === 0 || roles.includes('seller') ? roles : [...roles, 'seller'];

const toView = (row: UserViewRow): UserView => ({
  id: idOf(row.id),
  email: row.email,
  displayName: row.display_name,
  locale: row.locale,
  roles: rolesOf(row),
  sellerIds: row.seller_ids.map((sellerId) => idOf(sellerId)),
});

export const userViews = (db: Database): UserViews => ({
  byIds: async (ids) => new Map((await db.query<UserViewRow>(selectUsers, [ids])).map((row) => [row.id, toView(row)])),
});
