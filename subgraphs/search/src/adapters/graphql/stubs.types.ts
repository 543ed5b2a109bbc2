import { MoneyType, objectType, stubOf, t } from '@marketplace/platform/graphql';

export const OrderStub = stubOf('Order', 'A purchase from one seller. A checkout creates one order per seller.');
export const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

export const SellerType = objectType(
  'Seller',
  'A business that sells on the marketplace.',
  {
    id: t.id('The ID of the seller.'),
    name: t.string('The name of the seller, as buyers see it.').external().partial(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type SellerType = InstanceType<typeof SellerType>;

const ProductImageType = objectType(
  'ProductImage',
  'An image of a product.',
  {
    url: t.string('The URL of the image.'),
    alt: t.string('The alternative text of the image; can be empty.'),
  },
  { isShareable: true },
);
type ProductImageType = InstanceType<typeof ProductImageType>;

export const PriceRangeType = objectType(
  'PriceRange',
  "The range of a product's variant prices.",
  {
    min: t.of(MoneyType, 'The lowest price.'),
    max: t.of(MoneyType, 'The highest price.'),
  },
  { isShareable: true },
);
export type PriceRangeType = InstanceType<typeof PriceRangeType>;

const RatingType = objectType(
  'Rating',
  'The rating of a product, from its published reviews.',
  {
    average: t.float('The average number of stars, with two decimal places; null if there are no reviews.').nullable(),
    count: t.int('The number of reviews.'),
  },
  { isShareable: true },
);
type RatingType = InstanceType<typeof RatingType>;

export const ProductType = objectType(
  'Product',
  'A product that a seller offers, with one or more variants.',
  {
    id: t.id('The ID of the product.'),
    slug: t.string('The slug: the part of a URL that identifies the product. It never changes.').external().partial(),
    title: t.string('The title of the product.').external().partial(),
    image: t.of(ProductImageType, 'The main image of the product.').nullable().optional().external(),
    priceRange: t.of(PriceRangeType, "The range of the product's variant prices.").nullable().optional().external(),
    rating: t.of(RatingType, 'The rating of the product.').nullable().optional().external(),
    seller: t.of(SellerType, 'The seller of the product.').nullable().optional().external(),
    available: t.boolean('True when at least one variant is in stock.').nullable().optional().external(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type ProductType = InstanceType<typeof ProductType>;
