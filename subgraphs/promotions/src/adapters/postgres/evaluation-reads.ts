import type { CategoryId } from '@marketplace/kernel';
import { columnsOf, nestedRows, parseNested, parseRows, type Database, type Row } from '@marketplace/platform';
import type { EvaluationReads, FoundCoupon } from '../../application/ports';
import { firstOrderSubject } from '../../domain/counts';
import type { ProductCategories } from '../../domain/basket';
import { unused, type UsageCounts } from '../../domain/evaluation';
import { currentPath } from '../../domain/category-path';
import { toCoupon, toPromotion } from './rows';
import { Coupons, ProductsKnown, Promotions, UseCounts } from './tables';
import { allBuyers } from './use-counts';

type CodeRow = { readonly wanted: string; readonly id: string | null; readonly attempts: number; readonly wasAttempted: boolean };

/** A coupon with its promotion and its use counts. */
type FoundRow = Row<typeof Coupons> & { readonly promotion: readonly object[]; readonly counts: readonly object[] };

/** The use counts of promotions and coupons, for all buyers and for the buyer $2. */
const countsOf = (subjects: string): string =>
  nestedRows(UseCounts, 'u', {
    where: `u.subject_id ${subjects} AND u.buyer_id IN ('${allBuyers}', $2)`,
    order: 'u.subject_id',
  });

/** Existing and unknown codes cost the same work, so that the response time does not reveal which codes exist. */
const selectCodes = `
  SELECT wanted.code AS wanted, recent.attempts, wanted.code = ANY (recent.codes) AS "wasAttempted", ${columnsOf(Coupons, 'c')},
    ${nestedRows(Promotions, 'p', { where: 'p.id = c.promotion_id', order: 'p.id' })} AS promotion,
    ${countsOf('IN (c.promotion_id, c.id)')} AS counts
  FROM unnest($1::text[]) AS wanted (code)
    CROSS JOIN (SELECT count(*)::int AS attempts, coalesce(array_agg(code), '{}') AS codes
      FROM coupon_attempts WHERE user_id = $2::uuid AND attempted_at > $3) AS recent
    LEFT JOIN coupons c ON c.code = wanted.code`;

const usageCountsOf = (counts: readonly object[]): ReadonlyMap<string, UsageCounts> => {
  const usageCounts = new Map<string, UsageCounts>();
  for (const { subjectId, buyerId, held, consumed, spentHeld, spentConsumed } of parseNested(UseCounts, counts)) {
    const { uses, spent } = usageCounts.get(subjectId) ?? unused;
    usageCounts.set(
      subjectId,
      buyerId === allBuyers
        ? { uses: { ...uses, byAll: held + consumed }, spent: spentHeld + spentConsumed }
        : { uses: { ...uses, byBuyer: held + consumed }, spent },
    );
  }
  return usageCounts;
};

const toFound = (row: FoundRow): readonly FoundCoupon[] => {
  const usageCounts = usageCountsOf(row.counts);
  return parseNested(Promotions, row.promotion).map((promotion) => ({
    promotion: toPromotion(promotion),
    coupon: toCoupon(row),
    usageCounts: { ...(usageCounts.get(promotion.id) ?? unused), couponUses: (usageCounts.get(row.id) ?? unused).uses },
  }));
};

type FactsRow = {
  readonly counts: readonly object[];
  readonly segments: readonly string[];
  readonly hasOrdered: boolean;
  readonly products: readonly object[];
  /** The moves of the products' categories and of all their ancestors. */
  readonly moves: readonly { readonly categoryId: CategoryId; readonly path: readonly CategoryId[] }[];
};

const products = nestedRows(ProductsKnown, 'k', { where: 'k.product_id = ANY ($3::uuid[])', order: 'k.product_id' });

const selectFacts = `
  SELECT ${countsOf('= ANY ($1::uuid[])')} AS counts, ARRAY(SELECT segment FROM buyer_segments WHERE user_id = $2::uuid) AS segments,
    EXISTS (SELECT FROM paid_checkouts WHERE buyer_id = $2::uuid)
      OR EXISTS (SELECT FROM use_counts WHERE subject_id = '${firstOrderSubject}' AND buyer_id = $2::uuid AND held + consumed > 0) AS "hasOrdered",
    ${products} AS products,
    (WITH RECURSIVE reached (category_id, path) AS (
       SELECT category_id, path FROM categories_moved
       WHERE category_id IN (SELECT unnest(category_ids) FROM products_known WHERE product_id = ANY ($3::uuid[]))
       UNION
       SELECT above.category_id, above.path FROM reached JOIN categories_moved above ON above.category_id = ANY (reached.path))
     SELECT coalesce(json_agg(json_build_object('categoryId', category_id, 'path', path)), '[]') FROM reached) AS moves`;

const productCategoriesOf = ({ products: known, moves }: FactsRow): ProductCategories => {
  const moved = new Map(moves.map(({ categoryId, path }) => [categoryId, path]));
  return new Map(parseNested(ProductsKnown, known).map(({ productId, categoryIds }) => [productId, currentPath(categoryIds, moved)]));
};

export const evaluationReads = (db: Database): EvaluationReads => ({
  coupons: async (codes, buyerId, attemptsSince) => {
    const rows = await db.query<CodeRow>(selectCodes, [codes, buyerId, attemptsSince]);
    const found = parseRows(
      Coupons,
      rows.filter(({ id }) => id !== null),
    ) as readonly FoundRow[];
    return {
      found: found.flatMap(toFound),
      attempts: rows[0]?.attempts ?? 0,
      attempted: rows.filter(({ wasAttempted }) => wasAttempted).map(({ wanted }) => wanted),
    };
  },
  facts: async ({ promotionIds, buyerId = allBuyers, productIds }) => {
    const [row] = await db.query<FactsRow>(selectFacts, [promotionIds, buyerId, productIds]);
    if (row === undefined) throw new Error('a select without FROM has one row');
    return {
      usageCounts: usageCountsOf(row.counts),
      segments: row.segments,
      isFirstOrder: !row.hasOrdered,
      productCategories: productCategoriesOf(row),
    };
  },
});
