import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { MoneyType, stubOf } from '@marketplace/platform/graphql';

export const OrderStub = stubOf('Order', 'What a buyer bought from one seller in one checkout.');
export const VariantStub = stubOf('Variant', 'What can be bought.');

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Seller', { description: 'Who sells.' })
export class SellerType {
  @Field(() => ID, { description: 'The id of the seller.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'The name that buyers see.' })
  name?: string;
}

@Directive('@shareable')
@ObjectType('ProductImage', { description: 'A picture of a product.' })
export class ProductImageType {
  @Field(() => String, { description: 'Where the picture is.' })
  url!: string;

  @Field(() => String, { description: 'What it shows, for who cannot see it; may be empty.' })
  alt!: string;
}

@Directive('@shareable')
@ObjectType('PriceRange', { description: 'From the cheapest variant to the dearest.' })
export class PriceRangeType {
  @Field(() => MoneyType, { description: 'The lowest price.' })
  min!: MoneyType;

  @Field(() => MoneyType, { description: 'The highest price.' })
  max!: MoneyType;
}

@Directive('@shareable')
@ObjectType('Rating', { description: 'What all reviews that everybody can see come to.' })
export class RatingType {
  @Field(() => Float, { nullable: true, description: 'The average of the stars, to two digits; null while there is no review.' })
  average!: number | null;

  @Field(() => Int, { description: 'How many reviews there are.' })
  count!: number;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Product', { description: 'Something that a seller offers, in one or more variants.' })
export class ProductType {
  @Field(() => ID, { description: 'The id of the product.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'The product in the address of its page; it never changes.' })
  slug?: string;

  @Directive('@external')
  @Field(() => String, { description: 'The name to show.' })
  title?: string;

  @Directive('@external')
  @Field(() => ProductImageType, { nullable: true, description: 'The picture that stands for it in lists.' })
  image?: ProductImageType | null;

  @Directive('@external')
  @Field(() => PriceRangeType, { nullable: true, description: 'What its variants cost.' })
  priceRange?: PriceRangeType | null;

  @Directive('@external')
  @Field(() => RatingType, { nullable: true, description: 'What its reviews come to.' })
  rating?: RatingType | null;

  @Directive('@external')
  @Field(() => SellerType, { nullable: true, description: 'Who sells it.' })
  seller?: SellerType | null;

  @Directive('@external')
  @Field(() => Boolean, { nullable: true, description: 'Whether any of its variants can be bought now.' })
  available?: boolean | null;
}
