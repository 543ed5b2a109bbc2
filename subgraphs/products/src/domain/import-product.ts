import type { ProductRejection } from './decide';
import type { Attribute, Image } from './product';
import type { Offer, Option } from './variant';

/** An error of parsing, or a refusal of the product. */
export type RowIssueCode =
  | ProductRejection
  | 'seller-not-found'
  | 'category-not-found'
  | 'version-conflict'
  | 'row-unreadable'
  | 'row-too-long'
  | 'cell-count-differs'
  | 'field-invalid'
  | 'text-not-utf-8'
  | 'handle-missing'
  | 'handle-invalid'
  | 'title-missing'
  | 'currency-unknown'
  | 'quantity-invalid'
  | 'status-invalid'
  | 'flag-invalid'
  | 'too-many-rows-of-product'
  | 'archived-left-out'
  | 'not-imported';

/** An issue with a row. Rows are numbered as in a spreadsheet. */
export type RowIssue = {
  readonly row: number;
  /** The column of a CSV file, or the path of the field in a JSON line. */
  readonly column?: string;
  readonly code: RowIssueCode;
  /** ERROR: something was left out. NOTICE: the row was imported, with a remark. */
  readonly severity: 'ERROR' | 'NOTICE';
  /** The value of the cell, as an excerpt. */
  readonly value?: string;
  readonly handle?: string;
};

/** A variant in a file. Undefined fields do not change. */
export type ImportedVariant = {
  readonly row: number;
  /** The path of the variant in a JSON line. */
  readonly path?: string;
  readonly sku?: string;
  readonly options?: readonly Option[];
  readonly weightGrams?: number;
  /** The number that warehouses use for the variant. */
  readonly stockUnit?: string;
  /** The price in each currency; the first is in the product's own currency. */
  readonly offers: readonly Offer[];
  /** Set if the file has prices but no compare-at column: the current compare-at price stays. */
  readonly keepsCompareAtPrice?: true;
  readonly quantity?: number;
};

export type ImportedImage = Image & { readonly row: number };

/** The status that the file requests. */
export type ImportedStatus = 'ACTIVE' | 'DRAFT' | 'ARCHIVED';

/** A product in a file, whatever the format. Undefined fields do not change. */
export type ImportedProduct = {
  readonly row: number;
  /** The seller's identifier of the product. Later files find the product by it. */
  readonly handle: string;
  readonly title?: string;
  readonly description?: string;
  readonly brand?: string;
  readonly tags?: readonly string[];
  readonly language?: string;
  /** The name or slug of the category. If there is no such category, the default category of the import applies. */
  readonly category?: string;
  readonly status?: ImportedStatus;
  readonly images?: readonly ImportedImage[];
  readonly attributes?: readonly Attribute[];
  readonly variants: readonly ImportedVariant[];
};

/** The result of parsing one product; without `product` if it cannot be imported. */
export type ParsedProduct = { readonly product?: ImportedProduct; readonly issues: readonly RowIssue[] };

/** Shortens a cell for a report. */
export const excerpt = (value: string): string => {
  const characters = Array.from(value.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim());
  return characters.length <= 80 ? characters.join('') : `${characters.slice(0, 79).join('')}…`;
};
