import { Directive, Field, ID, ObjectType } from 'type-graphql';

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
