import { Field, ID, InputType, Int } from 'type-graphql';
import type { CategoryId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import { IdempotencyKey, MoneyInput } from '@marketplace/platform/graphql';
import type { AttributeType } from '../../domain/product';
import { AttributeTypeType } from './product-parts.types';

@InputType()
abstract class ProductTargetInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: ProductId;

  @Field(() => Int, { nullable: true, description: 'Change it only if it still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number;
}

@InputType()
export abstract class VariantTargetInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: VariantId;

  @Field(() => Int, { nullable: true, description: 'Change it only if its product still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number;
}

@InputType('OfferInput', { description: 'What a variant costs in one currency.' })
export class OfferInput {
  @Field(() => MoneyInput, { description: 'What one costs, tax included.' })
  price!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with.' })
  compareAtPrice?: MoneyInput;
}

@InputType('OptionInput', { description: 'What a variant is of one choice.' })
export class OptionInput {
  @Field(() => String, { description: 'Such as "Size"; the same names in every variant of a product.' })
  name!: string;

  @Field(() => String, { description: 'Such as "M".' })
  value!: string;
}

@InputType('AttributeInput', { description: 'A fact about a product that is no choice.' })
export class AttributeInput {
  @Field(() => String, { description: 'Such as "Material"; up to 50 characters.' })
  name!: string;

  @Field(() => String, {
    description: 'Such as "Wool"; up to 200 characters. A number as a decimal such as "1.25", a yes or no as "true" or "false".',
  })
  value!: string;

  @Field(() => AttributeTypeType, { defaultValue: 'TEXT', description: 'What the value is.' })
  type!: AttributeType;

  @Field(() => String, { nullable: true, description: 'What a number counts, such as "cm"; up to 20 characters.' })
  unit?: string;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether buyers may filter by it.' })
  searchable!: boolean;
}

@InputType('ImageInput', { description: 'A picture of a product.' })
export class ImageInput {
  @Field(() => String, { description: 'An http or https address.' })
  url!: string;

  @Field(() => String, { defaultValue: '', description: 'What it shows, for who cannot see it; up to 200 characters.' })
  alt!: string;
}

@InputType('VariantInput', { description: 'A new variant.' })
export class VariantInput {
  @Field(() => String, { description: "The seller's own number for it, once per seller: letters, digits and . _ / -, up to 64." })
  sku!: string;

  @Field(() => [OptionInput], { defaultValue: [], description: 'What tells it apart from the other variants.' })
  options!: OptionInput[];

  @Field(() => Int, { description: 'The weight of one as it is sent, in grams.' })
  weightGrams!: number;

  @Field(() => MoneyInput, { nullable: true, description: 'What one costs, tax included; can follow later, but before publication.' })
  price?: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with; only together with a price.' })
  compareAtPrice?: MoneyInput;

  @Field(() => [OfferInput], { defaultValue: [], description: "What one costs in further currencies; the price is in the product's own." })
  otherPrices!: OfferInput[];

  @Field(() => String, {
    nullable: true,
    description: 'What warehouses call it, where that is not the SKU: a GTIN or a number of their own.',
  })
  stockUnit?: string;
}

@InputType('ProductCreateInput', { description: 'A new draft.' })
export class ProductCreateInput {
  @Field(() => ID, { description: 'The seller it belongs to; one that you work for.' })
  sellerId!: SellerId;

  @Field(() => String, { description: 'The name to show, 1 to 200 characters.' })
  title!: string;

  @Field(() => String, { defaultValue: '', description: 'Plain text of up to 10,000 characters.' })
  description!: string;

  @Field(() => String, {
    defaultValue: 'en',
    description: 'The language of title and description, as the primary part of a BCP 47 tag: en, de.',
  })
  language!: string;

  @Field(() => String, { nullable: true, description: 'Whose make it is, up to 100 characters.' })
  brand?: string;

  @Field(() => [String], { defaultValue: [], description: 'Up to 100 words to find it by, each up to 100 characters.' })
  tags!: string[];

  @Field(() => ID, { description: 'The category it belongs to.' })
  categoryId!: CategoryId;

  @Field(() => [AttributeInput], { defaultValue: [], description: 'Up to 50 facts about it.' })
  attributes!: AttributeInput[];

  @Field(() => [ImageInput], { defaultValue: [], description: 'Up to 20 pictures; the first stands for the product.' })
  images!: ImageInput[];

  @Field(() => [VariantInput], { defaultValue: [], description: 'Up to 100 variants; more can be added later.' })
  variants!: VariantInput[];

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string;
}

@InputType('ProductUpdateInput', { description: 'What is new about a product; what is left out stays.' })
export class ProductUpdateInput extends ProductTargetInput {
  @Field(() => String, { nullable: true, description: 'The name to show, 1 to 200 characters; the slug stays.' })
  title?: string;

  @Field(() => String, { nullable: true, description: 'Plain text of up to 10,000 characters.' })
  description?: string;

  @Field(() => String, {
    nullable: true,
    description: 'The language of title and description, as the primary part of a BCP 47 tag: en, de.',
  })
  language?: string;

  @Field(() => String, { nullable: true, description: 'Whose make it is, up to 100 characters; empty for none.' })
  brand?: string;

  @Field(() => [String], { nullable: true, description: 'All its words, up to 100 words to find it by, each up to 100 characters.' })
  tags?: string[];

  @Field(() => ID, { nullable: true, description: 'The category it belongs to.' })
  categoryId?: CategoryId;

  @Field(() => [AttributeInput], { nullable: true, description: 'All facts about it, up to 50.' })
  attributes?: AttributeInput[];

  @Field(() => [ImageInput], { nullable: true, description: 'All pictures in order, up to 20.' })
  images?: ImageInput[];
}

@InputType('ProductVariantAddInput', { description: 'A variant to add.' })
export class ProductVariantAddInput extends ProductTargetInput {
  @Field(() => VariantInput, { description: 'The variant.' })
  variant!: VariantInput;
}

@InputType('ProductVariantUpdateInput', { description: 'What is new about a variant; what is left out stays.' })
export class ProductVariantUpdateInput extends VariantTargetInput {
  @Field(() => String, { nullable: true, description: "The seller's own number for it." })
  sku?: string;

  @Field(() => [OptionInput], { nullable: true, description: 'What tells it apart from the other variants.' })
  options?: OptionInput[];

  @Field(() => Int, { nullable: true, description: 'The weight of one as it is sent, in grams.' })
  weightGrams?: number;

  @Field(() => String, { nullable: true, description: 'What warehouses call it; empty when that is the SKU.' })
  stockUnit?: string;
}

@InputType('ProductInventoryLinkInput', { description: 'What warehouses call a variant.' })
export class ProductInventoryLinkInput extends VariantTargetInput {
  @Field(() => String, { nullable: true, description: 'A GTIN or a number of their own, up to 64 characters; null when it is the SKU.' })
  stockUnit?: string;
}

@InputType('ProductPublishInput', { description: 'Which product to put on show.' })
export class ProductPublishInput extends ProductTargetInput {}

@InputType('ProductUnpublishInput', { description: 'Which product to take off the shelf.' })
export class ProductUnpublishInput extends ProductTargetInput {}

@InputType('ProductArchiveInput', { description: 'Which product to end.' })
export class ProductArchiveInput extends ProductTargetInput {}
