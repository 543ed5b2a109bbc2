import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { repositoryRoot } from '../command/paths';
import { note, type Catalogue } from './catalogue';
import { readSale, type RetailRecord, type Rejection } from './sale';

/** The first days of the data set; see the README beside it. */
export const usualFile = join(repositoryRoot, 'launcher/data/online-retail-2010-12.csv.gz');

/** A line that could not be taken. */
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

/** The lines of a file, packed or not, one after the other. */
const recordsOf = (path: string): AsyncIterable<Parsed> => {
  const parser = parse(options);
  const unheard = (): void => undefined;
  // What goes wrong on the way comes out of the parser, where somebody waits for it.
  if (path.endsWith('.gz')) pipeline(createReadStream(path), createGunzip(), parser, unheard);
  else pipeline(createReadStream(path), parser, unheard);
  return parser as AsyncIterable<Parsed>;
};

/** Reads what was sold; whatever a line is of no use for is kept, with the reason. */
export const readFiles = async (paths: readonly string[]): Promise<ReadFiles> => {
  const catalogue: Catalogue = new Map();
  const rejected: RejectedLine[] = [];
  let lines = 0;
  for (const path of paths) {
    for await (const { record, info } of recordsOf(path)) {
      lines += 1;
      const sale = readSale(record);
      if (typeof sale !== 'string') note(catalogue, sale);
      else {
        const { InvoiceNo: invoice = '', StockCode: code = '', Description: description = '' } = record;
        rejected.push({ file: basename(path), line: info.lines, reason: sale, invoice, code, description });
      }
    }
  }
  return { catalogue, lines, rejected };
};
