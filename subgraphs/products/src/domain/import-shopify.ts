import { currency as currencyOf, defined, isCurrency, type Currency } from '@marketplace/kernel';
import { readPrice, readFlag, readGrams, readWhole, unguarded } from './import-cells';
import { optionNumbers, type Cells, type Heading, type ShopifyColumn } from './import-columns';
import { textOfMarkup } from './import-markup';
import {
  excerpt,
  type Fault,
  type FaultCode,
  type ImportedImage,
  type ImportedStatus,
  type ImportedVariant,
  type ReadProduct,
} from './import-product';
import type { Offer, Option } from './variant';

/** A row of the file, numbered as a spreadsheet numbers it. */
export type Row = { readonly number: number; readonly cells: readonly string[] };

const cellsOf = (heading: Heading, { number, cells }: Row): Cells => ({
  row: number,
  of: (column) => {
    const position = heading.indexOf(column);
    return position < 0 ? undefined : unguarded((cells[position] ?? '').trim());
  },
});

const cell = (cells: Cells, column: ShopifyColumn): string => cells.of(column) ?? '';

/** Collects what is wrong while rows are read. */
type Notes = { readonly faults: Fault[]; readonly handle: string };

const note = (
  { faults, handle }: Notes,
  { row, of }: Cells,
  { column, code, severity = 'ERROR' }: { column: ShopifyColumn; code: FaultCode; severity?: Fault['severity'] },
): undefined => {
  faults.push({ row, column, code, severity, value: excerpt(of(column) ?? ''), handle });
};

/** A number that may be left out; `fault` when it is there and is none. */
const readNumber = (
  cells: Cells,
  column: ShopifyColumn,
  read: (text: string) => number | undefined,
): { readonly number?: number; readonly isFaulty: boolean } => {
  const text = cell(cells, column);
  if (text === '') return { isFaulty: false };
  const number = read(text);
  return number === undefined ? { isFaulty: true } : { number, isFaulty: false };
};

/** The options that this row chooses; the names stand in the product's first row only. Undefined when the file speaks of none. */
const optionsOf = (first: Cells, cells: Cells): readonly Option[] | undefined => {
  if (cells.of('Option1 Value') === undefined) return undefined;
  const options = optionNumbers.flatMap((number) => {
    const name = cell(cells, `Option${number} Name`) || cell(first, `Option${number} Name`);
    const value = cell(cells, `Option${number} Value`);
    return value === '' ? [] : [{ name: name === '' ? `Option ${number}` : name, value }];
  });
  // Shopify's way to write a product that has but one variant.
  const [only] = options;
  return options.length === 1 && only?.name === 'Title' && only.value === 'Default Title' ? [] : options;
};

/** A file may say what its prices are in; where it does not, they are in the currency of the import. */
const currencyIn = (cells: Cells, usual: Currency, notes: Notes): Currency | undefined => {
  const column = 'Variant Price Currency';
  const code = cell(cells, column).toUpperCase();
  if (code === '') return usual;
  return isCurrency(code) ? currencyOf(code) : note(notes, cells, { column, code: 'currency-unknown' });
};

/** A price to compare with that is not higher says nothing to a buyer; many files have such. */
const offersOf = (cells: Cells, usual: Currency, notes: Notes): readonly Offer[] | undefined => {
  const [text, comparedWith] = [cell(cells, 'Variant Price'), cell(cells, 'Variant Compare At Price')];
  if (text === '') return [];
  const currency = currencyIn(cells, usual, notes);
  if (currency === undefined) return undefined;
  const price = readPrice(text, currency);
  if (price === undefined) return note(notes, cells, { column: 'Variant Price', code: 'price-invalid' });
  if (comparedWith === '') return [{ price }];
  const column = 'Variant Compare At Price';
  const compareAtPrice = readPrice(comparedWith, currency);
  if (compareAtPrice === undefined) return note(notes, cells, { column, code: 'price-invalid' });
  if (compareAtPrice.amount > price.amount) return [{ price, compareAtPrice }];
  if (compareAtPrice.amount > 0n) note(notes, cells, { column, code: 'compare-at-price-not-higher', severity: 'NOTICE' });
  return [{ price }];
};

/** The variant of a row; undefined when one of its cells cannot be read, which is noted. */
const variantOf = (first: Cells, cells: Cells, { currency, notes }: { currency: Currency; notes: Notes }): ImportedVariant | undefined => {
  const weight = readNumber(cells, 'Variant Grams', readGrams);
  const stock = readNumber(cells, 'Variant Inventory Qty', readWhole);
  const offers = offersOf(cells, currency, notes);
  if (weight.isFaulty) note(notes, cells, { column: 'Variant Grams', code: 'weight-invalid' });
  if (stock.isFaulty) note(notes, cells, { column: 'Variant Inventory Qty', code: 'quantity-invalid' });
  if (weight.isFaulty || stock.isFaulty || offers === undefined) return undefined;
  const [sku, stockUnit] = [cell(cells, 'Variant SKU'), cell(cells, 'Variant Barcode')];
  return {
    row: cells.row,
    offers,
    ...(cells.of('Variant Compare At Price') === undefined ? { keepsComparison: true } : {}),
    ...defined({
      options: optionsOf(first, cells),
      sku: sku === '' ? undefined : sku,
      stockUnit: stockUnit === '' ? undefined : stockUnit,
      // Shops that do not weigh their goods write 0.
      weightGrams: weight.number === 0 ? undefined : weight.number,
      quantity: stock.number,
    }),
  };
};

const variantColumns: readonly ShopifyColumn[] = ['Variant SKU', 'Variant Price', 'Option1 Value', 'Variant Barcode'];

/** A row may only bring a further picture. */
const hasVariant = (cells: Cells): boolean => variantColumns.some((column) => cell(cells, column) !== '');

/** The pictures of all rows, in the order of their positions; undefined when there are none, so that what is there stays. */
const imagesOf = (rows: readonly Cells[]): readonly ImportedImage[] | undefined => {
  const images = rows.flatMap((cells, order) => {
    const url = cell(cells, 'Image Src');
    const place = readWhole(cell(cells, 'Image Position')) ?? order + 1;
    return url === '' ? [] : [{ url, alt: cell(cells, 'Image Alt Text'), row: cells.row, place }];
  });
  const sorted = images.map((image, order) => ({ ...image, order })).sort((a, b) => a.place - b.place || a.order - b.order);
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

/** Undefined when the file has neither column: then everything stays as it is. */
const statusOf = (cells: Cells, notes: Notes): ImportedStatus | undefined | 'faulty' => {
  const [text, published] = [cells.of('Status'), cells.of('Published')];
  if (text === undefined && published === undefined) return undefined;
  const status = statuses.get((text ?? '').toLowerCase());
  const isShown = published === undefined || published === '' ? true : readFlag(published);
  if (status === undefined) note(notes, cells, { column: 'Status', code: 'status-invalid' });
  if (isShown === undefined) note(notes, cells, { column: 'Published', code: 'flag-invalid' });
  if (status === undefined || isShown === undefined) return 'faulty';
  return status === 'ACTIVE' && !isShown ? 'DRAFT' : status;
};

const tagsOf = (text: string | undefined): readonly string[] | undefined =>
  text
    ?.split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

const markupOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : textOfMarkup(text));

/** One product out of the rows of one handle: the first says what it is, each may bring a variant and a picture. */
export const productOfRows = (heading: Heading, rows: readonly [Row, ...Row[]], currency: Currency): ReadProduct => {
  const cells = rows.map((row) => cellsOf(heading, row));
  const first = cellsOf(heading, rows[0]);
  const handle = cell(first, 'Handle');
  const notes: Notes = { faults: [], handle };
  const status = statusOf(first, notes);
  const described = cells.filter(hasVariant);
  const variants = described.flatMap((each) => variantOf(first, each, { currency, notes }) ?? []);
  const { faults } = notes;
  if (status === 'faulty' || (variants.length === 0 && described.length > 0)) return { faults };
  const title = cell(first, 'Title');
  const category = cell(first, 'Type');
  return {
    faults,
    product: {
      row: first.row,
      handle,
      variants,
      ...defined({
        title: title === '' ? undefined : title,
        description: markupOf(first.of('Body (HTML)')),
        brand: first.of('Vendor'),
        tags: tagsOf(first.of('Tags')),
        category: category === '' ? undefined : category,
        status,
        images: imagesOf(cells),
      }),
    },
  };
};
