import type { Refusal } from '@marketplace/kernel';
import type { ProductRejection } from '../domain/decide';
import type { DetailsRefusal } from '../domain/details';
import type { OfferRefusal } from '../domain/pricing';
import type { VariantRefusal } from '../domain/variants';

/** Every reason to refuse a change of a product. */
export type ProductRefusalCode =
  ProductRejection | 'seller-not-found' | 'category-not-found' | 'price-schedule-not-found' | 'version-conflict';

const ofProduct = ['product-not-found', 'product-archived', 'version-conflict'] as const;
const ofVariant = ['variant-not-found', 'product-archived', 'version-conflict'] as const;

const details = [
  'title-invalid',
  'description-invalid',
  'language-invalid',
  'brand-invalid',
  'tag-invalid',
  'too-many-images',
  'image-invalid',
  'too-many-attributes',
  'attribute-invalid',
] as const satisfies readonly DetailsRefusal['refused'][];

const facts = [
  'sku-invalid',
  'sku-taken',
  'stock-unit-invalid',
  'stock-unit-taken',
  'weight-invalid',
  'option-invalid',
  'options-mismatch',
  'options-taken',
] as const satisfies readonly VariantRefusal['refused'][];

const offers = [
  'price-invalid',
  'currency-mismatch',
  'too-many-currencies',
  'compare-at-price-not-higher',
] as const satisfies readonly OfferRefusal['refused'][];

/** The refusals of each use case; any other refusal is a bug. They appear in the descriptions of mutations. */
export const reasons = {
  create: ['seller-not-found', 'category-not-found', ...details, 'too-many-variants', ...facts, ...offers],
  update: [...ofProduct, 'category-not-found', ...details, 'product-without-image'],
  addVariant: [...ofProduct, 'too-many-variants', ...facts, ...offers, 'variant-without-price'],
  changeVariant: [...ofVariant, ...facts],
  linkInventory: [...ofVariant, 'stock-unit-invalid', 'stock-unit-taken'],
  changePrice: [...ofVariant, ...offers],
  withdrawPrice: [...ofVariant, 'base-price-stays', 'price-scheduled'],
  schedulePrice: [
    ...ofVariant,
    ...(['price-not-found', 'price-invalid', 'currency-mismatch', 'compare-at-price-not-higher'] as const),
    ...(['price-schedule-period-invalid', 'price-schedule-overlaps', 'too-many-price-schedules'] as const),
  ],
  cancelPriceSchedule: ['price-schedule-not-found', 'product-archived', 'version-conflict', 'price-schedule-over'],
  publish: [...ofProduct, 'seller-not-approved', 'product-without-variant', 'variant-without-price', 'product-without-image'],
  unpublish: [...ofProduct, 'product-not-published'],
  archive: ['product-not-found', 'version-conflict'],
} as const satisfies Readonly<Record<string, readonly ProductRefusalCode[]>>;

export type UseCase = keyof typeof reasons;
export type RefusalOf<Case extends UseCase> = Refusal<(typeof reasons)[Case][number]>;
