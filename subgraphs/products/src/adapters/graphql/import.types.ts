import { Field, ID, Int, ObjectType } from 'type-graphql';
import { refuse, type Instant } from '@marketplace/kernel';
import {
  connectionOf,
  DateTime,
  enumOf,
  errorCode,
  field,
  payloadOf,
  RefusedType,
  toUserErrors,
  type UserErrorType,
} from '@marketplace/platform/graphql';
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

@ObjectType('ProductImportError', { description: 'What is wrong with a row of a file.' })
export class ImportErrorType {
  @Field(() => Int, { description: 'The row as a spreadsheet numbers it: the first of the file is 1.' })
  row!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The column, or the way to the field of a JSON line; null when it is the whole row.',
  })
  column!: string | null;

  @Field(() => String, { description: 'A stable code, such as PRICE_INVALID.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the person who mends the file.' })
  message!: string;

  @Field(() => FaultSeverityType, { description: 'What became of the row.' })
  severity!: Fault['severity'];

  @Field(() => String, { nullable: true, description: 'What stood there, cut after 80 characters.' })
  value!: string | null;

  @Field(() => String, { nullable: true, description: 'The handle of the product.' })
  handle!: string | null;
}

export const ImportErrorConnectionType = connectionOf('ProductImportError', ImportErrorType);

@ObjectType('ProductImport', { description: "A file of a seller's products on its way into the catalogue." })
export class ProductImportType {
  @Field(() => ID, { description: 'The id of the import.' })
  id!: string;

  @Field(() => ID, { description: 'Whose products they are.' })
  sellerId!: string;

  @Field(() => ImportFormatType, { description: 'How the file is written.' })
  format!: ImportFormat;

  @Field(() => ImportStatusType, { description: 'How far it is.' })
  status!: ImportStatus;

  @Field(() => Int, { description: 'How much of the file has arrived; the offset of the next chunk.' })
  bytes!: number;

  @Field(() => Int, { description: 'How much of the file has been carried out.' })
  bytesRead!: number;

  @Field(() => Int, { description: 'The rows that have been carried out, the heading among them.' })
  rowsRead!: number;

  @Field(() => Int, { description: 'Products that are new in the catalogue.' })
  productsCreated!: number;

  @Field(() => Int, { description: 'Products that were there and changed.' })
  productsUpdated!: number;

  @Field(() => Int, { description: 'Products that were there just so.' })
  productsUnchanged!: number;

  @Field(() => Int, { description: 'Products that could not be taken at all.' })
  productsRefused!: number;

  @Field(() => Int, { description: 'Variants that are new in the catalogue, those of new products among them.' })
  variantsAdded!: number;

  @Field(() => Int, { description: 'How often something was left out.' })
  errorCount!: number;

  @Field(() => Int, { description: 'How often something is worth knowing.' })
  noticeCount!: number;

  @Field(() => RefusedType, { nullable: true, description: 'Why the file as a whole cannot be read; null unless it FAILED.' })
  failure!: UserErrorType | null;

  @Field(() => DateTime, { description: 'When it began.' })
  startedAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null before.' })
  finishedAt!: Instant | null;
}

export const ImportConnectionType = connectionOf('ProductImport', ProductImportType);

export const ImportPayload = payloadOf(
  'ProductImportPayload',
  'What came of a mutation of an import.',
  {
    productImport: field(
      () => ProductImportType,
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
