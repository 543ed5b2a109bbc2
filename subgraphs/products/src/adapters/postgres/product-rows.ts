import { currency, idOf, instant, money, type Instant } from '@marketplace/kernel';
import type { Versioned } from '../../application/versioned';
import type { Attribute, Details, Image, Option, Price, Product, ProductStatus, Variant } from '../../domain/product';

type VariantJson = {
  readonly id: string;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly amount: string | null;
  readonly compareAt: string | null;
  readonly currency: string | null;
  readonly since: string | null;
};

export type ProductRow = {
  readonly id: string;
  readonly version: number;
  readonly seller_id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly category_id: string;
  readonly status: ProductStatus;
  readonly first_published_at: Instant | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly variants: readonly VariantJson[];
  readonly images: readonly Image[];
  readonly attributes: readonly Attribute[];
};

/** Everything of a product in one row: amounts as text, since JSON numbers are not exact. */
export const selectProducts = `
  SELECT p.id, p.version, p.seller_id, p.slug, p.title, p.description, p.category_id, p.status, p.first_published_at, p.created_at, p.updated_at,
    (SELECT coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'options', v.options, 'weightGrams', v.weight_grams, 'amount', c.amount::text,
       'compareAt', c.compare_at_amount::text, 'currency', c.currency, 'since', c.effective_from) ORDER BY v.position), '[]')
     FROM product_variants v LEFT JOIN product_pricing c ON c.variant_id = v.id AND c.effective_to IS NULL WHERE v.product_id = p.id) AS variants,
    (SELECT coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt) ORDER BY i.position), '[]') FROM product_images i WHERE i.product_id = p.id) AS images,
    (SELECT coalesce(json_agg(json_build_object('name', a.name, 'value', a.value) ORDER BY a.position), '[]')
     FROM product_attributes a WHERE a.product_id = p.id) AS attributes
  FROM products p`;

const toPrice = ({ amount, compareAt, currency: code, since }: VariantJson): Price | undefined => {
  if (amount === null || code === null || since === null) return undefined;
  const price = { price: money(BigInt(amount), currency(code)), since: instant(since) };
  return compareAt === null ? price : { ...price, compareAtPrice: money(BigInt(compareAt), currency(code)) };
};

const toVariant = (row: VariantJson): Variant => {
  const price = toPrice(row);
  const variant = { id: idOf<'Variant'>(row.id), sku: row.sku, options: row.options, weightGrams: row.weightGrams };
  return price === undefined ? variant : { ...variant, price };
};

const toDetails = (row: ProductRow): Details => ({
  title: row.title,
  description: row.description,
  categoryId: idOf(row.category_id),
  attributes: row.attributes,
  images: row.images,
});

const toState = (row: ProductRow): Product => {
  const core = {
    id: idOf<'Product'>(row.id),
    sellerId: idOf<'Seller'>(row.seller_id),
    slug: row.slug,
    details: toDetails(row),
    variants: row.variants.map(toVariant),
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
