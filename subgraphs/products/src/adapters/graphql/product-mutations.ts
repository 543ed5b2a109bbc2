import { defined, idOf, isRefused, type NewId } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import { listingOf, type ProductListing } from '../../application/listing.view';
import type { SellerStore } from '../../application/ports';
import { reasons } from '../../application/product-refusals';
import type { Products } from '../../application/products';
import type { Product } from '../../domain/product';
import { messages } from './messages';
import {
  ProductArchiveInput,
  ProductCreateInput,
  ProductInventoryLinkInput,
  ProductPublishInput,
  ProductUnpublishInput,
  ProductUpdateInput,
  ProductVariantAddInput,
  ProductVariantUpdateInput,
} from './product-inputs.types';
import { ProductPayload, toProductType, toVariant, VariantPayload } from './product.types';
import { readAttributes, readChanges, readVariant, readVariants } from './read-inputs';

/** A product as it is after a change, with the name of its seller. */
export type Shown = (product: Versioned<Product>) => Promise<ProductListing>;

export const shownWith =
  (nameOf: SellerStore['nameOf']): Shown =>
  async (product) =>
    listingOf(product, (await nameOf(product.state.sellerId)) ?? null);

const productAnswer = (shown: Shown) => async (product: Versioned<Product>) => ({ product: toProductType(await shown(product)) });

export const variantAnswer = (shown: Shown) => async (product: Versioned<Product>, variantId: string | undefined) => {
  const listing = await shown(product);
  return { variant: toVariant(listing, variantId), product: toProductType(listing) };
};

type Services = { readonly products: Products; readonly shown: Shown; readonly newId: NewId };

// A seller that one may not act for does not exist, to guests neither: these are open to everybody.
const access = 'everybody';

const draftMutations = ({ products, shown }: Services) => ({
  productCreate: mutation({
    description: 'Makes a draft.',
    input: ProductCreateInput,
    payload: ProductPayload,
    access,
    ids: { sellerId: 'seller-not-found', categoryId: 'category-not-found' },
    errors: pick(messages, ...reasons.create, 'product-not-found'),
    run: (input, { cause }) => {
      const { sellerId, title, description, language, brand, tags, categoryId, images } = input;
      const variants = readVariants(input.variants);
      if (isRefused(variants)) return variants;
      const attributes = readAttributes(input.attributes);
      const details = { title, description, language, tags, categoryId, images, attributes, ...defined({ brand }) };
      return products.create({ sellerId, details, variants }, cause);
    },
    replay: (id, { cause }) => products.read(idOf(id), cause),
    answer: productAnswer(shown),
  }),
  productUpdate: mutation({
    description: 'Changes what a product says about itself.',
    input: ProductUpdateInput,
    payload: ProductPayload,
    access,
    ids: { productId: 'product-not-found', categoryId: 'category-not-found' },
    errors: pick(messages, ...reasons.update),
    run: (input, { cause }) => products.update(input, readChanges(input), cause),
    answer: productAnswer(shown),
  }),
});

const variantMutations = ({ products, shown, newId }: Services) => {
  const ids = { variantId: 'variant-not-found' } as const;
  const answer = variantAnswer(shown);
  return {
    productVariantAdd: mutation({
      description: 'Adds a variant. VARIANT_WITHOUT_PRICE when the product is on show.',
      input: ProductVariantAddInput,
      payload: VariantPayload,
      access,
      ids: { productId: 'product-not-found' },
      errors: pick(messages, ...reasons.addVariant),
      run: (input, { cause }) => {
        const variant = readVariant(input.variant, ['variant']);
        return isRefused(variant) ? variant : products.addVariant(input, { ...variant, id: newId() }, cause);
      },
      // What was added stands last.
      answer: (product) => answer(product, product.state.variants.at(-1)?.id),
    }),
    productVariantUpdate: mutation({
      description: "Changes a variant's SKU, options or weight.",
      input: ProductVariantUpdateInput,
      payload: VariantPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.changeVariant),
      run: (input, { cause }) => {
        const { sku, options, weightGrams, stockUnit } = input;
        return products.changeVariant(input, defined({ sku, options, weightGrams, stockUnit }), cause);
      },
      answer: (product, _request, { variantId }) => answer(product, variantId),
    }),
    productInventoryLink: mutation({
      description: 'Says what warehouses call a variant, so that stock they count finds it.',
      input: ProductInventoryLinkInput,
      payload: VariantPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.linkInventory),
      run: (input, { cause }) => products.linkInventory(input, input.stockUnit ?? '', cause),
      answer: (product, _request, { variantId }) => answer(product, variantId),
    }),
  };
};

const publicationMutations = ({ products, shown }: Services) => {
  const ids = { productId: 'product-not-found' } as const;
  const answer = productAnswer(shown);
  return {
    productPublish: mutation({
      description: 'Puts a product on show.',
      input: ProductPublishInput,
      payload: ProductPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.publish),
      run: (input, { cause }) => products.publish(input, cause),
      answer,
    }),
    productUnpublish: mutation({
      description: 'Takes a product off the shelf.',
      input: ProductUnpublishInput,
      payload: ProductPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.unpublish),
      run: (input, { cause }) => products.unpublish(input, cause),
      answer,
    }),
    productArchive: mutation({
      description: 'Ends a product for good.',
      input: ProductArchiveInput,
      payload: ProductPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.archive),
      run: (input, { cause }) => products.archive(input, cause),
      answer,
    }),
  };
};

/** What sellers and operators do with products and their variants. */
export const productMutations = (services: Services): object =>
  mutations({ ...draftMutations(services), ...variantMutations(services), ...publicationMutations(services) });
