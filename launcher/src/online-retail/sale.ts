/** A record of a file, by column name. */
export type RetailRecord = Readonly<Record<string, string | undefined>>;

/** A sale of units of one item at one price. */
export type Sale = {
  /** The number that the variants of a product share. */
  readonly base: string;
  /** The letters that distinguish the variants; can be empty. */
  readonly suffix: string;
  readonly description: string;
  readonly quantity: number;
  readonly pence: number;
};

/** Reasons to reject a line. */
export const rejections = {
  UNREADABLE: 'columns of a sale are missing',
  CREDIT_NOTE: 'a credit note for a return',
  NOT_AN_INVOICE: 'an accounting correction',
  SERVICE_CODE: 'a service, not a product: postage, fee, discount or sample',
  DESCRIPTION_EMPTY: 'the description is empty',
  QUANTITY_NOT_POSITIVE: 'the quantity is not positive',
  PRICE_NOT_POSITIVE: 'the price is not positive',
} as const;

export type Rejection = keyof typeof rejections;

/** Five or six digits and up to two letters, such as 85123A. Codes such as POST, D, M and BANK CHARGES are services. */
const stockCode = /^(\d{5,6})([A-Z]{0,2})$/;

const toPence = (text: string): number | undefined => (/^-?\d{1,7}(\.\d{1,4})?$/.test(text) ? Math.round(Number(text) * 100) : undefined);

const toQuantity = (text: string): number | undefined => (/^-?\d{1,7}$/.test(text) ? Number(text) : undefined);

const cell = (record: RetailRecord, column: string): string => (record[column] ?? '').trim();

/** Parses the sale of a record, or returns the reason to reject it. */
export const readSale = (record: RetailRecord): Sale | Rejection => {
  const [invoice, code] = [cell(record, 'InvoiceNo'), cell(record, 'StockCode').toUpperCase()];
  const description = cell(record, 'Description').replace(/\s+/g, ' ');
  const [quantity, pence] = [toQuantity(cell(record, 'Quantity')), toPence(cell(record, 'UnitPrice'))];
  if (invoice === '' || code === '' || quantity === undefined || pence === undefined) return 'UNREADABLE';
  if (invoice.startsWith('C')) return 'CREDIT_NOTE';
  if (!/^\d+$/.test(invoice)) return 'NOT_AN_INVOICE';
  const [, base, suffix] = stockCode.exec(code) ?? [];
  if (base === undefined || suffix === undefined) return 'SERVICE_CODE';
  if (description === '') return 'DESCRIPTION_EMPTY';
  if (quantity <= 0) return 'QUANTITY_NOT_POSITIVE';
  return pence <= 0 ? 'PRICE_NOT_POSITIVE' : { base, suffix, description, quantity, pence };
};
