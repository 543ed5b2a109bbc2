/** The supported columns of a Shopify product file, and additional ones at the end. Other columns are ignored. */
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

/** A product has up to five options; Shopify's own files have three. */
export const optionNumbers: readonly OptionNumber[] = ['1', '2', '3', '4', '5'];

/** Names of the same columns in other versions of Shopify's format. */
const aliases: Readonly<Record<string, ShopifyColumn>> = {
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

const columnsByName: ReadonlyMap<string, ShopifyColumn> = new Map([
  ...shopifyColumns.map((name) => [name.toLowerCase(), name] as const),
  ...Object.entries(aliases),
]);

/** The column of each cell of the header row; undefined for unsupported columns. */
export type Heading = readonly (ShopifyColumn | undefined)[];

export const headingOf = (cells: readonly string[]): Heading => cells.map((cell) => columnsByName.get(cell.trim().toLowerCase()));

/** Checks that the required column exists and that no column occurs twice. */
export const validateHeading = (
  heading: Heading,
): { readonly code: 'column-missing' | 'column-twice'; readonly column: ShopifyColumn } | undefined => {
  if (!heading.includes('Handle')) return { code: 'column-missing', column: 'Handle' };
  const twice = heading.find((column, position) => column !== undefined && heading.indexOf(column) < position);
  return twice === undefined ? undefined : { code: 'column-twice', column: twice };
};

/** The trimmed cells of a row by column; undefined if the file does not have the column. */
export type Cells = { readonly row: number; readonly of: (column: ShopifyColumn) => string | undefined };
