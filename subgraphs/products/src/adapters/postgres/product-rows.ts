import { defined, money, type Currency } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { columnsOf, nestedRows, parseNested, parseRows, nonNull, type Database, type Row } from '@marketplace/platform';
import type { Details, Product } from '../../domain/product';
import type { PriceSchedule } from '../../domain/schedules';
import type { Offer, Price, Variant } from '../../domain/variant';
import { Attributes, Images, Prices, PriceSchedules, Products, Variants } from './tables';

/** The rows of other tables that are read with a product. */
type NestedRows = Readonly<Record<'variants' | 'prices' | 'images' | 'attributes' | 'schedules', readonly object[]>>;
type ProductRow = Row<typeof Products> & NestedRows;

const nested: Readonly<Record<keyof NestedRows, string>> = {
  variants: nestedRows(Variants, 'v', { where: 'v.product_id = p.id', order: 'v.position' }),
  // Current prices; for each variant, the one in the product's own currency first.
  prices: nestedRows(Prices, 'c', {
    where: 'c.variant_id IN (SELECT id FROM product_variants WHERE product_id = p.id) AND c.effective_to IS NULL',
    order: 'c.currency <> p.currency, c.currency',
  }),
  images: nestedRows(Images, 'i', { where: 'i.product_id = p.id', order: 'i.position' }),
  attributes: nestedRows(Attributes, 'a', { where: 'a.product_id = p.id', order: 'a.position' }),
  schedules: nestedRows(PriceSchedules, 's', { where: 's.product_id = p.id AND s.due_at IS NOT NULL', order: 's.created_at, s.id' }),
};

/** A product and its nested rows in one row. */
const selectProducts = `
  SELECT ${columnsOf(Products, 'p')},
    ${Object.entries(nested)
      .map(([name, rows]) => `${rows} AS ${name}`)
      .join(', ')}
  FROM products p`;

type Amounts = { readonly amount: bigint; readonly compareAtAmount: bigint | null; readonly currency: Currency };

export const offerOf = ({ amount, compareAtAmount, currency }: Amounts): Offer => ({
  price: money(amount, currency),
  ...defined({ compareAtPrice: compareAtAmount === null ? null : money(compareAtAmount, currency) }),
});

const priceOf = (row: Row<typeof Prices>): Price => ({ ...offerOf(row), since: row.effectiveFrom });

const variantOf = ({ id, sku, options, weightGrams, stockUnit }: Row<typeof Variants>, prices: readonly Row<typeof Prices>[]): Variant => {
  const [price, ...otherPrices] = prices.filter(({ variantId }) => variantId === id).map(priceOf);
  return { id, sku, options, weightGrams, ...defined({ stockUnit, price }), otherPrices };
};

const scheduleOf = (row: Row<typeof PriceSchedules>): PriceSchedule => {
  const { id, variantId, startsAt: from, endsAt, currency, formerCompareAtAmount } = row;
  const plan = { id, variantId, offer: offerOf(row), from };
  if (row.status !== 'RUNNING') return { ...plan, ...defined({ until: endsAt }), status: 'WAITING' };
  const formerAmount = nonNull(PriceSchedules, row, 'formerAmount');
  const former = offerOf({ amount: formerAmount, compareAtAmount: formerCompareAtAmount, currency });
  return { ...plan, until: nonNull(PriceSchedules, row, 'endsAt'), status: 'RUNNING', former };
};

const detailsOf = ({ title, description, language, brand, tags, categoryId, attributes, images }: ProductRow): Details => ({
  ...{ title, description, language, tags, categoryId, ...defined({ brand }) },
  attributes: parseNested(Attributes, attributes).map(({ name, value, type, unit, searchable }) => ({
    ...{ name, value, type, searchable },
    ...defined({ unit }),
  })),
  images: parseNested(Images, images).map(({ url, alt }) => ({ url, alt })),
});

const stateOf = (row: ProductRow): Product => {
  const { id, sellerId, slug, createdAt, changedAt, status, firstPublishedAt } = row;
  const prices = parseNested(Prices, row.prices);
  const core = {
    ...{ id, sellerId, slug, createdAt, changedAt },
    details: detailsOf(row),
    variants: parseNested(Variants, row.variants).map((variant) => variantOf(variant, prices)),
    schedules: parseNested(PriceSchedules, row.schedules).map(scheduleOf),
  };
  switch (status) {
    case 'DRAFT':
      return { status, ...core };
    case 'PUBLISHED':
    case 'UNPUBLISHED':
      return { status, ...core, firstPublishedAt: nonNull(Products, row, 'firstPublishedAt') };
    case 'ARCHIVED':
      return { status, ...core, ...defined({ firstPublishedAt }) };
  }
};

/** Reads the products that match `condition`; the table alias is `p`. */
export const readProducts = async (db: Database, condition: string, params: readonly unknown[]): Promise<readonly Versioned<Product>[]> => {
  const rows = parseRows(Products, await db.query(`${selectProducts} WHERE ${condition}`, params)) as readonly ProductRow[];
  return rows.map((row) => ({ version: row.version, announced: row.announced, state: stateOf(row) }));
};
