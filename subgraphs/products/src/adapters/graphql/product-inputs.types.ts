import { Field, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '@marketplace/platform/graphql';

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

  @Field(() => String, { description: 'Such as "Wool"; up to 200 characters.' })
  value!: string;
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
  price?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with; only together with a price.' })
  compareAtPrice?: MoneyInput | null;
}

@InputType('ProductCreateInput', { description: 'A new draft.' })
export class ProductCreateInput {
  @Field(() => ID, { description: 'The seller it belongs to; one that you work for.' })
  sellerId!: string;

  @Field(() => String, { description: 'The name to show, 1 to 200 characters.' })
  title!: string;

  @Field(() => String, { defaultValue: '', description: 'Plain text of up to 10,000 characters.' })
  description!: string;

  @Field(() => ID, { description: 'The category it belongs to.' })
  categoryId!: string;

  @Field(() => [AttributeInput], { defaultValue: [], description: 'Up to 50 facts about it.' })
  attributes!: AttributeInput[];

  @Field(() => [ImageInput], { defaultValue: [], description: 'Up to 20 pictures; the first stands for the product.' })
  images!: ImageInput[];

  @Field(() => [VariantInput], { defaultValue: [], description: 'Up to 100 variants; more can be added later.' })
  variants!: VariantInput[];

  @Field(() => String, { nullable: true, description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey?: string;
}

@InputType()
abstract class ProductTargetInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => Int, { nullable: true, description: 'Change it only if it still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number | null;
}

@InputType()
abstract class VariantTargetInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { nullable: true, description: 'Change it only if its product still has this version; otherwise VERSION_CONFLICT.' })
  expectedVersion?: number | null;
}

@InputType('ProductUpdateInput', { description: 'What is new about a product; what is left out stays.' })
export class ProductUpdateInput extends ProductTargetInput {
  @Field(() => String, { nullable: true, description: 'The name to show, 1 to 200 characters; the slug stays.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'Plain text of up to 10,000 characters.' })
  description?: string | null;

  @Field(() => ID, { nullable: true, description: 'The category it belongs to.' })
  categoryId?: string | null;

  @Field(() => [AttributeInput], { nullable: true, description: 'All facts about it, up to 50.' })
  attributes?: AttributeInput[] | null;

  @Field(() => [ImageInput], { nullable: true, description: 'All pictures in order, up to 20.' })
  images?: ImageInput[] | null;
}

@InputType('ProductVariantAddInput', { description: 'A variant to add.' })
export class ProductVariantAddInput extends ProductTargetInput {
  @Field(() => VariantInput, { description: 'The variant.' })
  variant!: VariantInput;
}

@InputType('ProductVariantUpdateInput', { description: 'What is new about a variant; what is left out stays.' })
export class ProductVariantUpdateInput extends VariantTargetInput {
  @Field(() => String, { nullable: true, description: "The seller's own number for it." })
  sku?: string | null;

  @Field(() => [OptionInput], { nullable: true, description: 'What tells it apart from the other variants.' })
  options?: OptionInput[] | null;

  @Field(() => Int, { nullable: true, description: 'The weight of one as it is sent, in grams.' })
  weightGrams?: number | null;
}

@InputType('ProductPriceChangeInput', { description: 'What a variant costs from now on.' })
export class ProductPriceChangeInput extends VariantTargetInput {
  @Field(() => MoneyInput, { description: "What one costs, tax included, in the product's currency." })
  price!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'A higher price to compare with; left out, there is none from now on.' })
  compareAtPrice?: MoneyInput | null;
}

@InputType('ProductPublishInput', { description: 'Which product to put on show.' })
export class ProductPublishInput extends ProductTargetInput {}

@InputType('ProductUnpublishInput', { description: 'Which product to take off the shelf.' })
export class ProductUnpublishInput extends ProductTargetInput {}

@InputType('ProductArchiveInput', { description: 'Which product to end.' })
export class ProductArchiveInput extends ProductTargetInput {}
