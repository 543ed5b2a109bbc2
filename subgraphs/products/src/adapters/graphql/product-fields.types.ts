import { enumOf, objectType, t } from '@marketplace/platform/graphql';
import type { AttributeType } from '../../domain/product';

export const AttributeTypeType = enumOf<AttributeType>('AttributeType', 'The type of an attribute value.', {
  TEXT: 'Text, such as "Wool".',
  NUMBER: 'A decimal such as "1.25", optionally with a unit.',
  BOOLEAN: '"true" or "false".',
});

export const SellerStub = objectType(
  'Seller',
  'A business that sells on the marketplace.',
  {
    id: t.id('The ID of the seller.'),
    name: t.string('The business name of the seller.').external(),
  },
  { directives: ['@key(fields: "id", resolvable: false)'] },
);
export type SellerStub = InstanceType<typeof SellerStub>;

export const ProductOptionType = objectType('ProductOption', 'An option of a product, such as its size.', {
  name: t.string('The option name, such as "Size".'),
  values: t.strings('The option values, such as "S", "M" and "L", in the order of the variants.'),
});
export type ProductOptionType = InstanceType<typeof ProductOptionType>;

export const VariantOptionType = objectType('VariantOption', 'The value of a variant for one option.', {
  name: t.string('The option name, such as "Size".'),
  value: t.string('The option value, such as "M".'),
});
export type VariantOptionType = InstanceType<typeof VariantOptionType>;

export const ProductImageType = objectType(
  'ProductImage',
  'An image of a product.',
  {
    url: t.string('The URL of the image.'),
    alt: t.string('The alternative text of the image; may be empty.'),
  },
  { isShareable: true },
);
export type ProductImageType = InstanceType<typeof ProductImageType>;

export const ProductAttributeType = objectType('ProductAttribute', 'An attribute of a product, such as its material.', {
  name: t.string('The attribute name, such as "Material".'),
  value: t.string('The attribute value, such as "Wool"; a decimal for NUMBER, "true" or "false" for BOOLEAN.'),
  type: t.of(AttributeTypeType, 'The type of the value.'),
  unit: t.string('The unit of a NUMBER, such as "cm"; null if it has none.').nullable().optional(),
  searchable: t.boolean('True if buyers can filter products by the attribute.'),
});
export type ProductAttributeType = InstanceType<typeof ProductAttributeType>;
