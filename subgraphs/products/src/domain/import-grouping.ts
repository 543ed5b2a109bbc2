import { unguarded } from './import-cells';
import type { Heading } from './import-columns';
import type { Fault } from './import-product';
import type { Row } from './import-shopify';

/** Rows of one handle that follow each other are one product. What is not finished yet is carried on to the next row. */
export type Grouping = { readonly handle: string; readonly rows: readonly Row[]; readonly dropped: number };

export type Group = { readonly rows: readonly [Row, ...Row[]]; readonly dropped: number };

/** What a row makes of the rows so far: perhaps a product that is complete, and perhaps a fault of its own. */
export type Grouped = { readonly grouping: Grouping | undefined; readonly complete?: Group; readonly fault?: Fault };

/** More rows of one product are not kept: it has at most 100 variants and 20 pictures. */
export const mostRowsOfProduct = 300;

const isBlank = ({ cells }: Row): boolean => cells.every((cell) => cell.trim() === '');

const handleOf = (heading: Heading, { cells }: Row): string => unguarded((cells[heading.indexOf('Handle')] ?? '').trim());

/** A handle is one line of up to 255 characters. */
export const isHandle = (text: string): boolean => text !== '' && text.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(text);

/** The product that is complete when nothing of it follows. */
export const closed = (grouping: Grouping | undefined): Group | undefined => {
  const [first, ...rest] = grouping?.rows ?? [];
  return first === undefined ? undefined : { rows: [first, ...rest], dropped: grouping?.dropped ?? 0 };
};

const faulty = (row: Row, fault: Pick<Fault, 'code' | 'column'>): Fault => ({ row: row.number, severity: 'ERROR', ...fault });

const faultOf = (heading: Heading, row: Row, handle: string): Fault | undefined => {
  if (row.cells.length !== heading.length) return faulty(row, { code: 'cell-count-differs' });
  const garbled = row.cells.findIndex((cell, position) => heading[position] !== undefined && cell.includes('\uFFFD'));
  const column = heading[garbled];
  if (column !== undefined) return faulty(row, { code: 'text-not-utf-8', column });
  if (handle === '') return faulty(row, { code: 'handle-missing', column: 'Handle' });
  return isHandle(handle) ? undefined : faulty(row, { code: 'handle-invalid', column: 'Handle' });
};

const withRow = (grouping: Grouping, row: Row): Grouping =>
  grouping.rows.length < mostRowsOfProduct
    ? { ...grouping, rows: [...grouping.rows, row] }
    : { ...grouping, dropped: grouping.dropped + 1 };

/** Takes the next row. A faulty row is left out, and the product around it goes on. */
export const grouped = (heading: Heading, grouping: Grouping | undefined, row: Row): Grouped => {
  if (isBlank(row)) return { grouping };
  const handle = handleOf(heading, row);
  const fault = faultOf(heading, row, handle);
  if (fault !== undefined) return { grouping, fault };
  if (grouping?.handle === handle) return { grouping: withRow(grouping, row) };
  const complete = closed(grouping);
  const next = { handle, rows: [row], dropped: 0 };
  return complete === undefined ? { grouping: next } : { grouping: next, complete };
};
