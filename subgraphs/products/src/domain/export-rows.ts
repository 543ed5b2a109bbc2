import { defined, toDecimal } from '@marketplace/kernel';
import { escapeFormula } from './import-cells';
import { optionNumbers, shopifyColumns, type ShopifyColumn } from './import-columns';
import type { LineOffer, ProductLine } from './import-line';
import { textToHtml } from './html-text';
import type { Attribute, Image, ProductStatus } from './product';
import type { Offer, Option } from './variant';

export type ExportedVariant = {
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly stockUnit: string | null;
  /** The price in each currency; the first is in the product's own currency. */
  readonly offers: readonly Offer[];
};

/** A product in an export, with names instead of IDs. */
export type ExportedProduct = {
  readonly handle: string;
  /** The slug of the category. */
  readonly category: string;
  readonly status: ProductStatus;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly images: readonly Image[];
  readonly attributes: readonly Attribute[];
  readonly variants: readonly ExportedVariant[];
};

type Cells = Partial<Record<ShopifyColumn, string>>;

const productCells = ({ title, description, brand, category, tags, status }: ExportedProduct): Cells => ({
  Title: escapeFormula(title),
  'Body (HTML)': escapeFormula(textToHtml(description)),
  Vendor: escapeFormula(brand ?? ''),
  Type: escapeFormula(category),
  Tags: escapeFormula(tags.join(', ')),
  Published: status === 'PUBLISHED' ? 'TRUE' : 'FALSE',
  Status: status === 'PUBLISHED' ? 'active' : status === 'ARCHIVED' ? 'archived' : 'draft',
});

const noOptions: readonly Option[] = [{ name: 'Title', value: 'Default Title' }];

const optionCells = (options: readonly Option[], isFirst: boolean): Cells =>
  Object.fromEntries(
    optionNumbers.flatMap((number, position) => {
      const option = (options.length === 0 ? noOptions : options)[position];
      const name = isFirst ? escapeFormula(option?.name ?? '') : '';
      return [
        [`Option${number} Name`, name],
        [`Option${number} Value`, escapeFormula(option?.value ?? '')],
      ];
    }),
  );

const variantCells = ({ sku, options, weightGrams, stockUnit, offers }: ExportedVariant, isFirst: boolean): Cells => {
  const [base] = offers;
  return {
    ...optionCells(options, isFirst),
    'Variant SKU': escapeFormula(sku),
    'Variant Grams': weightGrams.toString(),
    'Variant Price': base === undefined ? '' : toDecimal(base.price),
    'Variant Price Currency': base?.price.currency ?? '',
    'Variant Compare At Price': base?.compareAtPrice === undefined ? '' : toDecimal(base.compareAtPrice),
    'Variant Barcode': escapeFormula(stockUnit ?? ''),
  };
};

const imageCells = ({ url, alt }: Image, position: number): Cells => ({
  'Image Src': escapeFormula(url),
  'Image Position': (position + 1).toString(),
  'Image Alt Text': escapeFormula(alt),
});

/** The CSV rows of a product. Row n holds the n-th variant and the n-th image. */
export const rowsOfProduct = (product: ExportedProduct): readonly (readonly string[])[] => {
  const { handle, variants, images } = product;
  return Array.from({ length: Math.max(variants.length, images.length, 1) }, (_, position) => {
    const [variant, image] = [variants[position], images[position]];
    const cells: Cells = {
      Handle: escapeFormula(handle),
      ...(position === 0 ? productCells(product) : {}),
      ...(variant === undefined ? {} : variantCells(variant, position === 0)),
      ...(image === undefined ? {} : imageCells(image, position)),
    };
    return shopifyColumns.map((column) => cells[column] ?? '');
  });
};

const lineOffer = ({ price, compareAtPrice }: Offer): LineOffer => ({
  price: { amount: toDecimal(price), currency: price.currency },
  ...defined({ compareAtPrice: compareAtPrice && { amount: toDecimal(compareAtPrice), currency: compareAtPrice.currency } }),
});

const lineVariant = ({ sku, options, weightGrams, stockUnit, offers }: ExportedVariant) => {
  const [base, ...others] = offers;
  return {
    sku,
    options,
    weightGrams,
    ...defined({ stockUnit }),
    ...(base === undefined ? {} : lineOffer(base)),
    ...(others.length === 0 ? {} : { otherPrices: others.map(lineOffer) }),
  };
};

/** A product as a JSON line. */
export const lineOfProduct = (product: ExportedProduct): ProductLine => {
  const { handle, category, status, title, description, language, brand, tags, images, attributes, variants } = product;
  return {
    handle,
    title,
    description,
    ...defined({ brand }),
    tags,
    language,
    categorySlug: category,
    status: status === 'PUBLISHED' ? 'active' : status === 'ARCHIVED' ? 'archived' : 'draft',
    images,
    attributes,
    variants: variants.map(lineVariant),
  };
};
