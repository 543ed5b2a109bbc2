import { stringify } from 'csv-stringify/sync';
import type { CsvWriter } from '../../application/product-export';

/** RFC 4180, as spreadsheets write it. */
export const csvWriter: CsvWriter = (rows) =>
  stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows' },
  );
