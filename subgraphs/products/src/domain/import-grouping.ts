import { unescapeFormula } from './import-cells';
import type { Heading } from './import-columns';
import type { RowIssue } from './import-product';
import type { Row } from './import-shopify';

/** Consecutive rows with the same handle form one product. An open group may receive more rows. */
export type OpenGroup = { readonly handle: string; readonly rows: readonly Row[]; readonly dropped: number };

export type Group = { readonly rows: readonly [Row, ...Row[]]; readonly dropped: number };

/** The result of adding a row: the open group, a completed product if the row started a new one, and an issue if the row is invalid. */
export type AddedRow = { readonly open: OpenGroup | undefined; readonly complete?: Group; readonly issue?: RowIssue };

/** Further rows of a product are dropped: it has at most 100 variants and 20 images. */
export const maxRowsPerProduct = 300;

const isBlank = ({ cells }: Row): boolean => cells.every((cell) => cell.trim() === '');

const handleOf = (heading: Heading, { cells }: Row): string => unescapeFormula((cells[heading.indexOf('Handle')] ?? '').trim());

export const isHandle = (text: string): boolean => text !== '' && text.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(text);

/** Closes a group. */
export const completeGroup = (open: OpenGroup | undefined): Group | undefined => {
  const [first, ...rest] = open?.rows ?? [];
  return first === undefined ? undefined : { rows: [first, ...rest], dropped: open?.dropped ?? 0 };
};

const invalidRow = (row: Row, issue: Pick<RowIssue, 'code' | 'column'>): RowIssue => ({ row: row.number, severity: 'ERROR', ...issue });

const issueOf = (heading: Heading, row: Row, handle: string): RowIssue | undefined => {
  if (row.cells.length !== heading.length) return invalidRow(row, { code: 'cell-count-differs' });
  const garbled = row.cells.findIndex((cell, position) => heading[position] !== undefined && cell.includes('\uFFFD'));
  const column = heading[garbled];
  if (column !== undefined) return invalidRow(row, { code: 'text-not-utf-8', column });
  if (handle === '') return invalidRow(row, { code: 'handle-missing', column: 'Handle' });
  return isHandle(handle) ? undefined : invalidRow(row, { code: 'handle-invalid', column: 'Handle' });
};

const withRow = (open: OpenGroup, row: Row): OpenGroup =>
  open.rows.length < maxRowsPerProduct ? { ...open, rows: [...open.rows, row] } : { ...open, dropped: open.dropped + 1 };

/** Adds the next row. An invalid row is left out; its product continues. */
export const addRow = (heading: Heading, open: OpenGroup | undefined, row: Row): AddedRow => {
  if (isBlank(row)) return { open };
  const handle = handleOf(heading, row);
  const issue = issueOf(heading, row, handle);
  if (issue !== undefined) return { open, issue };
  if (open?.handle === handle) return { open: withRow(open, row) };
  const complete = completeGroup(open);
  const next = { handle, rows: [row], dropped: 0 };
  return complete === undefined ? { open: next } : { open: next, complete };
};
