import type { CategoryId, SellerId } from '@marketplace/kernel';
import { pageFields, argsType, enumOf, inputType, objectType, PageInfoType, t } from '@marketplace/platform/graphql';
import type { ImportId } from '../../domain/import';
import { ImportFormatType } from './import.types';

export type ChunkEncoding = 'TEXT' | 'BASE64';

const ChunkEncodingType = enumOf<ChunkEncoding>('ChunkEncoding', 'The encoding of a chunk in a request.', {
  TEXT: 'Plain UTF-8 text. A chunk must end between two characters.',
  BASE64: 'Base64. A chunk may end at any byte, even within a character.',
});

const importSettingsFields = {
  sellerId: t.id<SellerId>('The ID of the seller; you must belong to it or be an operator.'),
  format: t.of(ImportFormatType, 'The format of the file.'),
  categoryId: t
    .id<CategoryId>(
      'The category for new products without a known category: those with no match for Type (CSV) or categorySlug (JSON Lines). If omitted, they are reported as errors.',
    )
    .optional(),
  publish: t.boolean('True to publish products that the file marks as active; otherwise new products stay drafts.').default(true),
  currency: t.string('The ISO 4217 currency of prices that specify none: in CSV, those without a Variant Price Currency.').default('USD'),
  language: t.string('The language of new products that specify none, as a primary BCP 47 subtag such as en or de.').default('en'),
  idempotencyKey: t.idempotencyKey().optional(),
};

export const ImportStartInput = inputType('ProductImportStartInput', 'A file to upload in chunks.', {
  ...importSettingsFields,
});
export type ImportStartInput = InstanceType<typeof ImportStartInput>;

export const ProductsImportInput = inputType('ProductsImportInput', 'A file to import in one request.', {
  ...importSettingsFields,
  content: t.string('The whole file as text, up to 262,144 bytes in UTF-8.'),
});

export const ImportAppendInput = inputType('ProductImportAppendInput', 'The next chunk of a file.', {
  importId: t.id<ImportId>('The ID of the import.'),
  offset: t.int(
    'The position of the chunk in the file, in bytes; equal to the `bytes` of the import. Sending the same chunk again changes nothing.',
  ),
  content: t.string('The next bytes of the file, up to 262,144.'),
  encoding: t.of(ChunkEncodingType, 'The encoding of the content.').default('TEXT'),
});

export const ImportFinishInput = inputType('ProductImportFinishInput', 'The upload to complete.', {
  importId: t.id<ImportId>('The ID of the import.'),
});

export const ImportCancelInput = inputType('ProductImportCancelInput', 'The import to cancel.', {
  importId: t.id<ImportId>('The ID of the import.'),
});

export const ImportErrorArgs = argsType({
  ...pageFields({ size: 50 }),
});
export type ImportErrorArgs = InstanceType<typeof ImportErrorArgs>;

export const ImportPageArgs = argsType({
  ...pageFields(),
  sellerId: t.id('The ID of the seller; you must belong to it or be an operator.'),
});
export type ImportPageArgs = InstanceType<typeof ImportPageArgs>;

export const ImportProgressArgs = argsType({
  importId: t.id('The ID of the import.'),
});
export type ImportProgressArgs = InstanceType<typeof ImportProgressArgs>;

const exportPage = { size: 50, first: 'The number of products to return, from 1 to 100.', after: 'Returns products after this cursor.' };

export const ExportArgs = argsType({
  ...pageFields(exportPage),
  sellerId: t.id('The ID of the seller; you must belong to it or be an operator.'),
  format: t.of(ImportFormatType, 'The format of the file.'),
});
export type ExportArgs = InstanceType<typeof ExportArgs>;

export const ExportPageType = objectType('ProductExportPage', 'A page of a product file. The pages in order make up the file.', {
  content: t.string('The text of the page. The first page of a CSV file starts with the header row.'),
  pageInfo: t.of(PageInfoType, 'The position of the page in the file.'),
});
export type ExportPageType = InstanceType<typeof ExportPageType>;
