import { moneyFromJson, type MoneyJson, type SellerId } from '@marketplace/kernel';
import { connectionOf, enumOf, MoneyType, objectType, payloadOf, t, toMoneyType, type GraphType } from '@marketplace/platform/graphql';
import type { PriceListing, ProductListing, VariantListing } from '../../application/listing.view';
import type { ProductStatus } from '../../domain/product';
import { type CategoryType } from './category.types';
import { ProductAttributeType, ProductImageType, ProductOptionType, SellerStub, VariantOptionType } from './product-parts.types';

export const ProductStatusType = enumOf<ProductStatus>('ProductStatus', 'Whether buyers see a product.', {
  DRAFT: 'The seller prepares it; nobody else sees it.',
  PUBLISHED: 'Buyers see it and can buy it.',
  UNPUBLISHED: 'Taken off the shelf; it may come back.',
  ARCHIVED: 'Gone for good; only links from orders and carts still lead to it.',
});

const PriceRangeType = objectType(
  'PriceRange',
  'From the cheapest variant to the dearest.',
  {
    min: t.of(MoneyType, 'The lowest price.'),
    max: t.of(MoneyType, 'The highest price.'),
  },
  { isShareable: true },
);
type PriceRangeType = InstanceType<typeof PriceRangeType>;

export const ProductType = objectType(
  'Product',
  'Something that a seller offers, in one or more variants.',
  {
    id: t.id('The id of the product.'),
    version: t.int('Grows with every change; pass as `expectedVersion` to change only what you have seen.'),
    status: t.of(ProductStatusType, 'Whether buyers see it.'),
    slug: t.string('The product in the address of its page; it never changes.').directive('@shareable'),
    title: t.string('The name to show.').directive('@shareable'),
    description: t.string('What the seller says about it, plain text of any number of lines; may be empty.'),
    language: t.string('The language of title and description, as the primary part of a BCP 47 tag: en, de.'),
    brand: t.string('Whose make it is; null when the seller does not say.').nullable(),
    tags: t.strings('Words that the seller files it under.'),
    seller: t.of(SellerStub, 'Who sells it.').nullable().directive('@provides(fields: "name")').directive('@shareable'),
    options: t.list(ProductOptionType, 'The choices that tell its variants apart; empty when there is only one.'),
    attributes: t.list(ProductAttributeType, "Facts about it, in the seller's order."),
    images: t.list(ProductImageType, "Pictures, in the seller's order."),
    image: t
      .of(ProductImageType, 'The picture that stands for it in lists; null while a draft has none.')
      .nullable()
      .directive('@shareable'),
    priceRange: t.of(PriceRangeType, 'What its variants cost; null while a draft has no price.').nullable().directive('@shareable'),
    variants: t.list(() => VariantType, "What can be bought, in the seller's order."),
    createdAt: t.dateTime('When the draft was made.'),
    updatedAt: t.dateTime('When it last changed.'),
    publishedAt: t.dateTime('When buyers first saw it; null while they never have.').nullable(),
    // Answered by the resolver, for all products of a page at once.
    categories: t.hidden<readonly CategoryType[]>().optional(),
    categoryId: t.hidden<string>(),
    sellerId: t.hidden<SellerId>(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface ProductType extends InstanceType<typeof ProductType> {}

const VariantPriceType = objectType('VariantPrice', 'What a variant costs in one currency.', {
  price: t.of(MoneyType, 'What one costs, tax included.'),
  compareAtPrice: t.of(MoneyType, 'The higher price that it is compared with; null when there is none.').nullable(),
});
type VariantPriceType = InstanceType<typeof VariantPriceType>;

export const VariantType = objectType(
  'Variant',
  'What can be bought.',
  {
    id: t.id('The id of the variant.'),
    sku: t.string("The seller's own number for it."),
    options: t.list(VariantOptionType, 'What it is of each choice of the product.'),
    price: t.of(MoneyType, "What one costs in the product's own currency, tax included; null while a draft has no price.").nullable(),
    compareAtPrice: t.of(MoneyType, 'The higher price that it is compared with; null when there is none.').nullable(),
    prices: t.list(
      VariantPriceType,
      "What one costs in every currency that it has a price in; the first is the price, in the product's own.",
    ),
    weightGrams: t.int('The weight of one as it is sent, in grams.'),
    product: t.cyclic<ProductType>((): GraphType => ProductType, 'The product that it is a kind of.'),
    // Answered by the resolver, for who works for the seller.
    stockUnit: t.hidden<string | null>(),
  },
  { key: 'id' },
);
export type VariantType = InstanceType<typeof VariantType>;

const product = t.of(ProductType, 'The product after the change; null when it was refused.');

export const ProductPayload = payloadOf('ProductPayload', 'The product after the change, or why there was none.', { product });

export const VariantPayload = payloadOf('VariantPayload', 'The variant after the change, or why there was none.', {
  variant: t.of(VariantType, 'The variant after the change; null when it was refused.'),
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
