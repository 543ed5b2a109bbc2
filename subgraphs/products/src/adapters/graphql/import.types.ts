import { refuse, type Instant } from '@marketplace/kernel';
import { connectionOf, enumOf, errorCode, objectType, payloadOf, RefusedType, t, toUserErrors } from '@marketplace/platform/graphql';
import type { StoredImport } from '../../application/product-import-ports';
import type { ImportFormat, ImportStatus } from '../../domain/import';
import type { Fault } from '../../domain/import-product';
import { failureMessages, faultMessages } from './import-messages';

export const ImportFormatType = enumOf<ImportFormat>('ProductFileFormat', 'How a file of products is written.', {
  SHOPIFY_CSV: 'Comma-separated values in the columns of a Shopify product file, UTF-8.',
  JSON_LINES: 'One product in each line, as JSON, UTF-8.',
});

const ImportStatusType = enumOf<ImportStatus>('ProductImportStatus', 'How far an import is.', {
  UPLOADING: 'Chunks are coming in.',
  RUNNING: 'The file is there, and its products are being carried out.',
  COMPLETED: 'All of the file was read; what could not be taken is among the errors.',
  FAILED: 'The file as a whole cannot be read.',
  CANCELLED: 'Somebody called it off, or nobody went on with the upload for a day; what it has done stays.',
});

const severityDescription = 'What became of a row that something is wrong with.';

const FaultSeverityType = enumOf<Fault['severity']>('ProductImportErrorSeverity', severityDescription, {
  ERROR: 'Something was left out.',
  NOTICE: 'It was taken, and something is worth knowing.',
});

export const ImportErrorType = objectType('ProductImportError', 'What is wrong with a row of a file.', {
  row: t.int('The row as a spreadsheet numbers it: the first of the file is 1.'),
  column: t.string('The column, or the way to the field of a JSON line; null when it is the whole row.').nullable(),
  code: t.string('A stable code, such as PRICE_INVALID.'),
  message: t.string('A sentence for the person who mends the file.'),
  severity: t.of(FaultSeverityType, 'What became of the row.'),
  value: t.string('What stood there, cut after 80 characters.').nullable(),
  handle: t.string('The handle of the product.').nullable(),
});
export type ImportErrorType = InstanceType<typeof ImportErrorType>;

export const ImportErrorConnectionType = connectionOf('ProductImportError', ImportErrorType);

export const ProductImportType = objectType('ProductImport', "A file of a seller's products on its way into the catalogue.", {
  id: t.id('The id of the import.'),
  sellerId: t.id('Whose products they are.'),
  format: t.of(ImportFormatType, 'How the file is written.'),
  status: t.of(ImportStatusType, 'How far it is.'),
  bytes: t.int('How much of the file has arrived; the offset of the next chunk.'),
  bytesRead: t.int('How much of the file has been carried out.'),
  rowsRead: t.int('The rows that have been carried out, the heading among them.'),
  productsCreated: t.int('Products that are new in the catalogue.'),
  productsUpdated: t.int('Products that were there and changed.'),
  productsUnchanged: t.int('Products that were there just so.'),
  productsRefused: t.int('Products that could not be taken at all.'),
  variantsAdded: t.int('Variants that are new in the catalogue, those of new products among them.'),
  errorCount: t.int('How often something was left out.'),
  noticeCount: t.int('How often something is worth knowing.'),
  failure: t.of(RefusedType, 'Why the file as a whole cannot be read; null unless it FAILED.').nullable(),
  startedAt: t.dateTime<Instant>('When it began.'),
  finishedAt: t.dateTime<Instant>('When it was over; null before.').nullable(),
});
export type ProductImportType = InstanceType<typeof ProductImportType>;

export const ImportConnectionType = connectionOf('ProductImport', ProductImportType);

export const ImportPayload = payloadOf(
  'ProductImportPayload',
  'What came of a mutation of an import.',
  {
    productImport: t.of(
      ProductImportType,
      'The import as it is now; of a chunk out of place too, so that the upload can go on where the file ends.',
    ),
  },
  { userErrors: 'Why nothing was changed; empty when all is well.' },
);

export const toImportType = ({ state }: StoredImport): ProductImportType => {
  const { terms, status, bytes, place, tally, failure, finishedAt } = state;
  const { errors, notices, ...counts } = tally;
  return {
    id: terms.id,
    sellerId: terms.sellerId,
    format: terms.format,
    status,
    bytes,
    bytesRead: place.bytes,
    rowsRead: place.rows,
    ...counts,
    errorCount: errors,
    noticeCount: notices,
    failure: failure === undefined ? null : (toUserErrors(refuse(failure), failureMessages)[0] ?? null),
    startedAt: terms.startedAt,
    finishedAt: finishedAt ?? null,
  };
};

export const toImportError = ({ row, column, code, severity, value, handle }: Fault): ImportErrorType => ({
  row,
  column: column ?? null,
  code: errorCode(code),
  message: faultMessages[code],
  severity,
  value: value ?? null,
  handle: handle ?? null,
});
