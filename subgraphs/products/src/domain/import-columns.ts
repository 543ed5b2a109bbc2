/** The columns of a Shopify product file that mean something here, and some more at its end; others are left alone. */
export const shopifyColumns = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Qty',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Barcode',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Status',
  'Option4 Name',
  'Option4 Value',
  'Option5 Name',
  'Option5 Value',
  'Variant Price Currency',
] as const;

export type ShopifyColumn = (typeof shopifyColumns)[number];

export type OptionNumber = '1' | '2' | '3' | '4' | '5';

/** A product here has up to five options; Shopify's own files have three. */
export const optionNumbers: readonly OptionNumber[] = ['1', '2', '3', '4', '5'];

/** What Shopify's files of other years call the same columns. */
const otherNames: Readonly<Record<string, ShopifyColumn>> = {
  'url handle': 'Handle',
  description: 'Body (HTML)',
  'published on online store': 'Published',
  sku: 'Variant SKU',
  'weight value (grams)': 'Variant Grams',
  'inventory quantity': 'Variant Inventory Qty',
  price: 'Variant Price',
  'compare-at price': 'Variant Compare At Price',
  barcode: 'Variant Barcode',
  'product image url': 'Image Src',
};

const known: ReadonlyMap<string, ShopifyColumn> = new Map([
  ...shopifyColumns.map((name) => [name.toLowerCase(), name] as const),
  ...Object.entries(otherNames),
]);

/** A column for each cell of a heading; undefined for those that mean nothing here. */
export type Heading = readonly (ShopifyColumn | undefined)[];

export const headingOf = (cells: readonly string[]): Heading => cells.map((cell) => known.get(cell.trim().toLowerCase()));

/** What a file cannot do without; or a column that is there twice. */
export const headingFault = (
  heading: Heading,
): { readonly code: 'column-missing' | 'column-twice'; readonly column: ShopifyColumn } | undefined => {
  if (!heading.includes('Handle')) return { code: 'column-missing', column: 'Handle' };
  const twice = heading.find((column, position) => column !== undefined && heading.indexOf(column) < position);
  return twice === undefined ? undefined : { code: 'column-twice', column: twice };
};

/** The cells of a row by their column, without spaces around them; undefined where the file has no such column. */
export type Cells = { readonly row: number; readonly of: (column: ShopifyColumn) => string | undefined };
