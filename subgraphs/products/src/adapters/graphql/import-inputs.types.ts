import type { CategoryId, SellerId } from '@marketplace/kernel';
import { pageFields, argsType, enumOf, inputType, objectType, PageInfoType, t } from '@marketplace/platform/graphql';
import type { ImportId } from '../../domain/import';
import { ImportFormatType } from './import.types';

export type ChunkEncoding = 'TEXT' | 'BASE64';

const ChunkEncodingType = enumOf<ChunkEncoding>('ChunkEncoding', 'How the bytes of a chunk are written into a request.', {
  TEXT: 'As the text that they are; a chunk ends between two characters.',
  BASE64: 'In base64; a chunk may end anywhere, also within a character.',
});

const importTermsFields = {
  sellerId: t.id<SellerId>('The seller whose products they are; one that you work for.'),
  format: t.of(ImportFormatType, 'How the file is written.'),
  categoryId: t
    .id<CategoryId>('The category of new products whose Type (or categorySlug) is the name or slug of none; without it those are errors.')
    .optional(),
  publish: t.boolean('Whether what the file calls active is put on show; otherwise new products stay drafts.').default(true),
  currency: t.string('The currency of prices that name none: in a CSV file, those without a Variant Price Currency.').default('USD'),
  language: t.string('The language of new products that name none, as the primary part of a BCP 47 tag.').default('en'),
  idempotencyKey: t.idempotencyKey('Makes repeated requests one; 1 to 200 visible ASCII characters.').optional(),
};

export const ImportStartInput = inputType('ProductImportStartInput', 'A file that will come in chunks.', {
  ...importTermsFields,
});
export type ImportStartInput = InstanceType<typeof ImportStartInput>;

export const ProductsImportInput = inputType('ProductsImportInput', 'A file that fits into one request.', {
  ...importTermsFields,
  content: t.string('The whole file as text, up to 262,144 bytes in UTF-8.'),
});

export const ImportAppendInput = inputType('ProductImportAppendInput', 'The next chunk of a file.', {
  importId: t.id<ImportId>('The import.'),
  offset: t.int('How many bytes of the file come before it: the bytes of the import so far. The same chunk again changes nothing.'),
  content: t.string('Up to 262,144 bytes of the file.'),
  encoding: t.of(ChunkEncodingType, 'How the content is written.').default('TEXT'),
});

export const ImportFinishInput = inputType('ProductImportFinishInput', 'The end of a file.', {
  importId: t.id<ImportId>('The import.'),
});

export const ImportCancelInput = inputType('ProductImportCancelInput', 'The end of an import.', {
  importId: t.id<ImportId>('The import.'),
});

export const ImportErrorArgs = argsType({
  ...pageFields({ size: 50 }),
});
export type ImportErrorArgs = InstanceType<typeof ImportErrorArgs>;

export const ImportPageArgs = argsType({
  ...pageFields(),
  sellerId: t.id('The seller; one that you work for.'),
});
export type ImportPageArgs = InstanceType<typeof ImportPageArgs>;

export const ImportProgressArgs = argsType({
  importId: t.id('The import to follow.'),
});
export type ImportProgressArgs = InstanceType<typeof ImportProgressArgs>;

const exportPage = { size: 50, first: 'How many products, 1 to 100.', after: 'The cursor of the page before.' };

export const ExportArgs = argsType({
  ...pageFields(exportPage),
  sellerId: t.id('The seller; one that you work for.'),
  format: t.of(ImportFormatType, 'How the file is to be written.'),
});
export type ExportArgs = InstanceType<typeof ExportArgs>;

export const ExportPageType = objectType('ProductExportPage', 'A part of a file of products; the parts in their order are the file.', {
  content: t.string('The text of the part; the first one of a CSV file begins with the heading.'),
  pageInfo: t.of(PageInfoType, 'Where the part stands in the file.'),
});
export type ExportPageType = InstanceType<typeof ExportPageType>;
