import { defined } from '@marketplace/kernel';
import { maxFileRows, type FailureCode, type FilePosition, type ProductImport } from '../domain/import';
import { headingOf, type Heading } from '../domain/import-columns';
import { completeGroup, addRow, type Group, type OpenGroup } from '../domain/import-grouping';
import { productOfLine } from '../domain/import-line';
import type { RowIssue, ParsedProduct } from '../domain/import-product';
import { productOfRows } from '../domain/import-shopify';
import { failureOf } from '../domain/import';
import type { FileReaders, ImportStore } from './product-import-ports';

/** The next product of a file, with the issues of the rows up to it; the next item starts at `end`. */
export type FileItem =
  | { readonly kind: 'heading'; readonly heading: readonly string[]; readonly end: FilePosition }
  | { readonly kind: 'product'; readonly read: ParsedProduct; readonly end: FilePosition }
  /** The rest of the file cannot be imported. */
  | { readonly kind: 'failure'; readonly code: FailureCode; readonly end: FilePosition };

/** Reads the file from an offset, chunk by chunk on demand. */
const bytesFrom = async function* (
  { settings }: ProductImport,
  chunkAt: ImportStore['chunkAt'],
  from: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = from;
  for (let chunk = await chunkAt(settings.id, offset); chunk !== undefined; chunk = await chunkAt(settings.id, offset)) {
    offset += chunk.length;
    yield chunk;
  }
};

const exceedsRowLimit = ({ rows }: FilePosition): boolean => rows > maxFileRows;

const readGroup = (heading: Heading, { rows, dropped }: Group, { settings }: ProductImport): ParsedProduct => {
  const read = productOfRows(heading, rows, settings.currency);
  const last = rows.at(-1);
  if (dropped === 0 || last === undefined) return read;
  const issue: RowIssue = { row: last.number + 1, code: 'too-many-rows-of-product', severity: 'ERROR', value: dropped.toString() };
  return { ...read, issues: [...read.issues, issue] };
};

/** Saves issues after this many, because all rows may be invalid. */
const maxBufferedIssues = 500;

const csvProducts = async function* (
  started: ProductImport,
  files: FileReaders,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<FileItem, void, undefined> {
  let heading = started.heading === undefined ? undefined : headingOf(started.heading);
  let open: OpenGroup | undefined;
  let issues: RowIssue[] = [];
  let end = started.position;
  const complete = (group: Group, columns: Heading): FileItem => {
    const { product, issues: own } = readGroup(columns, group, started);
    const read = { issues: [...issues, ...own], ...defined({ product }) };
    issues = [];
    return { kind: 'product', read, end };
  };
  for await (const next of files.csv(bytes, started.position)) {
    if (exceedsRowLimit(next.end)) return yield { kind: 'failure', code: 'too-many-rows', end };
    if (heading === undefined) {
      const cells = 'row' in next ? next.row.cells : [];
      const code = failureOf(started.settings, cells);
      if (code !== undefined) return yield { kind: 'failure', code, end };
      heading = headingOf(cells);
      end = next.end;
      yield { kind: 'heading', heading: cells, end };
      continue;
    }
    const step = 'row' in next ? addRow(heading, open, next.row) : { open, issue: next.issue };
    if ('complete' in step) yield complete(step.complete, heading);
    open = step.open;
    if (step.issue !== undefined) issues.push(step.issue);
    end = next.end;
    if (issues.length < maxBufferedIssues) continue;
    const group = completeGroup(open);
    open = undefined;
    if (group !== undefined) yield complete(group, heading);
    else {
      yield { kind: 'product', read: { issues }, end };
      issues = [];
    }
  }
  const last = completeGroup(open);
  if (heading === undefined) yield { kind: 'failure', code: 'file-empty', end };
  else if (last !== undefined) yield complete(last, heading);
  else if (issues.length > 0) yield { kind: 'product', read: { issues }, end };
};

const lineProducts = async function* (
  { settings, position }: ProductImport,
  files: FileReaders,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<FileItem, void, undefined> {
  for await (const next of files.jsonLines(bytes, position)) {
    const { end } = next;
    if (exceedsRowLimit(end)) return yield { kind: 'failure', code: 'too-many-rows', end: position };
    const read =
      'row' in next ? productOfLine(next.row.line, { row: next.row.number, currency: settings.currency }) : { issues: [next.issue] };
    yield { kind: 'product', read, end };
  }
};

/** Reads the products of a file from the position of the import to its end. */
export const fileItems = (
  started: ProductImport,
  { files, imports }: { readonly files: FileReaders; readonly imports: Pick<ImportStore, 'chunkAt'> },
): AsyncGenerator<FileItem, void, undefined> => {
  const bytes = bytesFrom(started, (id, offset) => imports.chunkAt(id, offset), started.position.bytes);
  return started.settings.format === 'JSON_LINES' ? lineProducts(started, files, bytes) : csvProducts(started, files, bytes);
};
