import { defined } from '@marketplace/kernel';
import { mostRowsOfFile, type FailureCode, type FilePlace, type ProductImport } from '../domain/import';
import { headingOf, type Heading } from '../domain/import-columns';
import { closed, grouped, type Group, type Grouping } from '../domain/import-grouping';
import { productOfLine } from '../domain/import-line';
import type { Fault, ReadProduct } from '../domain/import-product';
import { productOfRows } from '../domain/import-shopify';
import { failureOf } from '../domain/import';
import type { FileReaders, ImportStore } from './product-import-ports';

/** The next product of a file and what is wrong with the rows up to it; behind `end` begins what comes after it. */
export type Reading =
  | { readonly kind: 'heading'; readonly heading: readonly string[]; readonly end: FilePlace }
  | { readonly kind: 'product'; readonly read: ReadProduct; readonly end: FilePlace }
  /** Nothing of the file can be imported from here on. */
  | { readonly kind: 'failure'; readonly code: FailureCode; readonly end: FilePlace };

/** The file from an offset on, one chunk after the other, each only when the one before it was used up. */
const bytesFrom = async function* (
  { terms }: ProductImport,
  chunkAt: ImportStore['chunkAt'],
  from: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = from;
  for (let chunk = await chunkAt(terms.id, offset); chunk !== undefined; chunk = await chunkAt(terms.id, offset)) {
    offset += chunk.length;
    yield chunk;
  }
};

const tooLong = ({ rows }: FilePlace): boolean => rows > mostRowsOfFile;

const readGroup = (heading: Heading, { rows, dropped }: Group, { terms }: ProductImport): ReadProduct => {
  const read = productOfRows(heading, rows, terms.currency);
  const last = rows.at(-1);
  if (dropped === 0 || last === undefined) return read;
  const fault: Fault = { row: last.number + 1, code: 'too-many-rows-of-product', severity: 'ERROR', value: dropped.toString() };
  return { ...read, faults: [...read.faults, fault] };
};

/** As many faulty rows are written down before more of the file is read: all of it may be faulty. */
const mostFaultsAtOnce = 500;

const csvProducts = async function* (
  begun: ProductImport,
  files: FileReaders,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Reading, void, undefined> {
  let heading = begun.heading === undefined ? undefined : headingOf(begun.heading);
  let grouping: Grouping | undefined;
  let faults: Fault[] = [];
  let end = begun.place;
  const complete = (group: Group, columns: Heading): Reading => {
    const { product, faults: own } = readGroup(columns, group, begun);
    const read = { faults: [...faults, ...own], ...defined({ product }) };
    faults = [];
    return { kind: 'product', read, end };
  };
  for await (const next of files.csv(bytes, begun.place)) {
    if (tooLong(next.end)) return yield { kind: 'failure', code: 'too-many-rows', end };
    if (heading === undefined) {
      const cells = 'row' in next ? next.row.cells : [];
      const code = failureOf(begun.terms, cells);
      if (code !== undefined) return yield { kind: 'failure', code, end };
      heading = headingOf(cells);
      end = next.end;
      yield { kind: 'heading', heading: cells, end };
      continue;
    }
    const step = 'row' in next ? grouped(heading, grouping, next.row) : { grouping, fault: next.fault };
    if ('complete' in step) yield complete(step.complete, heading);
    grouping = step.grouping;
    if (step.fault !== undefined) faults.push(step.fault);
    end = next.end;
    if (faults.length < mostFaultsAtOnce) continue;
    const open = closed(grouping);
    grouping = undefined;
    if (open !== undefined) yield complete(open, heading);
    else {
      yield { kind: 'product', read: { faults }, end };
      faults = [];
    }
  }
  const last = closed(grouping);
  if (heading === undefined) yield { kind: 'failure', code: 'file-empty', end };
  else if (last !== undefined) yield complete(last, heading);
  else if (faults.length > 0) yield { kind: 'product', read: { faults }, end };
};

const lineProducts = async function* (
  { terms, place }: ProductImport,
  files: FileReaders,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Reading, void, undefined> {
  for await (const next of files.jsonLines(bytes, place)) {
    const { end } = next;
    if (tooLong(end)) return yield { kind: 'failure', code: 'too-many-rows', end: place };
    const read =
      'row' in next ? productOfLine(next.row.line, { row: next.row.number, currency: terms.currency }) : { faults: [next.fault] };
    yield { kind: 'product', read, end };
  }
};

/** The products of a file from the place on that its import has come to; ends with the file. */
export const productsOf = (
  begun: ProductImport,
  { files, imports }: { readonly files: FileReaders; readonly imports: Pick<ImportStore, 'chunkAt'> },
): AsyncGenerator<Reading, void, undefined> => {
  const bytes = bytesFrom(begun, (id, offset) => imports.chunkAt(id, offset), begun.place.bytes);
  return begun.terms.format === 'JSON_LINES' ? lineProducts(begun, files, bytes) : csvProducts(begun, files, bytes);
};
