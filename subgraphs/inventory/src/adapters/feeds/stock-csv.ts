import type { FeedReading } from '../../application/feed-ports';

/** The maximum size of a feed. */
export const maxBytes = 10 * 1024 * 1024;
const maxLines = 200_000;
const maxQuantity = 10_000_000;

/** A plain field, or a quoted one with doubled quotes inside. Its alternatives do not overlap, so matching takes linear time. */
const fieldPattern = /^(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(?:,|$)/;

/** The first two fields of a line; the others are ignored. */
const fieldsOf = (line: string): readonly string[] | undefined => {
  const fields: string[] = [];
  let rest = line;
  while (fields.length < 2) {
    const match = fieldPattern.exec(rest);
    if (match === null) return undefined;
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (!match[0].endsWith(',')) return fields;
    rest = rest.slice(match[0].length);
  }
  return fields;
};

const quantityPattern = /^\d{1,8}$/;

const parseLine = (line: string): FeedReading['lines'][number] | undefined => {
  const [reference = '', quantity = ''] = fieldsOf(line) ?? [];
  if (reference === '' || reference.length > 100 || !quantityPattern.test(quantity)) return undefined;
  return Number(quantity) > maxQuantity ? undefined : { reference, quantity: Number(quantity) };
};

/**
 * Parses lines of `reference,quantity`. Other columns and a header line are ignored. A feed without a readable line throws, since
 * it would mean that the warehouse is empty.
 */
export const parseStockCsv = (text: string): FeedReading => {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, position) => ({ line, number: position + 1 }))
    .filter(({ line }) => line.trim() !== '');
  if (rows.length > maxLines) throw new Error(`the feed has more than ${maxLines.toString()} lines`);
  const read = rows.map(({ line, number }) => ({ number, parsed: parseLine(line) }));
  const lines = read.flatMap(({ parsed }) => (parsed === undefined ? [] : [parsed]));
  if (lines.length === 0) throw new Error('the feed has no line that can be read');
  const hasHeader = read[0]?.parsed === undefined && fieldsOf(rows[0]?.line ?? '')?.[1]?.match(/\d/) === null;
  const unreadable = read.filter(({ parsed }) => parsed === undefined).map(({ number }) => number);
  return { lines, unreadable: hasHeader ? unreadable.slice(1) : unreadable };
};
