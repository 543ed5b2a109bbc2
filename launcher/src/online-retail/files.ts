import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { repositoryRoot } from '../command/paths';
import { addSale, type Catalogue } from './catalogue';
import { readSale, type RetailRecord, type Rejection } from './sale';

/** The first days of the data set; see the README in its folder. */
export const defaultFile = join(repositoryRoot, 'launcher/data/online-retail-2010-12.csv.gz');

/** A line that was rejected. */
export type RejectedLine = {
  readonly file: string;
  readonly line: number;
  readonly reason: Rejection;
  readonly invoice: string;
  readonly code: string;
  readonly description: string;
};

export type ReadFiles = { readonly catalogue: Catalogue; readonly lines: number; readonly rejected: readonly RejectedLine[] };

type Parsed = { readonly record: RetailRecord; readonly info: { readonly lines: number } };

const options = { columns: true, bom: true, info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true } as const;

/** Streams the records of a file, compressed or not. */
const recordsOf = (path: string): AsyncIterable<Parsed> => {
  const parser = parse(options);
  const ignore = (): void => undefined;
  // The parser emits errors of the pipeline, and its reader handles them.
  if (path.endsWith('.gz')) pipeline(createReadStream(path), createGunzip(), parser, ignore);
  else pipeline(createReadStream(path), parser, ignore);
  return parser as AsyncIterable<Parsed>;
};

/** Reads sales into a catalogue. Returns rejected lines with the reason. */
export const readFiles = async (paths: readonly string[]): Promise<ReadFiles> => {
  const catalogue: Catalogue = new Map();
  const rejected: RejectedLine[] = [];
  let lines = 0;
  for (const path of paths) {
    for await (const { record, info } of recordsOf(path)) {
      lines += 1;
      const sale = readSale(record);
      if (typeof sale !== 'string') addSale(catalogue, sale);
      else {
        const { InvoiceNo: invoice = '', StockCode: code = '', Description: description = '' } = record;
        rejected.push({ file: basename(path), line: info.lines, reason: sale, invoice, code, description });
      }
    }
  }
  return { catalogue, lines, rejected };
};
