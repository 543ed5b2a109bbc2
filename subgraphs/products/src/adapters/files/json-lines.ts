import { z } from 'zod';
import { defined } from '@marketplace/kernel';
import type { ReadRow, RowReader } from '../../application/product-import-ports';
import type { ProductLine } from '../../domain/import-line';
import type { RowIssueCode } from '../../domain/import-product';
import { maxRowBytes } from './csv-records';

const price = z.union([z.string(), z.object({ amount: z.string(), currency: z.string() })]);
const options = z.array(z.object({ name: z.string(), value: z.string() }));

const variant = z.object({
  sku: z.string().nullish(),
  options: options.nullish(),
  weightGrams: z.number().nullish(),
  stockUnit: z.string().nullish(),
  price: price.nullish(),
  compareAtPrice: price.nullish(),
  otherPrices: z.array(z.object({ price, compareAtPrice: price.nullish() })).nullish(),
  quantity: z.number().nullish(),
});

const attribute = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
  type: z.enum(['TEXT', 'NUMBER', 'BOOLEAN']).optional(),
  unit: z.string().nullish(),
  searchable: z.boolean().optional(),
});

const productLine: z.ZodType<ProductLine> = z.object({
  handle: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  brand: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  language: z.string().nullish(),
  categorySlug: z.string().nullish(),
  status: z.enum(['active', 'draft', 'archived']).nullish(),
  images: z.array(z.object({ url: z.string(), alt: z.string().nullish() })).nullish(),
  attributes: z.array(attribute).nullish(),
  variants: z.array(variant).nullish(),
});

type Read = ReadRow<{ readonly number: number; readonly line: ProductLine }>;

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const readLine = (bytes: Uint8Array | undefined, end: Read['end']): Read | undefined => {
  const invalidRow = (code: RowIssueCode, column?: string): Read => ({
    issue: { row: end.rows, code, severity: 'ERROR', ...defined({ column: column === '' ? undefined : column }) },
    end,
  });
  if (bytes === undefined) return invalidRow('row-too-long');
  const text = decode(bytes);
  if (text === undefined) return invalidRow('text-not-utf-8');
  if (text.trim() === '') return undefined;
  const json = parsed(text);
  if (json === undefined) return invalidRow('row-unreadable');
  const line = productLine.safeParse(json.value);
  if (line.success) return { row: { number: end.rows, line: line.data }, end };
  return invalidRow('field-invalid', line.error.issues[0]?.path.map(String).join('.'));
};

const lineFeed = 0x0a;

/** The current line in parts. The content of a line that is too long is dropped; its size still counts. */
const openLine = () => {
  let parts: Uint8Array[] = [];
  let size = 0;
  return {
    add: (part: Uint8Array): void => {
      size += part.length;
      if (size <= maxRowBytes) parts.push(part);
      else parts = [];
    },
    size: (): number => size,
    close: (): Uint8Array | undefined => {
      const line = size <= maxRowBytes ? Buffer.concat(parts) : undefined;
      parts = [];
      size = 0;
      return line;
    },
  };
};

/** Reads one product per line; skips empty lines. */
export const jsonLines: RowReader<{ readonly number: number; readonly line: ProductLine }> = async function* (bytes, from) {
  const open = openLine();
  let position = from;
  const complete = (): Read | undefined => {
    position = { bytes: position.bytes + open.size(), rows: position.rows + 1 };
    return readLine(open.close(), position);
  };
  for await (const chunk of bytes) {
    let rest = chunk;
    for (let found = rest.indexOf(lineFeed); found >= 0; found = rest.indexOf(lineFeed)) {
      open.add(rest.subarray(0, found + 1));
      rest = rest.subarray(found + 1);
      const read = complete();
      if (read !== undefined) yield read;
    }
    if (rest.length > 0) open.add(rest);
  }
  const last = open.size() > 0 ? complete() : undefined;
  if (last !== undefined) yield last;
};
