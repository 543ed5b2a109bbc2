import { defined, isRefused, refuse, type Cause, type Refusal, type VariantId } from '@marketplace/kernel';
import type { ImportSettings } from '../domain/import';
import { issueOf } from '../domain/import-issues';
import type { RowIssue, RowIssueCode, ImportedProduct, ImportedVariant } from '../domain/import-product';
import { generateSku } from '../domain/import-sku';
import { optionsKey } from '../domain/options';
import { priceIn } from '../domain/prices';
import { isSameOffer } from '../domain/pricing';
import { variantOf, type Product } from '../domain/product';
import type { Offer, Variant } from '../domain/variant';
import type { NewVariant } from '../domain/variants';
import type { Products } from './products';

/** The default weight of variants without one. */
const assumedGrams = 500;

/** The context of importing one product. */
export type ImportContext = {
  readonly settings: ImportSettings;
  readonly products: Products;
  readonly cause: Cause;
  readonly issues: RowIssue[];
};

export const skuOf = ({ handle }: ImportedProduct, { sku, options = [] }: ImportedVariant): string =>
  sku === undefined || sku === '' ? generateSku(handle, options) : sku;

export const newVariantOf = (product: ImportedProduct, variant: ImportedVariant): Omit<NewVariant, 'id'> => {
  const { options = [], weightGrams = assumedGrams, stockUnit, offers } = variant;
  const [offer, ...otherOffers] = offers;
  return {
    sku: skuOf(product, variant),
    options,
    weightGrams,
    ...defined({ stockUnit }),
    ...(offer === undefined ? {} : { offer, otherOffers }),
  };
};

/** The existing variant for a row: with the same SKU, or else with the same options. */
const variantIn = (product: Product, sku: string, { options = [] }: ImportedVariant): Variant | undefined => {
  const key = optionsKey(options);
  return product.variants.find((variant) => variant.sku === sku) ?? product.variants.find((variant) => optionsKey(variant.options) === key);
};

const withCompareAtPrice = (offer: Offer, { keepsCompareAtPrice }: ImportedVariant, current: Variant): Offer => {
  const compareAtPrice = keepsCompareAtPrice === true ? priceIn(current, offer.price.currency)?.compareAtPrice : undefined;
  return compareAtPrice !== undefined && compareAtPrice.amount > offer.price.amount ? { ...offer, compareAtPrice } : offer;
};

const updateVariant = async (
  { products, cause }: ImportContext,
  found: Variant,
  { imported, sku }: { readonly imported: ImportedVariant; readonly sku: string },
): Promise<Refusal<RowIssueCode> | undefined> => {
  const target = { variantId: found.id };
  const { options, weightGrams, stockUnit, offers } = imported;
  const changes = defined({ options, weightGrams, stockUnit, sku: imported.sku === undefined ? undefined : sku });
  const changed = await products.changeVariant(target, changes, cause);
  if (isRefused(changed)) return changed;
  let current = found;
  for (const each of offers) {
    const offer = withCompareAtPrice(each, imported, current);
    const held = priceIn(current, offer.price.currency);
    // A file that repeats the current price must not cancel a running schedule.
    if (held !== undefined && isSameOffer(held, offer)) continue;
    const priced = await products.changePrice(target, offer, cause);
    if (isRefused(priced)) return priced;
    current = variantOf(priced.state, found.id) ?? current;
  }
  return undefined;
};

type ExistingVariants = { readonly id: VariantId; readonly state: Product; readonly updatedIds: Set<VariantId> };

/**
 * Creates or updates a variant. If a file repeats a variant, only the first row counts; otherwise every import of the file
 * would change it again.
 */
export const applyVariant = async (
  context: ImportContext,
  { id, state, updatedIds }: ExistingVariants,
  { product, variant }: { readonly product: ImportedProduct; readonly variant: ImportedVariant },
): Promise<Product> => {
  const sku = skuOf(product, variant);
  const found = variantIn(state, sku, variant);
  const { format } = context.settings;
  if (found !== undefined && updatedIds.has(found.id)) {
    const taken = found.sku === sku ? refuse('sku-taken', { path: ['sku'], sku }) : refuse('options-taken', { path: ['options'] });
    context.issues.push(issueOf(taken, { format, product, variant }));
    return state;
  }
  const target = { productId: state.id };
  const outcome =
    found === undefined
      ? await context.products.addVariant(target, { ...newVariantOf(product, variant), id }, context.cause)
      : await updateVariant(context, found, { imported: variant, sku });
  if (isRefused(outcome)) context.issues.push(issueOf(outcome, { format, product, variant }));
  if (found !== undefined || !isRefused(outcome)) updatedIds.add(found?.id ?? id);
  const now = await context.products.read(state.id, context.cause);
  return isRefused(now) ? state : now.state;
};
