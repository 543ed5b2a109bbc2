import type { CategoryId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';
import { AttributeTypeType } from './product-fields.types';

const productTargetFields = {
  productId: t.id<ProductId>('The ID of the product.'),
  expectedVersion: t.int('Changes the product only if it still has this version; otherwise VERSION_CONFLICT.').optional(),
};

export const variantTargetFields = {
  variantId: t.id<VariantId>('The ID of the variant.'),
  expectedVersion: t.int('Changes the product only if it still has this version; otherwise VERSION_CONFLICT.').optional(),
};

export const OfferInput = inputType('OfferInput', 'The price of a variant in one currency.', {
  price: t.of(MoneyInput, 'The unit price, including tax.'),
  compareAtPrice: t.of(MoneyInput, 'The higher price to compare with, in the same currency.').optional(),
});
export type OfferInput = InstanceType<typeof OfferInput>;

const OptionInput = inputType('OptionInput', 'The value of a variant for one option.', {
  name: t.string('The option name, such as "Size"; the same for every variant of a product. 1 to 50 characters.'),
  value: t.string('The option value, such as "M"; 1 to 100 characters.'),
});
type OptionInput = InstanceType<typeof OptionInput>;

export const AttributeInput = inputType('AttributeInput', 'An attribute of a product, such as its material.', {
  name: t.string('The attribute name, such as "Material"; 1 to 50 characters, unique within the product.'),
  value: t.string(
    'The attribute value, such as "Wool"; 1 to 200 characters. A decimal such as "1.25" for NUMBER, "true" or "false" for BOOLEAN.',
  ),
  type: t.of(AttributeTypeType, 'The type of the value.').default('TEXT'),
  unit: t.string('The unit of a NUMBER, such as "cm"; up to 20 characters.').optional(),
  searchable: t.boolean('True if buyers can filter products by the attribute.').default(true),
});
export type AttributeInput = InstanceType<typeof AttributeInput>;

const ImageInput = inputType('ImageInput', 'An image of a product.', {
  url: t.string('The URL of the image, http or https.'),
  alt: t.string('The alternative text of the image, up to 200 characters.').default(''),
});
type ImageInput = InstanceType<typeof ImageInput>;

export const VariantInput = inputType('VariantInput', 'The variant to create.', {
  sku: t.string("The seller's SKU, unique within the seller: 1 to 64 letters, digits and . _ / -, starting with a letter or digit."),
  options: t.list(OptionInput, 'The option values that distinguish the variant, up to 5.').default([]),
  weightGrams: t.int('The shipping weight of one unit, in grams; 1 to 1,000,000.'),
  price: t
    .of(MoneyInput, "The unit price, including tax, in the product's own currency. Can be set later, but before publication.")
    .optional(),
  compareAtPrice: t.of(MoneyInput, 'The higher price to compare with; requires a price in the same currency.').optional(),
  otherPrices: t.list(OfferInput, 'The prices in further currencies.').default([]),
  stockUnit: t
    .string('The number that warehouses use for the variant, if not the SKU: a GTIN or their own number, up to 64 characters.')
    .optional(),
});
export type VariantInput = InstanceType<typeof VariantInput>;

export const ProductCreateInput = inputType('ProductCreateInput', 'The product to create.', {
  sellerId: t.id<SellerId>('The ID of the seller; you must belong to it or be an operator.'),
  title: t.string('The display name, 1 to 200 characters.'),
  description: t.string('The description in plain text, up to 10,000 characters.').default(''),
  language: t.string('The language of the title and description, as a primary BCP 47 subtag such as en or de.').default('en'),
  brand: t.string('The brand, up to 100 characters.').optional(),
  tags: t.strings('Up to 100 tags, each up to 100 characters.').default([]),
  categoryId: t.id<CategoryId>('The ID of the category.'),
  attributes: t.list(AttributeInput, 'The attributes, up to 50.').default([]),
  images: t.list(ImageInput, 'The images, up to 20. The first is shown in lists.').default([]),
  variants: t.list(VariantInput, 'The variants, up to 100. More can be added later.').default([]),
  idempotencyKey: t.idempotencyKey().optional(),
});

export const ProductUpdateInput = inputType('ProductUpdateInput', 'The changes to a product. Omitted fields do not change.', {
  ...productTargetFields,
  title: t.string('The display name, 1 to 200 characters. The slug does not change.').optional(),
  description: t.string('The description in plain text, up to 10,000 characters.').optional(),
  language: t.string('The language of the title and description, as a primary BCP 47 subtag such as en or de.').optional(),
  brand: t.string('The brand, up to 100 characters; an empty string removes it.').optional(),
  tags: t.strings('The complete list of tags, up to 100, each up to 100 characters.').optional(),
  categoryId: t.id<CategoryId>('The ID of the category.').optional(),
  attributes: t.list(AttributeInput, 'The complete list of attributes, up to 50.').optional(),
  images: t.list(ImageInput, 'The complete list of images in order, up to 20.').optional(),
});
export type ProductUpdateInput = InstanceType<typeof ProductUpdateInput>;

export const ProductVariantAddInput = inputType('ProductVariantAddInput', 'The variant to add to a product.', {
  ...productTargetFields,
  variant: t.of(VariantInput, 'The variant.'),
});

export const ProductVariantUpdateInput = inputType('ProductVariantUpdateInput', 'The changes to a variant. Omitted fields do not change.', {
  ...variantTargetFields,
  sku: t.string("The seller's SKU, unique within the seller.").optional(),
  options: t.list(OptionInput, 'The option values that distinguish the variant, up to 5.').optional(),
  weightGrams: t.int('The shipping weight of one unit, in grams; 1 to 1,000,000.').optional(),
  stockUnit: t.string('The number that warehouses use for the variant; an empty string if they use the SKU.').optional(),
});

export const ProductInventoryLinkInput = inputType('ProductInventoryLinkInput', 'The number that warehouses use for a variant.', {
  ...variantTargetFields,
  stockUnit: t.string('A GTIN or a number of the warehouses, up to 64 characters; null if they use the SKU.').optional(),
});

export const ProductPublishInput = inputType('ProductPublishInput', 'The product to publish.', {
  ...productTargetFields,
});

export const ProductUnpublishInput = inputType('ProductUnpublishInput', 'The product to unpublish.', {
  ...productTargetFields,
});

export const ProductArchiveInput = inputType('ProductArchiveInput', 'The product to archive.', {
  ...productTargetFields,
});
