import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { CategoryId, SellerId } from '@marketplace/kernel';
import { enumOf, IdempotencyKey, pageArgs, PageInfoType } from '@marketplace/platform/graphql';
import type { ImportFormat, ImportId } from '../../domain/import';
import { ImportFormatType } from './import.types';

export type ChunkEncoding = 'TEXT' | 'BASE64';

const ChunkEncodingType = enumOf<ChunkEncoding>('ChunkEncoding', 'How the bytes of a chunk are written into a request.', {
  TEXT: 'As the text that they are; a chunk ends between two characters.',
  BASE64: 'In base64; a chunk may end anywhere, also within a character.',
});

@InputType()
abstract class ImportTermsInput {
  @Field(() => ID, { description: 'The seller whose products they are; one that you work for.' })
  sellerId!: SellerId;

  @Field(() => ImportFormatType, { description: 'How the file is written.' })
  format!: ImportFormat;

  @Field(() => ID, {
    nullable: true,
    description: 'The category of new products whose Type (or categorySlug) is the name or slug of none; without it those are errors.',
  })
  categoryId?: CategoryId;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether what the file calls active is put on show; otherwise new products stay drafts.',
  })
  publish!: boolean;

  @Field(() => String, {
    defaultValue: 'USD',
    description: 'The currency of prices that name none: in a CSV file, those without a Variant Price Currency.',
  })
  currency!: string;

  @Field(() => String, {
    defaultValue: 'en',
    description: 'The language of new products that name none, as the primary part of a BCP 47 tag.',
  })
  language!: string;

  @IdempotencyKey({ nullable: true, description: 'Makes repeated requests one; 1 to 200 visible ASCII characters.' })
  idempotencyKey?: string;
}

@InputType('ProductImportStartInput', { description: 'A file that will come in chunks.' })
export class ImportStartInput extends ImportTermsInput {}

@InputType('ProductsImportInput', { description: 'A file that fits into one request.' })
export class ProductsImportInput extends ImportTermsInput {
  @Field(() => String, { description: 'The whole file as text, up to 262,144 bytes in UTF-8.' })
  content!: string;
}

@InputType('ProductImportAppendInput', { description: 'The next chunk of a file.' })
export class ImportAppendInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: ImportId;

  @Field(() => Int, {
    description: 'How many bytes of the file come before it: the bytes of the import so far. The same chunk again changes nothing.',
  })
  offset!: number;

  @Field(() => String, { description: 'Up to 262,144 bytes of the file.' })
  content!: string;

  @Field(() => ChunkEncodingType, { defaultValue: 'TEXT', description: 'How the content is written.' })
  encoding!: ChunkEncoding;
}

@InputType('ProductImportFinishInput', { description: 'The end of a file.' })
export class ImportFinishInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: ImportId;
}

@InputType('ProductImportCancelInput', { description: 'The end of an import.' })
export class ImportCancelInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: ImportId;
}

@ArgsType()
export class ImportErrorArgs extends pageArgs({ size: 50 }) {}

@ArgsType()
export class ImportPageArgs extends pageArgs() {
  @Field(() => ID, { description: 'The seller; one that you work for.' })
  sellerId!: string;
}

@ArgsType()
export class ImportProgressArgs {
  @Field(() => ID, { description: 'The import to follow.' })
  importId!: string;
}

const exportPage = { size: 50, first: 'How many products, 1 to 100.', after: 'The cursor of the page before.' };

@ArgsType()
export class ExportArgs extends pageArgs(exportPage) {
  @Field(() => ID, { description: 'The seller; one that you work for.' })
  sellerId!: string;

  @Field(() => ImportFormatType, { description: 'How the file is to be written.' })
  format!: ImportFormat;
}

@ObjectType('ProductExportPage', { description: 'A part of a file of products; the parts in their order are the file.' })
export class ExportPageType {
  @Field(() => String, { description: 'The text of the part; the first one of a CSV file begins with the heading.' })
  content!: string;

  @Field(() => PageInfoType, { description: 'Where the part stands in the file.' })
  pageInfo!: PageInfoType;
}
