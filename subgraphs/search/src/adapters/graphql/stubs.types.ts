import { MoneyType, objectType, stubOf, t } from '@marketplace/platform/graphql';

export const OrderStub = stubOf('Order', 'What a buyer bought from one seller in one checkout.');
export const VariantStub = stubOf('Variant', 'What can be bought.');

export const SellerType = objectType(
  'Seller',
  'Who sells.',
  {
    id: t.id('The id of the seller.'),
    name: t.string('The name that buyers see.').external().partial(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type SellerType = InstanceType<typeof SellerType>;

const ProductImageType = objectType(
  'ProductImage',
  'A picture of a product.',
  {
    url: t.string('Where the picture is.'),
    alt: t.string('What it shows, for who cannot see it; may be empty.'),
  },
  { isShareable: true },
);
type ProductImageType = InstanceType<typeof ProductImageType>;

export const PriceRangeType = objectType(
  'PriceRange',
  'From the cheapest variant to the dearest.',
  {
    min: t.of(MoneyType, 'The lowest price.'),
    max: t.of(MoneyType, 'The highest price.'),
  },
  { isShareable: true },
);
export type PriceRangeType = InstanceType<typeof PriceRangeType>;

const RatingType = objectType(
  'Rating',
  'What all reviews that everybody can see come to.',
  {
    average: t.float('The average of the stars, to two digits; null while there is no review.').nullable(),
    count: t.int('How many reviews there are.'),
  },
  { isShareable: true },
);
type RatingType = InstanceType<typeof RatingType>;

export const ProductType = objectType(
  'Product',
  'Something that a seller offers, in one or more variants.',
  {
    id: t.id('The id of the product.'),
    slug: t.string('The product in the address of its page; it never changes.').external().partial(),
    title: t.string('The name to show.').external().partial(),
    image: t.of(ProductImageType, 'The picture that stands for it in lists.').nullable().optional().external(),
    priceRange: t.of(PriceRangeType, 'What its variants cost.').nullable().optional().external(),
    rating: t.of(RatingType, 'What its reviews come to.').nullable().optional().external(),
    seller: t.of(SellerType, 'Who sells it.').nullable().optional().external(),
    available: t.boolean('Whether any of its variants can be bought now.').nullable().optional().external(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type ProductType = InstanceType<typeof ProductType>;
