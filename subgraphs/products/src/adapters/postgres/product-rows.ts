import { currency, idOf, instant, money, type Instant } from '@marketplace/kernel';
import type { Versioned } from '../../application/versioned';
import type { Attribute, AttributeType, Details, Image, Product, ProductStatus } from '../../domain/product';
import type { Offer, Option, Price, Variant, VariantFacts } from '../../domain/variant';
import type { PriceSchedule } from '../../domain/schedules';

type OfferJson = { readonly amount: string; readonly compareAt: string | null; readonly currency: string };
type PriceJson = OfferJson & { readonly since: string };

type VariantJson = {
  readonly id: string;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly stockUnit: string | null;
  /** The first is in the product's own currency. */
  readonly prices: readonly PriceJson[];
};

type AttributeJson = {
  readonly name: string;
  readonly value: string;
  readonly type: AttributeType;
  readonly unit: string | null;
  readonly searchable: boolean;
};

type ScheduleJson = OfferJson & {
  readonly id: string;
  readonly variantId: string;
  readonly from: string;
  readonly until: string | null;
  readonly status: PriceSchedule['status'];
  readonly formerAmount: string | null;
  readonly formerCompareAt: string | null;
};

export type ProductRow = {
  readonly id: string;
  readonly version: number;
  readonly seller_id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly category_id: string;
  readonly status: ProductStatus;
  readonly first_published_at: Instant | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly variants: readonly VariantJson[];
  readonly images: readonly Image[];
  readonly attributes: readonly AttributeJson[];
  readonly schedules: readonly ScheduleJson[];
};

/** Everything of a product in one row: amounts as text, since JSON numbers are not exact. */
export const selectProducts = `
  SELECT p.id, p.version, p.seller_id, p.slug, p.title, p.description, p.language, p.brand, p.tags, p.category_id, p.status, p.first_published_at,
    p.created_at, p.updated_at,
    (SELECT coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'options', v.options, 'weightGrams', v.weight_grams, 'stockUnit', v.stock_unit,
       'prices', (SELECT coalesce(json_agg(json_build_object('amount', c.amount::text, 'compareAt', c.compare_at_amount::text, 'currency', c.currency,
           'since', c.effective_from) ORDER BY c.currency <> p.currency, c.currency), '[]')
         FROM product_pricing c WHERE c.variant_id = v.id AND c.effective_to IS NULL)) ORDER BY v.position), '[]')
     FROM product_variants v WHERE v.product_id = p.id) AS variants,
    (SELECT coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt) ORDER BY i.position), '[]') FROM product_images i WHERE i.product_id = p.id) AS images,
    (SELECT coalesce(json_agg(json_build_object('name', a.name, 'value', a.value, 'type', a.type, 'unit', a.unit, 'searchable', a.searchable)
       ORDER BY a.position), '[]')
     FROM product_attributes a WHERE a.product_id = p.id) AS attributes,
    (SELECT coalesce(json_agg(json_build_object('id', s.id, 'variantId', s.variant_id, 'amount', s.amount::text, 'compareAt', s.compare_at_amount::text,
       'currency', s.currency, 'from', s.starts_at, 'until', s.ends_at, 'status', s.status, 'formerAmount', s.former_amount::text,
       'formerCompareAt', s.former_compare_at_amount::text) ORDER BY s.created_at, s.id), '[]')
     FROM product_price_schedules s WHERE s.product_id = p.id AND s.due_at IS NOT NULL) AS schedules
  FROM products p`;

const toOffer = ({ amount, compareAt, currency: code }: OfferJson): Offer => {
  const price = money(BigInt(amount), currency(code));
  return compareAt === null ? { price } : { price, compareAtPrice: money(BigInt(compareAt), currency(code)) };
};

const toPrice = (row: PriceJson): Price => ({ ...toOffer(row), since: instant(row.since) });

const toFacts = ({ id, sku, options, weightGrams, stockUnit }: VariantJson): VariantFacts => ({
  id: idOf(id),
  sku,
  options,
  weightGrams,
  ...(stockUnit === null ? {} : { stockUnit }),
});

const toVariant = (row: VariantJson): Variant => {
  const [price, ...otherPrices] = row.prices.map(toPrice);
  return { ...toFacts(row), ...(price === undefined ? {} : { price }), otherPrices };
};

const toAttribute = ({ unit, ...attribute }: AttributeJson): Attribute => (unit === null ? attribute : { ...attribute, unit });

const toSchedule = (row: ScheduleJson): PriceSchedule => {
  const { formerAmount, until } = row;
  const plan = {
    id: idOf<'PriceSchedule'>(row.id),
    variantId: idOf<'Variant'>(row.variantId),
    offer: toOffer(row),
    from: instant(row.from),
  };
  if (row.status === 'WAITING' || until === null || formerAmount === null)
    return { ...plan, ...(until === null ? {} : { until: instant(until) }), status: 'WAITING' };
  const former = toOffer({ amount: formerAmount, compareAt: row.formerCompareAt, currency: row.currency });
  return { ...plan, until: instant(until), status: 'RUNNING', former };
};

const toDetails = (row: ProductRow): Details => ({
  title: row.title,
  description: row.description,
  language: row.language,
  ...(row.brand === null ? {} : { brand: row.brand }),
  tags: row.tags,
  categoryId: idOf(row.category_id),
  attributes: row.attributes.map(toAttribute),
  images: row.images,
});

const toState = (row: ProductRow): Product => {
  const core = {
    id: idOf<'Product'>(row.id),
    sellerId: idOf<'Seller'>(row.seller_id),
    slug: row.slug,
    details: toDetails(row),
    variants: row.variants.map(toVariant),
    schedules: row.schedules.map(toSchedule),
    createdAt: row.created_at,
    changedAt: row.updated_at,
  };
  const first = row.first_published_at;
  switch (row.status) {
    case 'DRAFT':
      return { status: row.status, ...core };
    case 'PUBLISHED':
    case 'UNPUBLISHED':
      // The table's own check: neither is without a first publication.
      return { status: row.status, ...core, firstPublishedAt: first ?? row.created_at };
    case 'ARCHIVED':
      return first === null ? { status: row.status, ...core } : { status: row.status, ...core, firstPublishedAt: first };
  }
};

export const toProduct = (row: ProductRow): Versioned<Product> => ({ version: row.version, state: toState(row) });
