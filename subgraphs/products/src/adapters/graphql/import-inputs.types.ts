import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageInfoType } from '@marketplace/platform/graphql';
import type { ImportFormat } from '../../domain/import';
import { ImportFormatType } from './import.types';

export const ChunkEncodingType = { TEXT: 'TEXT', BASE64: 'BASE64' } as const;
export type ChunkEncoding = keyof typeof ChunkEncodingType;

registerEnumType(ChunkEncodingType, {
  name: 'ChunkEncoding',
  description: 'How the bytes of a chunk are written into a request.',
  valuesConfig: {
    TEXT: { description: 'As the text that they are; a chunk ends between two characters.' },
    BASE64: { description: 'In base64; a chunk may end anywhere, also within a character.' },
  },
});

@InputType()
abstract class ImportTermsInput {
  @Field(() => ID, { description: 'The seller whose products they are; one that you work for.' })
  sellerId!: string;

  @Field(() => ImportFormatType, { description: 'How the file is written.' })
  format!: ImportFormat;

  @Field(() => ID, {
    nullable: true,
    description: 'The category of new products whose Type (or categorySlug) is the name or slug of none; without it those are errors.',
  })
  categoryId?: string | null;

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

  @Field(() => String, { nullable: true, description: 'Makes repeated requests one; 1 to 200 visible ASCII characters.' })
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
  importId!: string;

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
  importId!: string;
}

@InputType('ProductImportCancelInput', { description: 'The end of an import.' })
export class ImportCancelInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: string;
}

@ArgsType()
export class ImportErrorArgs {
  @Field(() => Int, { defaultValue: 50, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;
}

@ArgsType()
export class ImportPageArgs {
  @Field(() => ID, { description: 'The seller; one that you work for.' })
  sellerId!: string;

  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor to go on behind.' })
  after?: string | null;
}

@ArgsType()
export class ImportProgressArgs {
  @Field(() => ID, { description: 'The import to follow.' })
  importId!: string;
}

@ArgsType()
export class ExportArgs {
  @Field(() => ID, { description: 'The seller; one that you work for.' })
  sellerId!: string;

  @Field(() => ImportFormatType, { description: 'How the file is to be written.' })
  format!: ImportFormat;

  @Field(() => Int, { defaultValue: 50, description: 'How many products, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor of the page before.' })
  after?: string | null;
}

@ObjectType('ProductExportPage', { description: 'A part of a file of products; the parts in their order are the file.' })
export class ExportPageType {
  @Field(() => String, { description: 'The text of the part; the first one of a CSV file begins with the heading.' })
  content!: string;

  @Field(() => PageInfoType, { description: 'Where the part stands in the file.' })
  pageInfo!: PageInfoType;
}
