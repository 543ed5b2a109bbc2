import { currency as currencyOf, defined, isCurrency, type Currency, type Money } from '@marketplace/kernel';
import { readPrice } from './import-cells';
import { isHandle } from './import-grouping';
import { excerpt, type Fault, type ImportedStatus, type ImportedVariant, type ReadProduct } from './import-product';
import type { Attribute, AttributeType } from './product';
import type { Offer, Option } from './variant';

/** A price as a JSON line has it: in a currency of its own, or an amount alone in that of the import. */
export type LinePrice = string | { readonly amount: string; readonly currency: string };

export type LineOffer = { readonly price: LinePrice; readonly compareAtPrice?: LinePrice | null | undefined };

export type LineVariant = {
  readonly sku?: string | null | undefined;
  readonly options?: readonly Option[] | null | undefined;
  readonly weightGrams?: number | null | undefined;
  readonly stockUnit?: string | null | undefined;
  readonly price?: LinePrice | null | undefined;
  readonly compareAtPrice?: LinePrice | null | undefined;
  /** Prices in further currencies. */
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

/** One product as a line of JSON. What is left out, or null, stays as it is. */
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

type Reading = { readonly row: number; readonly currency: Currency; readonly handle: string; readonly faults: Fault[] };

const money = (reading: Reading, price: LinePrice, column: string): Money | undefined => {
  const read = moneyOf(price, reading.currency);
  if (read !== undefined) return read;
  const { row, handle } = reading;
  reading.faults.push({ row, column, code: 'price-invalid', severity: 'ERROR', value: excerpt(textOf(price)), handle });
  return undefined;
};

const offerOf = (reading: Reading, { price: text, compareAtPrice }: LineOffer, path: string): Offer | undefined => {
  const price = money(reading, text, `${path}.price`);
  if (price === undefined || compareAtPrice === null || compareAtPrice === undefined) return price && { price };
  const compared = money(reading, compareAtPrice, `${path}.compareAtPrice`);
  return compared && { price, compareAtPrice: compared };
};

const attributeOf = ({ name, value, type, unit, searchable = true }: LineAttribute): Attribute => ({
  name,
  value: String(value),
  type: type ?? (typeof value === 'number' ? 'NUMBER' : typeof value === 'boolean' ? 'BOOLEAN' : 'TEXT'),
  ...defined({ unit }),
  searchable,
});

const variantOf = (reading: Reading, variant: LineVariant, position: number): ImportedVariant | undefined => {
  const path = `variants.${position.toString()}`;
  const { sku, options, weightGrams, stockUnit, price, compareAtPrice, otherPrices, quantity } = variant;
  const priced = price === null || price === undefined ? [] : [{ offer: { price, compareAtPrice }, path }];
  const others = (otherPrices ?? []).map((offer, at) => ({ offer, path: `${path}.otherPrices.${at.toString()}` }));
  const offers = [...priced, ...others].map((each) => offerOf(reading, each.offer, each.path));
  if (offers.includes(undefined)) return undefined;
  return {
    row: reading.row,
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

/** One product out of one line. A variant with a price that is none is left out; the rest goes on. */
export const productOfLine = (line: ProductLine, { row, currency }: { readonly row: number; readonly currency: Currency }): ReadProduct => {
  const handle = line.handle.trim();
  if (!isHandle(handle)) {
    return { faults: [{ row, column: 'handle', code: handle === '' ? 'handle-missing' : 'handle-invalid', severity: 'ERROR' }] };
  }
  const reading: Reading = { row, currency, handle, faults: [] };
  const variants = (line.variants ?? []).flatMap((variant, position) => variantOf(reading, variant, position) ?? []);
  if (variants.length === 0 && (line.variants ?? []).length > 0) return { faults: reading.faults };
  const { title, description, brand, tags, language, categorySlug, status, images, attributes } = line;
  return {
    faults: reading.faults,
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
