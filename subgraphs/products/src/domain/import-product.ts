import type { ProductRejection } from './decide';
import type { Attribute, Image } from './product';
import type { Offer, Option } from './variant';

/** What is wrong with a row: its form, or what its product is refused for. */
export type FaultCode =
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

/** Where in a file something is wrong, as a spreadsheet numbers its rows, and why it was not taken or not quite taken. */
export type Fault = {
  readonly row: number;
  /** The column of a CSV file, or the way to the field of a JSON line. */
  readonly column?: string;
  readonly code: FaultCode;
  /** An ERROR left something out; a NOTICE only says what became of it. */
  readonly severity: 'ERROR' | 'NOTICE';
  /** What stood there, as far as it helps to find it. */
  readonly value?: string;
  readonly handle?: string;
};

/** A variant as a file describes it. What is undefined the file does not speak of. */
export type ImportedVariant = {
  readonly row: number;
  /** The way to it within a JSON line. */
  readonly path?: string;
  readonly sku?: string;
  readonly options?: readonly Option[];
  readonly weightGrams?: number;
  /** The number on its package, or what warehouses call it. */
  readonly stockUnit?: string;
  /** In every currency that it has a price in; the first is the base. */
  readonly offers: readonly Offer[];
  /** Set where a file has prices and no column to compare them with: what is compared with stays. */
  readonly keepsComparison?: true;
  readonly quantity?: number;
};

export type ImportedImage = Image & { readonly row: number };

/** What the seller wants to become of it. */
export type ImportedStatus = 'ACTIVE' | 'DRAFT' | 'ARCHIVED';

/** A product as a file describes it, whatever the format. What is undefined the file does not speak of, and it stays. */
export type ImportedProduct = {
  readonly row: number;
  /** The seller's own name of the product, by which a later file finds it again. */
  readonly handle: string;
  readonly title?: string;
  readonly description?: string;
  readonly brand?: string;
  readonly tags?: readonly string[];
  readonly language?: string;
  /** The category by its name or slug; where there is none of that name, the one that was chosen for the whole file is meant. */
  readonly category?: string;
  readonly status?: ImportedStatus;
  readonly images?: readonly ImportedImage[];
  readonly attributes?: readonly Attribute[];
  readonly variants: readonly ImportedVariant[];
};

/** What was read of one product: itself unless it is of no use, and what is wrong with its rows. */
export type ReadProduct = { readonly product?: ImportedProduct; readonly faults: readonly Fault[] };

/** As much of a cell as a report shows. */
export const excerpt = (value: string): string => {
  const characters = Array.from(value.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim());
  return characters.length <= 80 ? characters.join('') : `${characters.slice(0, 79).join('')}…`;
};
