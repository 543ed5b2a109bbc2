import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { retailEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { demoOperator, demoPassword } from '../command/logins';
import { progressLogger, type ProgressLogger } from '../command/progress-logger';
import { defaultPictures } from './catalogue';
import { readFiles, defaultFile, type ReadFiles } from './files';
import { rejections, type Rejection } from './sale';
import { fillRetailShop, retailShop } from './shop';
import type { ImportState } from './upload';

const defaultReport = join('.data', 'online-retail-report.csv');

const program = 'import-online-retail';

const help = `npm run import:online-retail -- [options] [file ...]

Imports the UCI Online Retail data set into a running marketplace as a seller. Files are CSV, optionally compressed (.gz), with the
columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. The default is the included sample.

  --report <file>     the report of rejected lines (default: ${defaultReport})
  --pictures <url>    the URL of images, with {code} for the stock code (default: ${defaultPictures})
  --dry-run           only read the files and write the report

Set PORT or GATEWAY_URL for another marketplace, OPERATOR_EMAIL and OPERATOR_PASSWORD for another operator.`;

/** The number of rejected lines by reason. */
const summary = ({ rejected }: ReadFiles): readonly string[] =>
  (Object.keys(rejections) as readonly Rejection[]).flatMap((reason) => {
    const count = rejected.filter((line) => line.reason === reason).length;
    return count === 0 ? [] : [`${count.toString().padStart(6)}  ${reason}: ${rejections[reason]}`];
  });

const writeReport = (path: string, { rejected }: ReadFiles): void => {
  mkdirSync(dirname(path), { recursive: true });
  const columns = ['file', 'line', 'reason', 'invoice', 'code', 'description'];
  writeFileSync(path, stringify([...rejected], { header: true, columns, escape_formulas: true }));
};

const progress = ({ status, bytes, bytesRead, productsCreated, productsUpdated, productsUnchanged, errorCount }: ImportState): string => {
  const share = bytes === 0 ? 0 : Math.floor((bytesRead / bytes) * 100);
  const products = `${productsCreated.toString()} created, ${productsUpdated.toString()} updated, ${productsUnchanged.toString()} unchanged`;
  return `${status.toLowerCase()} ${share.toString().padStart(3)} %: ${products}, ${errorCount.toString()} errors`;
};

const fill = async ({ catalogue }: ReadFiles, pictures: string, log: ProgressLogger): Promise<void> => {
  const marketplace = retailEnv(demoOperator);
  const { result, errors } = await fillRetailShop(
    marketplace,
    { catalogue, pictures },
    {
      uploaded: ({ id, bytes }, products) => log('upload', `${products.toString()} products in ${bytes.toString()} bytes, import ${id}`),
      progress: (state) => log('import', progress(state)),
    },
  );
  for (const { row, column, code, message, value, handle } of errors) {
    log('errors', `line ${row.toString()}, ${column ?? 'whole line'}: ${code} (${message}) ${handle ?? ''} ${value ?? ''}`.trimEnd());
  }
  if (result.status !== 'COMPLETED') throw new Error(`The import ended as ${result.status}: ${result.failure?.message ?? ''}`);
  log('shop', `${retailShop.name}: sign in as ${retailShop.email} with ${demoPassword}`);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== program),
    options: {
      report: { type: 'string', default: defaultReport },
      pictures: { type: 'string', default: defaultPictures },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const log = progressLogger();
  if (!values['dry-run']) await requireMarketplace(retailEnv(demoOperator).url, 'import:online-retail');
  const read = await readFiles(positionals.length === 0 ? [defaultFile] : positionals.map((path) => resolve(path)));
  const variants = [...read.catalogue.values()].reduce((sum, { size }) => sum + size, 0);
  log('read', `${read.lines.toString()} lines: ${read.catalogue.size.toString()} products, ${variants.toString()} variants`);
  const report = resolve(values.report);
  writeReport(report, read);
  log('rejected', `${read.rejected.length.toString()} lines; reasons in ${report}`);
  for (const line of summary(read)) log('rejected', line);
  if (!values['dry-run']) await fill(read, values.pictures, log);
};

main().catch(exitWithError);
