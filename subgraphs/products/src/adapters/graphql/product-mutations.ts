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

/** Builds the listing of a changed product, with the name of its seller. */
export type BuildListing = (product: Versioned<Product>) => Promise<ProductListing>;

export const listingBuilder =
  (nameOf: SellerStore['nameOf']): BuildListing =>
  async (product) =>
    listingOf(product, (await nameOf(product.state.sellerId)) ?? null);

const productAnswer = (buildListing: BuildListing) => async (product: Versioned<Product>) => ({
  product: toProductType(await buildListing(product)),
});

export const variantAnswer = (buildListing: BuildListing) => async (product: Versioned<Product>, variantId: string | undefined) => {
  const listing = await buildListing(product);
  return { variant: toVariant(listing, variantId), product: toProductType(listing) };
};

type Dependencies = { readonly products: Products; readonly buildListing: BuildListing; readonly newId: NewId };

// The use cases decide on access: sellers of others do not exist, not even for guests.
const access = 'everyone';

const draftMutations = ({ products, buildListing }: Dependencies) => ({
  productCreate: mutation({
    description: 'Creates a product as a draft.',
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
    answer: productAnswer(buildListing),
  }),
  productUpdate: mutation({
    description: 'Updates the details of a product.',
    input: ProductUpdateInput,
    payload: ProductPayload,
    access,
    ids: { productId: 'product-not-found', categoryId: 'category-not-found' },
    errors: pick(messages, ...reasons.update),
    run: (input, { cause }) => products.update(input, readChanges(input), cause),
    answer: productAnswer(buildListing),
  }),
});

const variantMutations = ({ products, buildListing, newId }: Dependencies) => {
  const ids = { variantId: 'variant-not-found' } as const;
  const answer = variantAnswer(buildListing);
  return {
    productVariantAdd: mutation({
      description: 'Adds a variant to a product. A published product requires a price: VARIANT_WITHOUT_PRICE.',
      input: ProductVariantAddInput,
      payload: VariantPayload,
      access,
      ids: { productId: 'product-not-found' },
      errors: pick(messages, ...reasons.addVariant),
      run: (input, { cause }) => {
        const variant = readVariant(input.variant, ['variant']);
        return isRefused(variant) ? variant : products.addVariant(input, { ...variant, id: newId() }, cause);
      },
      // The new variant is the last one.
      answer: (product) => answer(product, product.state.variants.at(-1)?.id),
    }),
    productVariantUpdate: mutation({
      description: "Updates a variant's SKU, options, weight or stock unit.",
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
      description: 'Sets the number that warehouses use for a variant, so that their stock counts can be matched to it.',
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

const publicationMutations = ({ products, buildListing }: Dependencies) => {
  const ids = { productId: 'product-not-found' } as const;
  const answer = productAnswer(buildListing);
  return {
    productPublish: mutation({
      description: 'Publishes a product.',
      input: ProductPublishInput,
      payload: ProductPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.publish),
      run: (input, { cause }) => products.publish(input, cause),
      answer,
    }),
    productUnpublish: mutation({
      description: 'Unpublishes a product. It can be published again.',
      input: ProductUnpublishInput,
      payload: ProductPayload,
      access,
      ids,
      errors: pick(messages, ...reasons.unpublish),
      run: (input, { cause }) => products.unpublish(input, cause),
      answer,
    }),
    productArchive: mutation({
      description: 'Archives a product permanently.',
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

/** The mutations of products and variants, for sellers and operators. */
export const productMutations = (dependencies: Dependencies): object =>
  mutations({ ...draftMutations(dependencies), ...variantMutations(dependencies), ...publicationMutations(dependencies) });
