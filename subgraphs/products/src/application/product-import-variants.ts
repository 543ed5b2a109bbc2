import { defined, isRefused, refuse, type Cause, type Refusal, type VariantId } from '@marketplace/kernel';
import type { ImportTerms } from '../domain/import';
import { faultOf } from '../domain/import-faults';
import type { Fault, FaultCode, ImportedProduct, ImportedVariant } from '../domain/import-product';
import { generatedSku } from '../domain/import-sku';
import { optionsKey } from '../domain/options';
import { priceIn } from '../domain/prices';
import { isSameOffer } from '../domain/pricing';
import { variantOf, type Product } from '../domain/product';
import type { Offer, Variant } from '../domain/variant';
import type { NewVariant } from '../domain/variants';
import type { Products } from './products';

/** What a parcel of goods that nobody has weighed is taken to weigh. */
const assumedGrams = 500;

/** What is done to one product, and what is wrong with its rows. */
export type Work = {
  readonly terms: ImportTerms;
  readonly products: Products;
  readonly cause: Cause;
  readonly faults: Fault[];
};

export const skuOf = ({ handle }: ImportedProduct, { sku, options = [] }: ImportedVariant): string =>
  sku === undefined || sku === '' ? generatedSku(handle, options) : sku;

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

/** The variant that a row speaks of: the one with its number, or else the one that a buyer would choose by its options. */
const variantIn = (product: Product, sku: string, { options = [] }: ImportedVariant): Variant | undefined => {
  const key = optionsKey(options);
  return product.variants.find((variant) => variant.sku === sku) ?? product.variants.find((variant) => optionsKey(variant.options) === key);
};

const withComparison = (offer: Offer, { keepsComparison }: ImportedVariant, current: Variant): Offer => {
  const compareAtPrice = keepsComparison === true ? priceIn(current, offer.price.currency)?.compareAtPrice : undefined;
  return compareAtPrice !== undefined && compareAtPrice.amount > offer.price.amount ? { ...offer, compareAtPrice } : offer;
};

const updateVariant = async (
  { products, cause }: Work,
  found: Variant,
  { wanted, sku }: { readonly wanted: ImportedVariant; readonly sku: string },
): Promise<Refusal<FaultCode> | undefined> => {
  const target = { variantId: found.id };
  const { options, weightGrams, stockUnit, offers } = wanted;
  const changes = defined({ options, weightGrams, stockUnit, sku: wanted.sku === undefined ? undefined : sku });
  const changed = await products.changeVariant(target, changes, cause);
  if (isRefused(changed)) return changed;
  let current = found;
  for (const each of offers) {
    const offer = withComparison(each, wanted, current);
    const held = priceIn(current, offer.price.currency);
    // A file that repeats what holds is no word on the price: a plan that runs goes on, as with any file that says nothing new.
    if (held !== undefined && isSameOffer(held, offer)) continue;
    const priced = await products.changePrice(target, offer, cause);
    if (isRefused(priced)) return priced;
    current = variantOf(priced.state, found.id) ?? current;
  }
  return undefined;
};

type Known = { readonly id: VariantId; readonly state: Product; readonly spokenOf: Set<VariantId> };

/** As of a product that is new, the first row of a variant counts: a later one would change it again each time the file comes. */
export const applyVariant = async (
  work: Work,
  { id, state, spokenOf }: Known,
  { product, variant }: { readonly product: ImportedProduct; readonly variant: ImportedVariant },
): Promise<Product> => {
  const sku = skuOf(product, variant);
  const found = variantIn(state, sku, variant);
  const { format } = work.terms;
  if (found !== undefined && spokenOf.has(found.id)) {
    const taken = found.sku === sku ? refuse('sku-taken', { path: ['sku'], sku }) : refuse('options-taken', { path: ['options'] });
    work.faults.push(faultOf(taken, { format, product, variant }));
    return state;
  }
  const target = { productId: state.id };
  const outcome =
    found === undefined
      ? await work.products.addVariant(target, { ...newVariantOf(product, variant), id }, work.cause)
      : await updateVariant(work, found, { wanted: variant, sku });
  if (isRefused(outcome)) work.faults.push(faultOf(outcome, { format, product, variant }));
  if (found !== undefined || !isRefused(outcome)) spokenOf.add(found?.id ?? id);
  const now = await work.products.read(state.id, work.cause);
  return isRefused(now) ? state : now.state;
};
