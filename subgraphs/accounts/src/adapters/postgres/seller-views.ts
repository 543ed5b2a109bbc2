import { highestId } from '@marketplace/application';
import { Not, Raw } from 'typeorm';
import { seconds, type SellerId, type UserId } from '@marketplace/kernel';
import { columnsOf, parseRows, nonNull, type Database, type Platform, type Row } from '@marketplace/platform';
import type { SellerView, SellerViews } from '../../application/ports';
import type { Seller } from '../../domain/seller';
import { Sellers } from './tables';

type SellerRow = Row<typeof Sellers> & { readonly staff: readonly UserId[] };

const selectSellers = `
  SELECT ${columnsOf(Sellers, 's')},
    ARRAY(SELECT m.user_id::text FROM seller_staff m WHERE m.seller_id = s.id ORDER BY m.added_at, m.user_id) AS staff
  FROM sellers s`;

const stateOf = (row: SellerRow): Seller => {
  const { id, ownerId, name, countryCode, status, staff } = row;
  const terms = { id, ownerId, name, countryCode };
  switch (status) {
    case 'APPLIED':
      return { status, terms };
    case 'APPROVED':
      return { status, terms, staff };
    case 'REJECTED':
      return { status, terms, reason: nonNull(Sellers, row, 'rejectionReason') };
  }
};

/** Reads the sellers that match `rest`: the SQL after FROM, starting with WHERE. The alias of `sellers` is `s`. */
export const readSellers = async (db: Database, rest: string, params: readonly unknown[]): Promise<readonly SellerView[]> => {
  const rows = parseRows(Sellers, await db.query(`${selectSellers} ${rest}`, params)) as readonly SellerRow[];
  // Every event of a seller is published.
  return rows.map((row) => ({ version: row.version, announced: row.version, state: stateOf(row), appliedAt: row.appliedAt }));
};

const idOfView = ({ state }: SellerView): SellerId => state.terms.id;

const isOf = (userId: UserId, { state }: SellerView): boolean =>
  state.terms.ownerId === userId || (state.status === 'APPROVED' && state.staff.includes(userId));

/** The longest time for which a replica shows an outdated seller if an invalidation is lost. */
const maxStaleness = seconds(30);
const maxCached = 10_000;

/** Sellers by ID are cached until they change. They are cached in this process only, because they include the staff. */
export const sellerViews = ({ db, cache, invalidations }: Pick<Platform<unknown>, 'db' | 'cache' | 'invalidations'>): SellerViews => {
  const cached = cache<SellerView>({ name: 'sellers', ttl: maxStaleness, maxSize: maxCached, inProcessOnly: true });
  invalidations.on('Seller', cached.invalidate);
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, SellerView>> =>
    new Map((await readSellers(db, 'WHERE s.id = ANY ($1::uuid[])', [ids])).map((view) => [idOfView(view), view]));
  return {
    byIds: (ids) => cached.read(ids, read),
    page: ({ status, after, limit }) =>
      readSellers(db, 'WHERE ($1::text IS NULL OR s.status = $1) AND s.id < $2 ORDER BY s.id DESC LIMIT $3', [
        status ?? null,
        after ?? highestId,
        limit,
      ]),
    ofUsers: async (userIds) => {
      const views = await readSellers(
        db,
        `WHERE s.owner_id = ANY ($1::uuid[]) OR s.id IN (SELECT m.seller_id FROM seller_staff m WHERE m.user_id = ANY ($1::uuid[]))
         ORDER BY s.id DESC`,
        [userIds],
      );
      return new Map(userIds.map((userId) => [userId, views.filter((view) => isOf(userId, view))]));
    },
    isNameTaken: (name) =>
      db
        .repository(Sellers)
        .existsBy({ name: Raw((column) => `lower(${column}) = lower(:name)`, { name }), status: Not<'REJECTED'>('REJECTED') }),
    hasOpenApplication: (ownerId) => db.repository(Sellers).existsBy({ ownerId, status: 'APPLIED' }),
  };
};
