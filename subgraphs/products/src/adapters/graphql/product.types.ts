import { moneyFromJson, type MoneyJson, type SellerId } from '@marketplace/kernel';
import { connectionOf, enumOf, MoneyType, objectType, payloadOf, t, toMoneyType, type GraphType } from '@marketplace/platform/graphql';
import type { PriceListing, ProductListing, VariantListing } from '../../application/listing.view';
import type { ProductStatus } from '../../domain/product';
import { type CategoryType } from './category.types';
import { ProductAttributeType, ProductImageType, ProductOptionType, SellerStub, VariantOptionType } from './product-fields.types';

export const ProductStatusType = enumOf<ProductStatus>('ProductStatus', 'The status of a product.', {
  DRAFT: 'In preparation; visible only to its seller.',
  PUBLISHED: 'Visible to buyers, who can purchase it.',
  UNPUBLISHED: 'Hidden from buyers; can be published again.',
  ARCHIVED: 'Permanently removed; visible only through orders and carts that refer to it.',
});

const PriceRangeType = objectType(
  'PriceRange',
  "The range of a product's variant prices.",
  {
    min: t.of(MoneyType, 'The lowest price.'),
    max: t.of(MoneyType, 'The highest price.'),
  },
  { isShareable: true },
);
type PriceRangeType = InstanceType<typeof PriceRangeType>;

export const ProductType = objectType(
  'Product',
  'A product that a seller offers, with one or more variants.',
  {
    id: t.id('The ID of the product.'),
    version: t.int('The version of the product; increases with every change. Pass it as `expectedVersion`.'),
    status: t.of(ProductStatusType, 'The status of the product.'),
    slug: t.string('The slug of the product, for the URL of its page. Never changes.').directive('@shareable'),
    title: t.string('The display name.').directive('@shareable'),
    description: t.string('The description in plain text, with line breaks; may be empty.'),
    language: t.string('The language of the title and description, as a primary BCP 47 subtag such as en or de.'),
    brand: t.string('The brand; null if the seller has not specified one.').nullable(),
    tags: t.strings('The tags of the product.'),
    seller: t.of(SellerStub, 'The seller of the product.').nullable().directive('@provides(fields: "name")').directive('@shareable'),
    options: t.list(ProductOptionType, 'The options that distinguish the variants; may be empty if there is only one variant.'),
    attributes: t.list(ProductAttributeType, "The attributes, in the seller's order."),
    images: t.list(ProductImageType, "The images, in the seller's order."),
    image: t.of(ProductImageType, 'The first image, for lists; null while a draft has none.').nullable().directive('@shareable'),
    priceRange: t
      .of(PriceRangeType, "The range of the variant prices, in the product's own currency; null while a draft has no price.")
      .nullable()
      .directive('@shareable'),
    variants: t.list(() => VariantType, "The variants, in the seller's order."),
    createdAt: t.dateTime('The date and time when the product was created.'),
    updatedAt: t.dateTime('The date and time when the product was last changed.'),
    publishedAt: t.dateTime('The date and time when the product was first published; null until then.').nullable(),
    // Loaded by the resolver, for all products of a page at once.
    categories: t.hidden<readonly CategoryType[]>().optional(),
    categoryId: t.hidden<string>(),
    sellerId: t.hidden<SellerId>(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface ProductType extends InstanceType<typeof ProductType> {}

const VariantPriceType = objectType('VariantPrice', 'The price of a variant in one currency.', {
  price: t.of(MoneyType, 'The unit price, including tax.'),
  compareAtPrice: t.of(MoneyType, 'The higher price to compare with; null if there is none.').nullable(),
});
type VariantPriceType = InstanceType<typeof VariantPriceType>;

export const VariantType = objectType(
  'Variant',
  'A version of a product, such as one size and color. Buyers purchase variants.',
  {
    id: t.id('The ID of the variant.'),
    sku: t.string("The seller's SKU, unique within the seller."),
    options: t.list(VariantOptionType, 'The option values that distinguish the variant.'),
    price: t.of(MoneyType, "The unit price in the product's own currency, including tax; null while a draft has no price.").nullable(),
    compareAtPrice: t.of(MoneyType, 'The higher price to compare with; null if there is none.').nullable(),
    prices: t.list(VariantPriceType, "The prices in all currencies of the variant. The first one is in the product's own currency."),
    weightGrams: t.int('The shipping weight of one unit, in grams.'),
    product: t.cyclic<ProductType>((): GraphType => ProductType, 'The product that the variant belongs to.'),
    // Shown by the resolver to those who manage the seller's products.
    stockUnit: t.hidden<string | null>(),
  },
  { key: 'id' },
);
export type VariantType = InstanceType<typeof VariantType>;

const product = t.of(ProductType, 'The product after the change; null if there are errors.');

export const ProductPayload = payloadOf('ProductPayload', 'The result of a product mutation.', { product });

export const VariantPayload = payloadOf('VariantPayload', 'The result of a variant mutation.', {
  variant: t.of(VariantType, 'The variant after the change; null if there are errors.'),
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

/** Fields behind getters are built only on request: most pages show only a title and a price. */
export const toProductType = (listing: ProductListing): ProductType => {
  const { priceRange, variants, changedAt, sellerName, ...plain } = listing;
  const product: ProductType = {
    ...plain,
    // Null only for a draft of a seller that is not known yet.
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

/** One variant of a listing; null if the listing has no such variant. */
export const toVariant = (listing: ProductListing, id: string | undefined): VariantType | null => {
  const variant = listing.variants.find((each) => each.id === id);
  return variant === undefined ? null : toVariantType(variant, toProductType(listing));
};
