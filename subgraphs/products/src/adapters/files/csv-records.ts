import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { CsvWriter } from '../../application/product-export';
import type { ReadRow, RowReader } from '../../application/product-import-ports';
import type { FilePosition } from '../../domain/import';
import type { Row } from '../../domain/import-shopify';
import { endOfLine, createByteReader, type ByteReader } from './byte-reader';

/** A description has up to 10,000 characters; a much longer row has a quote that is not closed. */
export const maxRowBytes = 131_072;

type Parser = ReturnType<typeof parse>;

type Parsed = { readonly cells: readonly string[]; readonly bytes: number };

/** Passes on rows as soon as they are complete, so that an error does not lose the rows before it. */
const parserInto = (rows: Parsed[], isStart: boolean): Parser => {
  const parser = parse({
    bom: isStart,
    // Files can mix line endings.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: maxRowBytes,
    on_record: (cells: readonly string[], { bytes }) => {
      rows.push({ cells, bytes });
      return null;
    },
  });
  // The stream itself has no output; errors are handled at `write` and `end`.
  parser.on('error', () => undefined);
  parser.resume();
  return parser;
};

const isCsvError = (error: unknown): error is CsvError => error instanceof CsvError;

const written = (parser: Parser, slice: Uint8Array): Promise<CsvError | undefined> =>
  new Promise((resolve, reject) => {
    parser.write(slice, (error) => {
      if (error === null || error === undefined) resolve(undefined);
      else if (isCsvError(error)) resolve(error);
      else reject(error);
    });
  });

const ended = (parser: Parser): Promise<CsvError | undefined> =>
  new Promise((resolve, reject) => {
    parser.once('error', (error: Error) => {
      if (isCsvError(error)) resolve(error);
      else reject(error);
    });
    parser.once('end', () => resolve(undefined));
    parser.end();
  });

/** Reads to the end or to the first row that cannot be parsed; returns the error of that row. */
const readUntilError = async function* (
  reader: ByteReader,
  from: FilePosition,
): AsyncGenerator<ReadRow<Row>, CsvError | undefined, undefined> {
  const rows: Parsed[] = [];
  const parser = parserInto(rows, from.bytes === 0);
  let number = from.rows;
  const completed = (): readonly ReadRow<Row>[] =>
    rows.splice(0).map(({ cells, bytes }) => {
      number += 1;
      return { row: { number, cells }, end: { bytes: from.bytes + bytes, rows: number } };
    });
  for (let slice = await reader.next(); slice !== undefined; slice = await reader.next()) {
    const issue = await written(parser, slice);
    yield* completed();
    if (issue !== undefined) return issue;
  }
  const issue = await ended(parser);
  yield* completed();
  return issue;
};

/**
 * Reads comma-separated values (RFC 4180) row by row. Reports a row that cannot be parsed and continues at its second line,
 * so that a quote that is not closed does not lose the rest of the file.
 */
export const csvRecords: RowReader<Row> = async function* (bytes, from) {
  const reader = createByteReader(bytes, from.bytes);
  let position = from;
  for (;;) {
    const rows = readUntilError(reader, position);
    let step = await rows.next();
    for (; step.done !== true; step = await rows.next()) {
      position = step.value.end;
      reader.discardBefore(position.bytes);
      yield step.value;
    }
    if (step.value === undefined) return;
    reader.rewind(position.bytes);
    const line = await endOfLine(reader);
    position = { bytes: line, rows: position.rows + 1 };
    reader.rewind(line);
    reader.discardBefore(line);
    yield { issue: { row: position.rows, code: 'row-unreadable', severity: 'ERROR' }, end: position };
  }
};

/** RFC 4180 with CRLF line endings, like spreadsheets. */
export const csvWriter: CsvWriter = (rows) =>
  stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows' },
  );
