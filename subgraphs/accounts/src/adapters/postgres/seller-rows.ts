import { idOf, type Instant } from '@marketplace/kernel';
import type { Seller, SellerStatus } from '../../domain/seller';

export type SellerRow = {
  readonly id: string;
  readonly version: number;
  readonly owner_id: string;
  readonly name: string;
  readonly country_code: string;
  readonly status: SellerStatus;
  readonly rejection_reason: string | null;
  readonly applied_at: Instant;
  readonly staff: readonly string[];
};

export const selectSellers = `
  SELECT s.id, s.version, s.owner_id, s.name, s.country_code, s.status, s.rejection_reason, s.applied_at,
    ARRAY(SELECT m.user_id::text FROM seller_staff m WHERE m.seller_id = s.id ORDER BY m.added_at, m.user_id) AS staff
  FROM sellers s`;

export const toSeller = (row: SellerRow): Seller => {
  const terms = { id: idOf<'Seller'>(row.id), ownerId: idOf<'User'>(row.owner_id), name: row.name, countryCode: row.country_code };
  switch (row.status) {
    case 'APPLIED':
      return { status: 'APPLIED', terms };
    case 'APPROVED':
      return { status: 'APPROVED', terms, staff: row.staff.map((userId) => idOf(userId)) };
    case 'REJECTED':
      return { status: 'REJECTED', terms, reason: row.rejection_reason ?? '' };
  }
};
