import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '@marketplace/platform/graphql';
import type { AttributeType } from '../../domain/product';

export const AttributeTypeType = enumOf<AttributeType>('AttributeType', 'What the value of an attribute is.', {
  TEXT: 'A text, such as "Wool".',
  NUMBER: 'A decimal, such as "1.25", perhaps of a unit.',
  BOOLEAN: 'Yes or no, as "true" or "false".',
});

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Seller', { description: 'Who sells.' })
export class SellerStub {
  @Field(() => ID, { description: 'The id of the seller.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'The name of the business.' })
  name!: string;
}

@ObjectType('ProductOption', { description: 'A choice that a buyer of the product has.' })
export class ProductOptionType {
  @Field(() => String, { description: 'Such as "Size".' })
  name!: string;

  @Field(() => [String], { description: 'Such as "S", "M" and "L", in the seller\'s order.' })
  values!: readonly string[];
}

@ObjectType('VariantOption', { description: 'What a variant is of one choice.' })
export class VariantOptionType {
  @Field(() => String, { description: 'Such as "Size".' })
  name!: string;

  @Field(() => String, { description: 'Such as "M".' })
  value!: string;
}

@Directive('@shareable')
@ObjectType('ProductImage', { description: 'A picture of a product.' })
export class ProductImageType {
  @Field(() => String, { description: 'Where the picture is.' })
  url!: string;

  @Field(() => String, { description: 'What it shows, for who cannot see it; may be empty.' })
  alt!: string;
}

@ObjectType('ProductAttribute', { description: 'A fact about a product that is no choice.' })
export class ProductAttributeType {
  @Field(() => String, { description: 'Such as "Material".' })
  name!: string;

  @Field(() => String, { description: 'Such as "Wool"; a number as a decimal, a yes or no as "true" or "false".' })
  value!: string;

  @Field(() => AttributeTypeType, { description: 'What the value is.' })
  type!: AttributeType;

  @Field(() => String, { nullable: true, description: 'What a number counts, such as "cm"; null when it counts nothing.' })
  unit?: string | null;

  @Field(() => Boolean, { description: 'Whether buyers may filter by it.' })
  searchable!: boolean;
}
