import { idOf, isId, isRefused, refuse, type Cause, type Refusal, type SellerId } from '@marketplace/kernel';
import { command, toUserErrors, type GraphContext } from '@marketplace/platform/graphql';
import { listingOf, type ProductListing } from '../../application/listing.view';
import type { Target } from '../../application/products';
import type { Versioned } from '../../application/versioned';
import type { Product } from '../../domain/product';
import { messages } from './messages';
import { toProductType, toVariant, type ProductPayload, type VariantPayload } from './product.types';

export type Outcome = Versioned<Product> | Refusal;
type Expected = { readonly expectedVersion?: number | null };
type OnProduct = { readonly productId: string } & Expected;
type OnVariant = { readonly variantId: string } & Expected;
type VariantTarget = Extract<Target, { variantId: unknown }>;

/** What a seller is called, if anybody has told. */
export type SellerNames = (id: SellerId) => Promise<string | undefined>;

export const expectedOf = ({ expectedVersion }: Expected): { expectedVersion?: number } =>
  expectedVersion === null || expectedVersion === undefined ? {} : { expectedVersion };

export type Answers = ReturnType<typeof createAnswers>;

/** What mutations of products have in common: finding what they are for, running the use case, and answering with what came of it. */
export const createAnswers = (nameOf: SellerNames) => {
  const shown = async (product: Versioned<Product>): Promise<ProductListing> =>
    listingOf(product, (await nameOf(product.state.sellerId)) ?? null);

  const ofProduct = async (outcome: Outcome): Promise<ProductPayload> =>
    isRefused(outcome)
      ? { product: null, userErrors: toUserErrors(outcome, messages) }
      : { product: toProductType(await shown(outcome)), userErrors: [] };

  const ofVariant = async (outcome: Outcome, variantId: string): Promise<VariantPayload> => {
    if (isRefused(outcome)) return { variant: null, product: null, userErrors: toUserErrors(outcome, messages) };
    const listing = await shown(outcome);
    return { variant: toVariant(listing, variantId), product: toProductType(listing), userErrors: [] };
  };

  return {
    ofProduct,
    ofVariant,

    onProduct: async (
      input: OnProduct,
      context: GraphContext,
      run: (target: Target, cause: Cause) => Promise<Outcome>,
    ): Promise<ProductPayload> => {
      if (!isId(input.productId)) return ofProduct(refuse('product-not-found', { path: ['productId'] }));
      const target = { productId: idOf<'Product'>(input.productId), ...expectedOf(input) };
      return ofProduct(await command(context, { operation: 'product', input: {}, run: (cause) => run(target, cause) }));
    },

    onVariant: async (
      input: OnVariant,
      context: GraphContext,
      run: (target: VariantTarget, cause: Cause) => Promise<Outcome>,
    ): Promise<VariantPayload> => {
      if (!isId(input.variantId)) return ofVariant(refuse('variant-not-found', { path: ['variantId'] }), '');
      const target = { variantId: idOf<'Variant'>(input.variantId), ...expectedOf(input) };
      const outcome = await command(context, { operation: 'variant', input: {}, run: (cause) => run(target, cause) });
      return ofVariant(outcome, input.variantId);
    },
  };
};
