import { idOf, type CategoryId, type ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { CouponAttempts, EvaluationReads, FoundCoupon } from '../../application/ports';
import { firstOrders } from '../../domain/counts';
import type { Shelves } from '../../domain/basket';
import type { Standing } from '../../domain/evaluation';
import type { PromotionId } from '../../domain/promotion';
import { wayTo, type CategoryMoves } from '../../domain/shelves';
import {
  couponColumns,
  everybody,
  promotionColumns,
  toCoupon,
  toPromotion,
  type CouponColumns,
  type PromotionColumns,
} from './promotion-rows';

type CodeRow = { readonly wanted: string; readonly code: string | null; readonly attempts: number; readonly was_attempted: boolean };

type FoundRow = CodeRow &
  PromotionColumns &
  CouponColumns & {
    readonly uses: number;
    readonly spent: bigint;
    readonly buyer_uses: number;
    readonly coupon_uses: number;
    readonly coupon_buyer_uses: number;
  };

const usesOf = (subject: string, buyer: string): string =>
  `coalesce((SELECT held + consumed FROM use_counts WHERE subject_id = ${subject} AND buyer_id = ${buyer}), 0)`;

/** The same work for a code that exists and for one that does not, so that neither answer nor time tells them apart. */
const selectCodes = `
  SELECT wanted.code AS wanted, recent.attempts, wanted.code = ANY (recent.codes) AS was_attempted,
    ${promotionColumns('p')}, ${couponColumns('c')},
    ${usesOf('c.promotion_id', `'${everybody}'`)} AS uses,
    coalesce((SELECT spent_held + spent_consumed FROM use_counts WHERE subject_id = c.promotion_id AND buyer_id = '${everybody}'), 0)::bigint AS spent,
    ${usesOf('c.promotion_id', '$2')} AS buyer_uses,
    ${usesOf('c.id', `'${everybody}'`)} AS coupon_uses,
    ${usesOf('c.id', '$2')} AS coupon_buyer_uses
  FROM unnest($1::text[]) AS wanted (code)
    CROSS JOIN (SELECT count(*)::int AS attempts, coalesce(array_agg(code), '{}') AS codes
      FROM coupon_attempts WHERE user_id = $2::uuid AND attempted_at > $3) AS recent
    LEFT JOIN coupons c ON c.code = wanted.code
    LEFT JOIN promotions p ON p.id = c.promotion_id`;

const isFound = (row: CodeRow | FoundRow): row is FoundRow => row.code !== null;

const toFound = (row: FoundRow): FoundCoupon => ({
  promotion: toPromotion(row).state,
  coupon: toCoupon(row).state,
  standing: {
    uses: { byAll: row.uses, byBuyer: row.buyer_uses },
    spent: row.spent,
    couponUses: { byAll: row.coupon_uses, byBuyer: row.coupon_buyer_uses },
  },
});

type CountJson = {
  readonly subjectId: string;
  readonly isBuyers: boolean;
  readonly uses: number;
  readonly spent: string;
};

type FactsRow = {
  readonly counts: readonly CountJson[] | null;
  readonly segments: readonly string[] | null;
  readonly has_ordered: boolean;
  readonly shelves: readonly { readonly productId: string; readonly categoryIds: readonly CategoryId[] }[] | null;
  /** Of the categories on the way to the products, and on the ways to those. */
  readonly moves: readonly { readonly categoryId: CategoryId; readonly path: readonly CategoryId[] }[] | null;
};

const selectFacts = `
  SELECT
    (SELECT json_agg(json_build_object('subjectId', subject_id, 'isBuyers', buyer_id <> '${everybody}', 'uses', held + consumed,
       'spent', (spent_held + spent_consumed)::text))
     FROM use_counts WHERE subject_id = ANY ($1::uuid[]) AND buyer_id IN ('${everybody}', $2)) AS counts,
    (SELECT json_agg(segment) FROM buyer_segments WHERE user_id = $2::uuid) AS segments,
    EXISTS (SELECT FROM paid_checkouts WHERE buyer_id = $2::uuid)
      OR EXISTS (SELECT FROM use_counts WHERE subject_id = '${firstOrders}' AND buyer_id = $2::uuid AND held + consumed > 0) AS has_ordered,
    (SELECT json_agg(json_build_object('productId', product_id, 'categoryIds', category_ids))
     FROM products_known WHERE product_id = ANY ($3::uuid[])) AS shelves,
    (WITH RECURSIVE reached (category_id, path) AS (
       SELECT category_id, path FROM categories_moved
       WHERE category_id IN (SELECT unnest(category_ids) FROM products_known WHERE product_id = ANY ($3::uuid[]))
       UNION
       SELECT above.category_id, above.path FROM reached JOIN categories_moved above ON above.category_id = ANY (reached.path))
     SELECT json_agg(json_build_object('categoryId', category_id, 'path', path)) FROM reached) AS moves`;

const standingsOf = (counts: readonly CountJson[]): ReadonlyMap<PromotionId, Standing> => {
  const standings = new Map<PromotionId, Standing>();
  for (const { subjectId, isBuyers, uses, spent } of counts) {
    const id = idOf<'Promotion'>(subjectId);
    const known = standings.get(id) ?? { uses: { byAll: 0, byBuyer: 0 }, spent: 0n };
    standings.set(
      id,
      isBuyers ? { ...known, uses: { ...known.uses, byBuyer: uses } } : { spent: BigInt(spent), uses: { ...known.uses, byAll: uses } },
    );
  }
  return standings;
};

const shelvesOf = ({ shelves, moves }: FactsRow): Shelves => {
  const moved: CategoryMoves = new Map((moves ?? []).map(({ categoryId, path }) => [categoryId, path]));
  return new Map(
    (shelves ?? []).map(({ productId, categoryIds }): [ProductId, readonly CategoryId[]] => [idOf(productId), wayTo(categoryIds, moved)]),
  );
};

export const evaluationReads = (db: Database): EvaluationReads => ({
  coupons: async (codes, buyerId, attemptsSince) => {
    const rows = await db.query<CodeRow | FoundRow>(selectCodes, [codes, buyerId, attemptsSince]);
    return {
      found: rows.filter(isFound).map(toFound),
      attempts: rows[0]?.attempts ?? 0,
      attempted: rows.filter((row) => row.was_attempted).map((row) => row.wanted),
    };
  },
  facts: async ({ promotionIds, buyerId, productIds }) => {
    const [row] = await db.query<FactsRow>(selectFacts, [promotionIds, buyerId ?? everybody, productIds]);
    return {
      standings: standingsOf(row?.counts ?? []),
      segments: row?.segments ?? [],
      isFirstOrder: row?.has_ordered === false,
      shelves: row === undefined ? new Map() : shelvesOf(row),
    };
  },
});

export const couponAttempts = (db: Database): CouponAttempts => ({
  note: async (buyerId, codes, at) => {
    await db.query(
      `INSERT INTO coupon_attempts (user_id, code, attempted_at) SELECT $1, code, $3 FROM unnest($2::text[]) AS attempt (code) ORDER BY code
       ON CONFLICT (user_id, code) DO UPDATE SET attempted_at = excluded.attempted_at`,
      [buyerId, codes, at],
    );
  },
  forget: async (before) => (await db.query('DELETE FROM coupon_attempts WHERE attempted_at <= $1 RETURNING 1', [before])).length,
});
