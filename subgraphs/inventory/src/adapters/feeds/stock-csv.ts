import type { FeedReading } from '../../application/feed-ports';

/** The largest feed; a longer one is a fault of its sender. */
export const mostBytes = 10 * 1024 * 1024;
const mostLines = 200_000;
const largestQuantity = 10_000_000;

/** A field as it stands, or between quotes with doubled quotes inside. No two parts of it can take the same character. */
const fieldShape = /^(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(?:,|$)/;

/** The first two fields of a line; the others are left alone. */
const fieldsOf = (line: string): readonly string[] | undefined => {
  const fields: string[] = [];
  let rest = line;
  while (fields.length < 2) {
    const match = fieldShape.exec(rest);
    if (match === null) return undefined;
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (!match[0].endsWith(',')) return fields;
    rest = rest.slice(match[0].length);
  }
  return fields;
};

const quantityShape = /^\d{1,8}$/;

const parseLine = (line: string): FeedReading['lines'][number] | undefined => {
  const [reference = '', quantity = ''] = fieldsOf(line) ?? [];
  if (reference === '' || reference.length > 100 || !quantityShape.test(quantity)) return undefined;
  return Number(quantity) > largestQuantity ? undefined : { reference, quantity: Number(quantity) };
};

/**
 * Reads lines of `reference,quantity`; further columns are left alone, and so is a first line that is a heading. A
 * feed with nothing in it is refused: it would say that the warehouse is empty.
 */
export const parseStockCsv = (text: string): FeedReading => {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, position) => ({ line, number: position + 1 }))
    .filter(({ line }) => line.trim() !== '');
  if (rows.length > mostLines) throw new Error(`the feed has more than ${mostLines.toString()} lines`);
  const read = rows.map(({ line, number }) => ({ number, parsed: parseLine(line) }));
  const lines = read.flatMap(({ parsed }) => (parsed === undefined ? [] : [parsed]));
  if (lines.length === 0) throw new Error('the feed has no line that can be read');
  const hasHeading = read[0]?.parsed === undefined && fieldsOf(rows[0]?.line ?? '')?.[1]?.match(/\d/) === null;
  const unreadable = read.filter(({ parsed }) => parsed === undefined).map(({ number }) => number);
  return { lines, unreadable: hasHeading ? unreadable.slice(1) : unreadable };
};
