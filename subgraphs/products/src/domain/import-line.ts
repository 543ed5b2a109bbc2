import { currency as currencyOf, defined, isCurrency, type Currency, type Money } from '@marketplace/kernel';
import { readPrice } from './import-cells';
import { isHandle } from './import-grouping';
import { excerpt, type RowIssue, type ImportedStatus, type ImportedVariant, type ParsedProduct } from './import-product';
import type { Attribute, AttributeType } from './product';
import type { Offer, Option } from './variant';

/** A price in a JSON line: with a currency, or only an amount in the currency of the import. */
export type LinePrice = string | { readonly amount: string; readonly currency: string };

export type LineOffer = { readonly price: LinePrice; readonly compareAtPrice?: LinePrice | null | undefined };

export type LineVariant = {
  readonly sku?: string | null | undefined;
  readonly options?: readonly Option[] | null | undefined;
  readonly weightGrams?: number | null | undefined;
  readonly stockUnit?: string | null | undefined;
  readonly price?: LinePrice | null | undefined;
  readonly compareAtPrice?: LinePrice | null | undefined;
  readonly otherPrices?: readonly LineOffer[] | null | undefined;
  readonly quantity?: number | null | undefined;
};

export type LineAttribute = {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly type?: AttributeType | undefined;
  readonly unit?: string | null | undefined;
  readonly searchable?: boolean | undefined;
};

/** A product as a JSON line. Fields that are omitted or null do not change. */
export type ProductLine = {
  readonly handle: string;
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly brand?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly language?: string | null | undefined;
  readonly categorySlug?: string | null | undefined;
  readonly status?: 'active' | 'draft' | 'archived' | null | undefined;
  readonly images?: readonly { readonly url: string; readonly alt?: string | null | undefined }[] | null | undefined;
  readonly attributes?: readonly LineAttribute[] | null | undefined;
  readonly variants?: readonly LineVariant[] | null | undefined;
};

const moneyOf = (price: LinePrice, currency: Currency): Money | undefined => {
  if (typeof price === 'string') return readPrice(price, currency);
  return isCurrency(price.currency) ? readPrice(price.amount, currencyOf(price.currency)) : undefined;
};

const textOf = (price: LinePrice): string => (typeof price === 'string' ? price : `${price.amount} ${price.currency}`);

type LineContext = { readonly row: number; readonly currency: Currency; readonly handle: string; readonly issues: RowIssue[] };

const money = (context: LineContext, price: LinePrice, column: string): Money | undefined => {
  const read = moneyOf(price, context.currency);
  if (read !== undefined) return read;
  const { row, handle } = context;
  context.issues.push({ row, column, code: 'price-invalid', severity: 'ERROR', value: excerpt(textOf(price)), handle });
  return undefined;
};

const offerOf = (context: LineContext, { price: text, compareAtPrice }: LineOffer, path: string): Offer | undefined => {
  const price = money(context, text, `${path}.price`);
  if (price === undefined || compareAtPrice === null || compareAtPrice === undefined) return price && { price };
  const compared = money(context, compareAtPrice, `${path}.compareAtPrice`);
  return compared && { price, compareAtPrice: compared };
};

const attributeOf = ({ name, value, type, unit, searchable = true }: LineAttribute): Attribute => ({
  name,
  value: String(value),
  type: type ?? (typeof value === 'number' ? 'NUMBER' : typeof value === 'boolean' ? 'BOOLEAN' : 'TEXT'),
  ...defined({ unit }),
  searchable,
});

const variantOf = (context: LineContext, variant: LineVariant, position: number): ImportedVariant | undefined => {
  const path = `variants.${position.toString()}`;
  const { sku, options, weightGrams, stockUnit, price, compareAtPrice, otherPrices, quantity } = variant;
  const priced = price === null || price === undefined ? [] : [{ offer: { price, compareAtPrice }, path }];
  const others = (otherPrices ?? []).map((offer, at) => ({ offer, path: `${path}.otherPrices.${at.toString()}` }));
  const offers = [...priced, ...others].map((each) => offerOf(context, each.offer, each.path));
  if (offers.includes(undefined)) return undefined;
  return {
    row: context.row,
    path,
    offers: offers.filter((offer) => offer !== undefined),
    ...defined({ weightGrams, stockUnit, quantity }),
    ...defined({ sku: sku?.trim() === '' ? null : sku?.trim(), options: options?.map(({ name, value }) => ({ name, value })) }),
  };
};

const statuses: Readonly<Record<'active' | 'draft' | 'archived', ImportedStatus>> = {
  active: 'ACTIVE',
  draft: 'DRAFT',
  archived: 'ARCHIVED',
};

/** Converts a JSON line to a product. Leaves out variants with an invalid price. */
export const productOfLine = (
  line: ProductLine,
  { row, currency }: { readonly row: number; readonly currency: Currency },
): ParsedProduct => {
  const handle = line.handle.trim();
  if (!isHandle(handle)) {
    return { issues: [{ row, column: 'handle', code: handle === '' ? 'handle-missing' : 'handle-invalid', severity: 'ERROR' }] };
  }
  const context: LineContext = { row, currency, handle, issues: [] };
  const variants = (line.variants ?? []).flatMap((variant, position) => variantOf(context, variant, position) ?? []);
  if (variants.length === 0 && (line.variants ?? []).length > 0) return { issues: context.issues };
  const { title, description, brand, tags, language, categorySlug, status, images, attributes } = line;
  return {
    issues: context.issues,
    product: {
      row,
      handle,
      variants,
      ...defined({ title, description, brand, tags, language }),
      ...defined({
        category: categorySlug === '' ? null : categorySlug,
        status: status && statuses[status],
        images: images?.map(({ url, alt }) => ({ url, alt: alt ?? '', row })),
        attributes: attributes?.map(attributeOf),
      }),
    },
  };
};
