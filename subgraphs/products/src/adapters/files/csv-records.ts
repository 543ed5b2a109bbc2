import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { CsvWriter } from '../../application/product-export';
import type { ReadRow, RowReader } from '../../application/product-import-ports';
import type { FilePlace } from '../../domain/import';
import type { Row } from '../../domain/import-shopify';
import { endOfLine, piecesOf, type Pieces } from './pieces';

/** A description has 10,000 characters; a row that is many times longer has a quote that is never closed. */
export const mostBytesOfRow = 131_072;

type Parser = ReturnType<typeof parse>;

type Parsed = { readonly cells: readonly string[]; readonly bytes: number };

/** Hands rows over as soon as they are complete: those before a fault are not lost with it. */
const parserInto = (rows: Parsed[], isStart: boolean): Parser => {
  const parser = parse({
    bom: isStart,
    // A file may come from several programs; how its first line ends says nothing about the others.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: mostBytesOfRow,
    on_record: (cells: readonly string[], { bytes }) => {
      rows.push({ cells, bytes });
      return null;
    },
  });
  // Nothing comes out of the stream itself, and its faults are answered where it is written to.
  parser.on('error', () => undefined);
  parser.resume();
  return parser;
};

const isCsvError = (error: unknown): error is CsvError => error instanceof CsvError;

const written = (parser: Parser, piece: Uint8Array): Promise<CsvError | undefined> =>
  new Promise((resolve, reject) => {
    parser.write(piece, (error) => {
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

/** Reads until the end or the first row that no program could read; says which it was. */
const readRun = async function* (pieces: Pieces, from: FilePlace): AsyncGenerator<ReadRow<Row>, CsvError | undefined, undefined> {
  const rows: Parsed[] = [];
  const parser = parserInto(rows, from.bytes === 0);
  let number = from.rows;
  const completed = (): readonly ReadRow<Row>[] =>
    rows.splice(0).map(({ cells, bytes }) => {
      number += 1;
      return { row: { number, cells }, end: { bytes: from.bytes + bytes, rows: number } };
    });
  for (let piece = await pieces.next(); piece !== undefined; piece = await pieces.next()) {
    const fault = await written(parser, piece);
    yield* completed();
    if (fault !== undefined) return fault;
  }
  const fault = await ended(parser);
  yield* completed();
  return fault;
};

/**
 * Reads comma-separated values (RFC 4180) row by row. A row that cannot be read is reported, and reading goes on in the line
 * behind its first one, so that a quote that is never closed does not take the rest of the file with it.
 */
export const csvRecords: RowReader<Row> = async function* (bytes, from) {
  const pieces = piecesOf(bytes, from.bytes);
  let place = from;
  for (;;) {
    const run = readRun(pieces, place);
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) {
      place = step.value.end;
      pieces.keepFrom(place.bytes);
      yield step.value;
    }
    if (step.value === undefined) return;
    pieces.rewind(place.bytes);
    const line = await endOfLine(pieces);
    place = { bytes: line, rows: place.rows + 1 };
    pieces.rewind(line);
    pieces.keepFrom(line);
    yield { fault: { row: place.rows, code: 'row-unreadable', severity: 'ERROR' }, end: place };
  }
};

/** RFC 4180, as spreadsheets write it. */
export const csvWriter: CsvWriter = (rows) =>
  stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows' },
  );
