import { currency as currencyOf, defined, isCurrency, type Currency } from '@marketplace/kernel';
import { readPrice, readBoolean, readGrams, readInteger, unescapeFormula } from './import-cells';
import { optionNumbers, type Cells, type Heading, type ShopifyColumn } from './import-columns';
import { htmlToText } from './html-text';
import {
  excerpt,
  type RowIssue,
  type RowIssueCode,
  type ImportedImage,
  type ImportedStatus,
  type ImportedVariant,
  type ParsedProduct,
} from './import-product';
import type { Offer, Option } from './variant';

/** A row of the file, numbered as in a spreadsheet. */
export type Row = { readonly number: number; readonly cells: readonly string[] };

const cellsOf = (heading: Heading, { number, cells }: Row): Cells => ({
  row: number,
  of: (column) => {
    const position = heading.indexOf(column);
    return position < 0 ? undefined : unescapeFormula((cells[position] ?? '').trim());
  },
});

const cell = (cells: Cells, column: ShopifyColumn): string => cells.of(column) ?? '';

/** Collects issues while rows are parsed. */
type IssueLog = { readonly issues: RowIssue[]; readonly handle: string };

const report = (
  { issues, handle }: IssueLog,
  { row, of }: Cells,
  { column, code, severity = 'ERROR' }: { column: ShopifyColumn; code: RowIssueCode; severity?: RowIssue['severity'] },
): undefined => {
  issues.push({ row, column, code, severity, value: excerpt(of(column) ?? ''), handle });
};

/** Parses an optional number. */
const readNumber = (
  cells: Cells,
  column: ShopifyColumn,
  read: (text: string) => number | undefined,
): { readonly number?: number; readonly isInvalid: boolean } => {
  const text = cell(cells, column);
  if (text === '') return { isInvalid: false };
  const number = read(text);
  return number === undefined ? { isInvalid: true } : { number, isInvalid: false };
};

/** The options of a row. Option names are in the first row of the product. Undefined if the file has no option columns. */
const optionsOf = (first: Cells, cells: Cells): readonly Option[] | undefined => {
  if (cells.of('Option1 Value') === undefined) return undefined;
  const options = optionNumbers.flatMap((number) => {
    const name = cell(cells, `Option${number} Name`) || cell(first, `Option${number} Name`);
    const value = cell(cells, `Option${number} Value`);
    return value === '' ? [] : [{ name: name === '' ? `Option ${number}` : name, value }];
  });
  // Shopify writes products with a single variant this way.
  const [only] = options;
  return options.length === 1 && only?.name === 'Title' && only.value === 'Default Title' ? [] : options;
};

/** The currency of a row; defaults to the currency of the import. */
const currencyIn = (cells: Cells, usual: Currency, log: IssueLog): Currency | undefined => {
  const column = 'Variant Price Currency';
  const code = cell(cells, column).toUpperCase();
  if (code === '') return usual;
  return isCurrency(code) ? currencyOf(code) : report(log, cells, { column, code: 'currency-unknown' });
};

/** The prices of a row; undefined if one is invalid. Many files have compare-at prices that are not higher: those are dropped. */
const offersOf = (cells: Cells, usual: Currency, log: IssueLog): readonly Offer[] | undefined => {
  const [text, comparedWith] = [cell(cells, 'Variant Price'), cell(cells, 'Variant Compare At Price')];
  if (text === '') return [];
  const currency = currencyIn(cells, usual, log);
  if (currency === undefined) return undefined;
  const price = readPrice(text, currency);
  if (price === undefined) return report(log, cells, { column: 'Variant Price', code: 'price-invalid' });
  if (comparedWith === '') return [{ price }];
  const column = 'Variant Compare At Price';
  const compareAtPrice = readPrice(comparedWith, currency);
  if (compareAtPrice === undefined) return report(log, cells, { column, code: 'price-invalid' });
  if (compareAtPrice.amount > price.amount) return [{ price, compareAtPrice }];
  if (compareAtPrice.amount > 0n) report(log, cells, { column, code: 'compare-at-price-not-higher', severity: 'NOTICE' });
  return [{ price }];
};

/** The variant of a row; undefined if one of its cells is invalid, which is reported. */
const variantOf = (first: Cells, cells: Cells, { currency, log }: { currency: Currency; log: IssueLog }): ImportedVariant | undefined => {
  const weight = readNumber(cells, 'Variant Grams', readGrams);
  const stock = readNumber(cells, 'Variant Inventory Qty', readInteger);
  const offers = offersOf(cells, currency, log);
  if (weight.isInvalid) report(log, cells, { column: 'Variant Grams', code: 'weight-invalid' });
  if (stock.isInvalid) report(log, cells, { column: 'Variant Inventory Qty', code: 'quantity-invalid' });
  if (weight.isInvalid || stock.isInvalid || offers === undefined) return undefined;
  const [sku, stockUnit] = [cell(cells, 'Variant SKU'), cell(cells, 'Variant Barcode')];
  return {
    row: cells.row,
    offers,
    ...defined({
      keepsCompareAtPrice: cells.of('Variant Compare At Price') === undefined ? (true as const) : undefined,
      options: optionsOf(first, cells),
      sku: sku === '' ? undefined : sku,
      stockUnit: stockUnit === '' ? undefined : stockUnit,
      // Shops that do not record weights write 0.
      weightGrams: weight.number === 0 ? undefined : weight.number,
      quantity: stock.number,
    }),
  };
};

const variantColumns: readonly ShopifyColumn[] = ['Variant SKU', 'Variant Price', 'Option1 Value', 'Variant Barcode'];

/** A row without these cells only adds an image. */
const hasVariant = (cells: Cells): boolean => variantColumns.some((column) => cell(cells, column) !== '');

/** The images of all rows, sorted by position. Undefined if there are none, so that existing images stay. */
const imagesOf = (rows: readonly Cells[]): readonly ImportedImage[] | undefined => {
  const images = rows.flatMap((cells, order) => {
    const url = cell(cells, 'Image Src');
    const rank = readInteger(cell(cells, 'Image Position')) ?? order + 1;
    return url === '' ? [] : [{ url, alt: cell(cells, 'Image Alt Text'), row: cells.row, rank }];
  });
  const sorted = images.map((image, order) => ({ ...image, order })).sort((a, b) => a.rank - b.rank || a.order - b.order);
  const urls = sorted.map(({ url }) => url);
  const once = sorted.filter(({ url }, position) => urls.indexOf(url) === position);
  return once.length === 0 ? undefined : once.map(({ url, alt, row }) => ({ url, alt, row }));
};

const statuses: ReadonlyMap<string, ImportedStatus> = new Map([
  ['', 'ACTIVE'],
  ['active', 'ACTIVE'],
  ['draft', 'DRAFT'],
  ['archived', 'ARCHIVED'],
]);

/** The status of the product. Undefined if the file has neither column, so that the status stays. */
const statusOf = (cells: Cells, log: IssueLog): ImportedStatus | undefined | 'invalid' => {
  const [text, published] = [cells.of('Status'), cells.of('Published')];
  if (text === undefined && published === undefined) return undefined;
  const status = statuses.get((text ?? '').toLowerCase());
  const isPublished = published === undefined || published === '' ? true : readBoolean(published);
  if (status === undefined) report(log, cells, { column: 'Status', code: 'status-invalid' });
  if (isPublished === undefined) report(log, cells, { column: 'Published', code: 'flag-invalid' });
  if (status === undefined || isPublished === undefined) return 'invalid';
  return status === 'ACTIVE' && !isPublished ? 'DRAFT' : status;
};

const tagsOf = (text: string | undefined): readonly string[] | undefined =>
  text
    ?.split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

const textOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : htmlToText(text));

/** Converts the rows of one handle to a product: the first row has its details, each row may add a variant and an image. */
export const productOfRows = (heading: Heading, rows: readonly [Row, ...Row[]], currency: Currency): ParsedProduct => {
  const cells = rows.map((row) => cellsOf(heading, row));
  const first = cellsOf(heading, rows[0]);
  const handle = cell(first, 'Handle');
  const log: IssueLog = { issues: [], handle };
  const status = statusOf(first, log);
  const described = cells.filter(hasVariant);
  const variants = described.flatMap((each) => variantOf(first, each, { currency, log }) ?? []);
  const { issues } = log;
  if (status === 'invalid' || (variants.length === 0 && described.length > 0)) return { issues };
  const title = cell(first, 'Title');
  const category = cell(first, 'Type');
  return {
    issues,
    product: {
      row: first.row,
      handle,
      variants,
      ...defined({
        title: title === '' ? undefined : title,
        description: textOf(first.of('Body (HTML)')),
        brand: first.of('Vendor'),
        tags: tagsOf(first.of('Tags')),
        category: category === '' ? undefined : category,
        status,
        images: imagesOf(cells),
      }),
    },
  };
};
