import type { CategoryId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import { inputType, MoneyInput, t } from '@marketplace/platform/graphql';
import { AttributeTypeType } from './product-parts.types';

const productTargetFields = {
  productId: t.id<ProductId>('The product.'),
  expectedVersion: t.int('Change it only if it still has this version; otherwise VERSION_CONFLICT.').optional(),
};

export const variantTargetFields = {
  variantId: t.id<VariantId>('The variant.'),
  expectedVersion: t.int('Change it only if its product still has this version; otherwise VERSION_CONFLICT.').optional(),
};

export const OfferInput = inputType('OfferInput', 'What a variant costs in one currency.', {
  price: t.of(MoneyInput, 'What one costs, tax included.'),
  compareAtPrice: t.of(MoneyInput, 'A higher price to compare with.').optional(),
});
export type OfferInput = InstanceType<typeof OfferInput>;

const OptionInput = inputType('OptionInput', 'What a variant is of one choice.', {
  name: t.string('Such as "Size"; the same names in every variant of a product.'),
  value: t.string('Such as "M".'),
});
type OptionInput = InstanceType<typeof OptionInput>;

export const AttributeInput = inputType('AttributeInput', 'A fact about a product that is no choice.', {
  name: t.string('Such as "Material"; up to 50 characters.'),
  value: t.string('Such as "Wool"; up to 200 characters. A number as a decimal such as "1.25", a yes or no as "true" or "false".'),
  type: t.of(AttributeTypeType, 'What the value is.').default('TEXT'),
  unit: t.string('What a number counts, such as "cm"; up to 20 characters.').optional(),
  searchable: t.boolean('Whether buyers may filter by it.').default(true),
});
export type AttributeInput = InstanceType<typeof AttributeInput>;

const ImageInput = inputType('ImageInput', 'A picture of a product.', {
  url: t.string('An http or https address.'),
  alt: t.string('What it shows, for who cannot see it; up to 200 characters.').default(''),
});
type ImageInput = InstanceType<typeof ImageInput>;

export const VariantInput = inputType('VariantInput', 'A new variant.', {
  sku: t.string("The seller's own number for it, once per seller: letters, digits and . _ / -, up to 64."),
  options: t.list(OptionInput, 'What tells it apart from the other variants.').default([]),
  weightGrams: t.int('The weight of one as it is sent, in grams.'),
  price: t.of(MoneyInput, 'What one costs, tax included; can follow later, but before publication.').optional(),
  compareAtPrice: t.of(MoneyInput, 'A higher price to compare with; only together with a price.').optional(),
  otherPrices: t.list(OfferInput, "What one costs in further currencies; the price is in the product's own.").default([]),
  stockUnit: t.string('What warehouses call it, where that is not the SKU: a GTIN or a number of their own.').optional(),
});
export type VariantInput = InstanceType<typeof VariantInput>;

export const ProductCreateInput = inputType('ProductCreateInput', 'A new draft.', {
  sellerId: t.id<SellerId>('The seller it belongs to; one that you work for.'),
  title: t.string('The name to show, 1 to 200 characters.'),
  description: t.string('Plain text of up to 10,000 characters.').default(''),
  language: t.string('The language of title and description, as the primary part of a BCP 47 tag: en, de.').default('en'),
  brand: t.string('Whose make it is, up to 100 characters.').optional(),
  tags: t.strings('Up to 100 words to find it by, each up to 100 characters.').default([]),
  categoryId: t.id<CategoryId>('The category it belongs to.'),
  attributes: t.list(AttributeInput, 'Up to 50 facts about it.').default([]),
  images: t.list(ImageInput, 'Up to 20 pictures; the first stands for the product.').default([]),
  variants: t.list(VariantInput, 'Up to 100 variants; more can be added later.').default([]),
  idempotencyKey: t.idempotencyKey().optional(),
});

export const ProductUpdateInput = inputType('ProductUpdateInput', 'What is new about a product; what is left out stays.', {
  ...productTargetFields,
  title: t.string('The name to show, 1 to 200 characters; the slug stays.').optional(),
  description: t.string('Plain text of up to 10,000 characters.').optional(),
  language: t.string('The language of title and description, as the primary part of a BCP 47 tag: en, de.').optional(),
  brand: t.string('Whose make it is, up to 100 characters; empty for none.').optional(),
  tags: t.strings('All its words, up to 100 words to find it by, each up to 100 characters.').optional(),
  categoryId: t.id<CategoryId>('The category it belongs to.').optional(),
  attributes: t.list(AttributeInput, 'All facts about it, up to 50.').optional(),
  images: t.list(ImageInput, 'All pictures in order, up to 20.').optional(),
});
export type ProductUpdateInput = InstanceType<typeof ProductUpdateInput>;

export const ProductVariantAddInput = inputType('ProductVariantAddInput', 'A variant to add.', {
  ...productTargetFields,
  variant: t.of(VariantInput, 'The variant.'),
});

export const ProductVariantUpdateInput = inputType('ProductVariantUpdateInput', 'What is new about a variant; what is left out stays.', {
  ...variantTargetFields,
  sku: t.string("The seller's own number for it.").optional(),
  options: t.list(OptionInput, 'What tells it apart from the other variants.').optional(),
  weightGrams: t.int('The weight of one as it is sent, in grams.').optional(),
  stockUnit: t.string('What warehouses call it; empty when that is the SKU.').optional(),
});

export const ProductInventoryLinkInput = inputType('ProductInventoryLinkInput', 'What warehouses call a variant.', {
  ...variantTargetFields,
  stockUnit: t.string('A GTIN or a number of their own, up to 64 characters; null when it is the SKU.').optional(),
});

export const ProductPublishInput = inputType('ProductPublishInput', 'Which product to put on show.', {
  ...productTargetFields,
});

export const ProductUnpublishInput = inputType('ProductUnpublishInput', 'Which product to take off the shelf.', {
  ...productTargetFields,
});

export const ProductArchiveInput = inputType('ProductArchiveInput', 'Which product to end.', {
  ...productTargetFields,
});
