import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Instant, Refusal } from '@marketplace/kernel';
import { connectionOf, DateTime, RefusedType, toUserErrors, UserErrorType } from '@marketplace/platform/graphql';
import type { Versioned } from '../../application/versioned';
import type { ImportFormat, ImportStatus, ProductImport } from '../../domain/import';
import type { Fault } from '../../domain/import-product';
import { importMessages } from './import-messages';

export const ImportFormatType = { SHOPIFY_CSV: 'SHOPIFY_CSV', JSON_LINES: 'JSON_LINES' } as const;

registerEnumType(ImportFormatType, {
  name: 'ProductFileFormat',
  description: 'How a file of products is written.',
  valuesConfig: {
    SHOPIFY_CSV: { description: 'Comma-separated values in the columns of a Shopify product file, UTF-8.' },
    JSON_LINES: { description: 'One product in each line, as JSON, UTF-8.' },
  },
});

export const ImportStatusType = {
  UPLOADING: 'UPLOADING',
  RUNNING: 'RUNNING',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;

registerEnumType(ImportStatusType, {
  name: 'ProductImportStatus',
  description: 'How far an import is.',
  valuesConfig: {
    UPLOADING: { description: 'Chunks are coming in.' },
    RUNNING: { description: 'The file is there, and its products are being carried out.' },
    COMPLETED: { description: 'All of the file was read; what could not be taken is among the errors.' },
    FAILED: { description: 'The file as a whole cannot be read.' },
    CANCELLED: { description: 'Somebody called it off, or nobody went on with the upload for a day; what it has done stays.' },
  },
});

export const FaultSeverityType = { ERROR: 'ERROR', NOTICE: 'NOTICE' } as const;

registerEnumType(FaultSeverityType, {
  name: 'ProductImportErrorSeverity',
  description: 'What became of a row that something is wrong with.',
  valuesConfig: {
    ERROR: { description: 'Something was left out.' },
    NOTICE: { description: 'It was taken, and something is worth knowing.' },
  },
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

@ObjectType('ProductImportPayload', { description: 'What came of a mutation of an import.' })
export class ImportPayload {
  @Field(() => ProductImportType, {
    nullable: true,
    description: 'The import as it is now; of a chunk out of place too, so that the upload can go on where the file ends.',
  })
  productImport!: ProductImportType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was changed; empty when all is well.' })
  userErrors!: readonly UserErrorType[];
}

const failed = (code: string): Refusal => ({ refused: code });

export const toImportType = ({ state }: Versioned<ProductImport>): ProductImportType => {
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
    failure: failure === undefined ? null : (toUserErrors(failed(failure), importMessages)[0] ?? null),
    startedAt: terms.startedAt,
    finishedAt: finishedAt ?? null,
  };
};

export const toImportError = ({ row, column, code, severity, value, handle }: Fault): ImportErrorType => ({
  row,
  column: column ?? null,
  code: code.replaceAll('-', '_').toUpperCase(),
  message: importMessages[code] ?? 'This could not be taken.',
  severity,
  value: value ?? null,
  handle: handle ?? null,
});
