import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { moneyFromJson, type MoneyJson, type SellerId } from '@marketplace/kernel';
import { connectionOf, DateTime, enumOf, field, MoneyType, payloadOf, toMoneyType } from '@marketplace/platform/graphql';
import type { PriceListing, ProductListing, VariantListing } from '../../application/listing.view';
import type { ProductStatus } from '../../domain/product';
import { CategoryType } from './category.types';
import { ProductAttributeType, ProductImageType, ProductOptionType, SellerStub, VariantOptionType } from './product-parts.types';

export const ProductStatusType = enumOf<ProductStatus>('ProductStatus', 'Whether buyers see a product.', {
  DRAFT: 'The seller prepares it; nobody else sees it.',
  PUBLISHED: 'Buyers see it and can buy it.',
  UNPUBLISHED: 'Taken off the shelf; it may come back.',
  ARCHIVED: 'Gone for good; only links from orders and carts still lead to it.',
});

@Directive('@shareable')
@ObjectType('PriceRange', { description: 'From the cheapest variant to the dearest.' })
class PriceRangeType {
  @Field(() => MoneyType, { description: 'The lowest price.' })
  readonly min!: MoneyType;

  @Field(() => MoneyType, { description: 'The highest price.' })
  readonly max!: MoneyType;
}

@Directive('@key(fields: "id")')
@ObjectType('Product', { description: 'Something that a seller offers, in one or more variants.' })
export class ProductType {
  @Field(() => ID, { description: 'The id of the product.' })
  id!: string;

  @Field(() => Int, { description: 'Grows with every change; pass as `expectedVersion` to change only what you have seen.' })
  version!: number;

  @Field(() => ProductStatusType, { description: 'Whether buyers see it.' })
  status!: string;

  @Directive('@shareable')
  @Field(() => String, { description: 'The product in the address of its page; it never changes.' })
  slug!: string;

  @Directive('@shareable')
  @Field(() => String, { description: 'The name to show.' })
  title!: string;

  @Field(() => String, { description: 'What the seller says about it, plain text of any number of lines; may be empty.' })
  description!: string;

  @Field(() => String, { description: 'The language of title and description, as the primary part of a BCP 47 tag: en, de.' })
  language!: string;

  @Field(() => String, { nullable: true, description: 'Whose make it is; null when the seller does not say.' })
  brand!: string | null;

  @Field(() => [String], { description: 'Words that the seller files it under.' })
  tags!: readonly string[];

  @Directive('@shareable')
  @Directive('@provides(fields: "name")')
  @Field(() => SellerStub, { nullable: true, description: 'Who sells it.' })
  seller!: SellerStub | null;

  @Field(() => [ProductOptionType], { description: 'The choices that tell its variants apart; empty when there is only one.' })
  options!: readonly ProductOptionType[];

  @Field(() => [ProductAttributeType], { description: "Facts about it, in the seller's order." })
  attributes!: readonly ProductAttributeType[];

  @Field(() => [ProductImageType], { description: "Pictures, in the seller's order." })
  images!: readonly ProductImageType[];

  @Directive('@shareable')
  @Field(() => ProductImageType, { nullable: true, description: 'The picture that stands for it in lists; null while a draft has none.' })
  image!: ProductImageType | null;

  @Directive('@shareable')
  @Field(() => PriceRangeType, { nullable: true, description: 'What its variants cost; null while a draft has no price.' })
  readonly priceRange!: PriceRangeType | null;

  @Field(() => [VariantType], { description: "What can be bought, in the seller's order." })
  readonly variants!: readonly VariantType[];

  @Field(() => DateTime, { description: 'When the draft was made.' })
  createdAt!: string;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When buyers first saw it; null while they never have.' })
  publishedAt!: string | null;

  // Answered by the resolver, for all products of a page at once.
  categories?: readonly CategoryType[];

  categoryId!: string;
  sellerId!: SellerId;
}

@ObjectType('VariantPrice', { description: 'What a variant costs in one currency.' })
class VariantPriceType {
  @Field(() => MoneyType, { description: 'What one costs, tax included.' })
  price!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: 'The higher price that it is compared with; null when there is none.' })
  compareAtPrice!: MoneyType | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Variant', { description: 'What can be bought.' })
export class VariantType {
  @Field(() => ID, { description: 'The id of the variant.' })
  id!: string;

  @Field(() => String, { description: "The seller's own number for it." })
  sku!: string;

  @Field(() => [VariantOptionType], { description: 'What it is of each choice of the product.' })
  options!: readonly VariantOptionType[];

  @Field(() => MoneyType, {
    nullable: true,
    description: "What one costs in the product's own currency, tax included; null while a draft has no price.",
  })
  readonly price!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The higher price that it is compared with; null when there is none.' })
  readonly compareAtPrice!: MoneyType | null;

  @Field(() => [VariantPriceType], {
    description: "What one costs in every currency that it has a price in; the first is the price, in the product's own.",
  })
  readonly prices!: readonly VariantPriceType[];

  @Field(() => Int, { description: 'The weight of one as it is sent, in grams.' })
  weightGrams!: number;

  @Field(() => ProductType, { description: 'The product that it is a kind of.' })
  product!: ProductType;

  // Answered by the resolver, for who works for the seller.
  stockUnit!: string | null;
}

const product = field(() => ProductType, 'The product after the change; null when it was refused.');

export const ProductPayload = payloadOf('ProductPayload', 'The product after the change, or why there was none.', { product });

export const VariantPayload = payloadOf('VariantPayload', 'The variant after the change, or why there was none.', {
  variant: field(() => VariantType, 'The variant after the change; null when it was refused.'),
  product,
});

export const ProductConnectionType = connectionOf('Product', ProductType);

const toMoney = (money: MoneyJson): MoneyType => toMoneyType(moneyFromJson(money));
const toMoneyOrNull = (money: MoneyJson | null): MoneyType | null => (money === null ? null : toMoney(money));

const toVariantPrice = ({ price, compareAtPrice }: PriceListing): VariantPriceType => ({
  price: toMoney(price),
  compareAtPrice: toMoneyOrNull(compareAtPrice),
});

const toVariantType = ({ price, compareAtPrice, prices, ...variant }: VariantListing, product: ProductType): VariantType => ({
  ...variant,
  product,
  get price() {
    return toMoneyOrNull(price);
  },
  get compareAtPrice() {
    return toMoneyOrNull(compareAtPrice);
  },
  get prices() {
    return prices.map(toVariantPrice);
  },
});

/** What a client does not ask for is not made: most pages show a title and a price. */
export const toProductType = (listing: ProductListing): ProductType => {
  const { priceRange, variants, changedAt, sellerName, ...plain } = listing;
  const product: ProductType = {
    ...plain,
    // Null only for a draft whose seller is not known yet.
    seller: sellerName === null ? null : { id: plain.sellerId, name: sellerName },
    updatedAt: changedAt,
    image: plain.images[0] ?? null,
    get priceRange() {
      return priceRange === null ? null : { min: toMoney(priceRange.min), max: toMoney(priceRange.max) };
    },
    get variants() {
      return variants.map((variant) => toVariantType(variant, product));
    },
  };
  return product;
};

/** One variant of a listing; null when it is not among them. */
export const toVariant = (listing: ProductListing, id: string | undefined): VariantType | null => {
  const variant = listing.variants.find((each) => each.id === id);
  return variant === undefined ? null : toVariantType(variant, toProductType(listing));
};
