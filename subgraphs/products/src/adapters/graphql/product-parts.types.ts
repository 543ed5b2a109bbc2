import { enumOf, objectType, t } from '@marketplace/platform/graphql';
import type { AttributeType } from '../../domain/product';

export const AttributeTypeType = enumOf<AttributeType>('AttributeType', 'What the value of an attribute is.', {
  TEXT: 'A text, such as "Wool".',
  NUMBER: 'A decimal, such as "1.25", perhaps of a unit.',
  BOOLEAN: 'Yes or no, as "true" or "false".',
});

export const SellerStub = objectType(
  'Seller',
  'Who sells.',
  {
    id: t.id('The id of the seller.'),
    name: t.string('The name of the business.').external(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type SellerStub = InstanceType<typeof SellerStub>;

export const ProductOptionType = objectType('ProductOption', 'A choice that a buyer of the product has.', {
  name: t.string('Such as "Size".'),
  values: t.strings('Such as "S", "M" and "L", in the seller\'s order.'),
});
export type ProductOptionType = InstanceType<typeof ProductOptionType>;

export const VariantOptionType = objectType('VariantOption', 'What a variant is of one choice.', {
  name: t.string('Such as "Size".'),
  value: t.string('Such as "M".'),
});
export type VariantOptionType = InstanceType<typeof VariantOptionType>;

export const ProductImageType = objectType(
  'ProductImage',
  'A picture of a product.',
  {
    url: t.string('Where the picture is.'),
    alt: t.string('What it shows, for who cannot see it; may be empty.'),
  },
  { isShareable: true },
);
export type ProductImageType = InstanceType<typeof ProductImageType>;

export const ProductAttributeType = objectType('ProductAttribute', 'A fact about a product that is no choice.', {
  name: t.string('Such as "Material".'),
  value: t.string('Such as "Wool"; a number as a decimal, a yes or no as "true" or "false".'),
  type: t.of(AttributeTypeType, 'What the value is.'),
  unit: t.string('What a number counts, such as "cm"; null when it counts nothing.').nullable().optional(),
  searchable: t.boolean('Whether buyers may filter by it.'),
});
export type ProductAttributeType = InstanceType<typeof ProductAttributeType>;
