import { refuse, type Instant } from '@marketplace/kernel';
import { connectionOf, enumOf, errorCode, objectType, payloadOf, RefusedType, t, toUserErrors } from '@marketplace/platform/graphql';
import type { StoredImport } from '../../application/product-import-ports';
import type { ImportFormat, ImportStatus } from '../../domain/import';
import type { RowIssue } from '../../domain/import-product';
import { failureMessages, issueMessages } from './import-messages';

export const ImportFormatType = enumOf<ImportFormat>('ProductFileFormat', 'The format of a product file.', {
  SHOPIFY_CSV: 'Comma-separated values with the columns of a Shopify product file, in UTF-8.',
  JSON_LINES: 'One JSON object per line, each a product, in UTF-8.',
});

const ImportStatusType = enumOf<ImportStatus>('ProductImportStatus', 'The status of an import.', {
  UPLOADING: 'The file is being uploaded.',
  RUNNING: 'The file is complete; its products are being imported.',
  COMPLETED: 'The whole file was processed; rejected rows are listed in `errors`.',
  FAILED: 'The file cannot be processed; `failure` gives the reason.',
  CANCELLED: 'The import was cancelled, or its upload was inactive for a day. Products imported so far stay.',
});

const severityDescription = 'The severity of an issue with a row.';

const IssueSeverityType = enumOf<RowIssue['severity']>('ProductImportErrorSeverity', severityDescription, {
  ERROR: 'The row, or part of it, was not imported.',
  NOTICE: 'The row was imported, with a remark.',
});

export const ImportErrorType = objectType('ProductImportError', 'An issue with a row of an imported file.', {
  row: t.int('The row number, as in a spreadsheet: the first row of the file is 1.'),
  column: t.string('The column, or the path of the field in a JSON line; null if the issue concerns the whole row.').nullable(),
  code: t.string('A stable code, such as PRICE_INVALID.'),
  message: t.string('A message for the person who corrects the file.'),
  severity: t.of(IssueSeverityType, 'The severity of the issue.'),
  value: t.string('The rejected value, truncated to 80 characters; null if there is none.').nullable(),
  handle: t.string('The handle of the product; null if the row has none.').nullable(),
});
export type ImportErrorType = InstanceType<typeof ImportErrorType>;

export const ImportErrorConnectionType = connectionOf('ProductImportError', ImportErrorType);

export const ProductImportType = objectType('ProductImport', "An import of a seller's products from a file.", {
  id: t.id('The ID of the import.'),
  sellerId: t.id('The ID of the seller.'),
  format: t.of(ImportFormatType, 'The format of the file.'),
  status: t.of(ImportStatusType, 'The status of the import.'),
  bytes: t.int('The number of bytes uploaded so far; the offset of the next chunk.'),
  bytesRead: t.int('The number of bytes processed so far.'),
  rowsRead: t.int('The number of rows processed so far, including the header row.'),
  productsCreated: t.int('The number of products created.'),
  productsUpdated: t.int('The number of products updated.'),
  productsUnchanged: t.int('The number of products that already matched the file.'),
  productsRefused: t.int('The number of products rejected.'),
  variantsAdded: t.int('The number of variants added, including those of new products.'),
  errorCount: t.int('The number of errors, including those no longer listed in `errors`.'),
  noticeCount: t.int('The number of notices, including those no longer listed in `errors`.'),
  failure: t.of(RefusedType, 'The reason the file cannot be processed; null unless the status is FAILED.').nullable(),
  startedAt: t.dateTime<Instant>('The date and time when the import was started.'),
  finishedAt: t.dateTime<Instant>('The date and time when the import ended; null until then.').nullable(),
});
export type ProductImportType = InstanceType<typeof ProductImportType>;

export const ImportConnectionType = connectionOf('ProductImport', ProductImportType);

export const ImportPayload = payloadOf('ProductImportPayload', 'The result of an import mutation.', {
  productImport: t.of(
    ProductImportType,
    'The import after the change, or as it is now if a chunk was refused. Resume the upload at its `bytes`. Null if there is no such import.',
  ),
});

export const toImportType = ({ state }: StoredImport): ProductImportType => {
  const { settings, status, bytes, position, failure, finishedAt } = state;
  const { errors, notices, ...counts } = state.counts;
  return {
    id: settings.id,
    sellerId: settings.sellerId,
    format: settings.format,
    status,
    bytes,
    bytesRead: position.bytes,
    rowsRead: position.rows,
    ...counts,
    errorCount: errors,
    noticeCount: notices,
    failure: failure === undefined ? null : (toUserErrors(refuse(failure), failureMessages)[0] ?? null),
    startedAt: settings.startedAt,
    finishedAt: finishedAt ?? null,
  };
};

export const toImportError = ({ row, column, code, severity, value, handle }: RowIssue): ImportErrorType => ({
  row,
  column: column ?? null,
  code: errorCode(code),
  message: issueMessages[code],
  severity,
  value: value ?? null,
  handle: handle ?? null,
});
