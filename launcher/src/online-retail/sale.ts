/** A line of a file, by the names of its columns. */
export type RetailRecord = Readonly<Record<string, string | undefined>>;

/** So many pieces of one thing, sold at one price. */
export type Sale = {
  /** The number that things of one kind share. */
  readonly base: string;
  /** What tells a variant from the others; empty when there is but one. */
  readonly suffix: string;
  readonly description: string;
  readonly quantity: number;
  readonly pence: number;
};

/** Why a line says nothing of a thing that is for sale. */
export const rejections = {
  UNREADABLE: 'the line has not the columns of a sale',
  CREDIT_NOTE: 'a credit note: something came back',
  NOT_AN_INVOICE: 'a correction of the books',
  SERVICE_CODE: 'a service and no thing: postage, a fee, a discount, a sample',
  DESCRIPTION_EMPTY: 'nobody has said what it is',
  QUANTITY_NOT_POSITIVE: 'nothing was sold, or something was lost',
  PRICE_NOT_POSITIVE: 'it was given away',
} as const;

export type Rejection = keyof typeof rejections;

/** Five digits, or six, and up to two letters: 85123A. POST, D, M, BANK CHARGES and the like are none. */
const stockCode = /^(\d{5,6})([A-Z]{0,2})$/;

const toPence = (text: string): number | undefined => (/^-?\d{1,7}(\.\d{1,4})?$/.test(text) ? Math.round(Number(text) * 100) : undefined);

const toPieces = (text: string): number | undefined => (/^-?\d{1,7}$/.test(text) ? Number(text) : undefined);

const cell = (record: RetailRecord, column: string): string => (record[column] ?? '').trim();

/** The sale that a line tells of, or why it tells of none. */
export const readSale = (record: RetailRecord): Sale | Rejection => {
  const [invoice, code] = [cell(record, 'InvoiceNo'), cell(record, 'StockCode').toUpperCase()];
  const description = cell(record, 'Description').replace(/\s+/g, ' ');
  const [quantity, pence] = [toPieces(cell(record, 'Quantity')), toPence(cell(record, 'UnitPrice'))];
  if (invoice === '' || code === '' || quantity === undefined || pence === undefined) return 'UNREADABLE';
  if (invoice.startsWith('C')) return 'CREDIT_NOTE';
  if (!/^\d+$/.test(invoice)) return 'NOT_AN_INVOICE';
  const [, base, suffix] = stockCode.exec(code) ?? [];
  if (base === undefined || suffix === undefined) return 'SERVICE_CODE';
  if (description === '') return 'DESCRIPTION_EMPTY';
  if (quantity <= 0) return 'QUANTITY_NOT_POSITIVE';
  return pence <= 0 ? 'PRICE_NOT_POSITIVE' : { base, suffix, description, quantity, pence };
};
