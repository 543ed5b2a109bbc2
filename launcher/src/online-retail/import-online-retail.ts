import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { retailEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { demoOperator, demoPassword } from '../command/logins';
import { progressLogger, type ProgressLogger } from '../command/progress-logger';
import { usualPictures } from './catalogue';
import { readFiles, usualFile, type ReadFiles } from './files';
import { rejections, type Rejection } from './sale';
import { fillRetailShop, retailShop } from './shop';
import type { ImportState } from './upload';

const usualReport = join('.data', 'online-retail-report.csv');

const program = 'import-online-retail';

const help = `npm run import:online-retail -- [options] [file ...]

Brings the UCI Online Retail data set into a running marketplace, as a seller would. Files have the columns InvoiceNo, StockCode,
Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country, as CSV or packed (.gz); without one, those that come along.

  --report <file>     where to write every line that was left out, with its reason (${usualReport})
  --pictures <url>    the address of pictures, with {code} for the stock code (${usualPictures})
  --dry-run           read and report only

PORT or GATEWAY_URL says where the marketplace is, OPERATOR_EMAIL and OPERATOR_PASSWORD who opens the shop there.`;

/** How many lines were left out for which reason. */
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

const fill = async ({ catalogue }: ReadFiles, pictures: string, tell: ProgressLogger): Promise<void> => {
  const marketplace = retailEnv(demoOperator);
  const { done, faults } = await fillRetailShop(
    marketplace,
    { catalogue, pictures },
    {
      uploaded: ({ id, bytes }, products) => tell('upload', `${products.toString()} products in ${bytes.toString()} bytes, import ${id}`),
      progress: (state) => tell('import', progress(state)),
    },
  );
  for (const { row, column, code, message, value, handle } of faults) {
    tell('faults', `line ${row.toString()}, ${column ?? 'all of it'}: ${code} (${message}) ${handle ?? ''} ${value ?? ''}`.trimEnd());
  }
  if (done.status !== 'COMPLETED') throw new Error(`The import is ${done.status}: ${done.failure?.message ?? ''}`);
  tell('shop', `${retailShop.name}: log in as ${retailShop.email} with ${demoPassword}`);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== program),
    options: {
      report: { type: 'string', default: usualReport },
      pictures: { type: 'string', default: usualPictures },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const tell = progressLogger();
  if (!values['dry-run']) await requireMarketplace(retailEnv(demoOperator).url, 'import:online-retail');
  const read = await readFiles(positionals.length === 0 ? [usualFile] : positionals.map((path) => resolve(path)));
  const variants = [...read.catalogue.values()].reduce((sum, { size }) => sum + size, 0);
  tell('read', `${read.lines.toString()} lines: ${read.catalogue.size.toString()} products, ${variants.toString()} variants`);
  const report = resolve(values.report);
  writeReport(report, read);
  tell('left out', `${read.rejected.length.toString()} lines, each with its reason in ${report}`);
  for (const line of summary(read)) tell('left out', line);
  if (!values['dry-run']) await fill(read, values.pictures, tell);
};

main().catch(exitWithError);
