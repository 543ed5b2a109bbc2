import { moneyToJson } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { productsEvents } from '@marketplace/schema';
import type { ShelvedProduct } from '../../application/ports';
import type { Product, ProductEvent, Variant } from '../../domain/product';

/** A variant without a price is nothing that others could do anything with. */
const variantsOf = (variants: readonly Variant[]) =>
  variants.flatMap(({ id, sku, options, weightGrams, price }) => {
    if (price === undefined) return [];
    const compareAt = price.compareAtPrice === undefined ? {} : { compareAtPrice: moneyToJson(price.compareAtPrice) };
    return [{ variantId: id, sku, options: [...options], price: moneyToJson(price.price), ...compareAt, weightGrams }];
  });

const summaryOf = ({ id, sellerId, slug, details }: Product) => ({
  productId: id,
  sellerId,
  slug,
  title: details.title,
  categoryId: details.categoryId,
});

const listingOf = ({ product, categoryIds }: ShelvedProduct) => {
  const [image] = product.details.images;
  return {
    ...summaryOf(product),
    categoryIds: [...categoryIds],
    ...(image === undefined ? {} : { imageUrl: image.url }),
    variants: variantsOf(product.variants),
  };
};

/** Drafts without any price are the seller's own business: there is nothing to tell yet. */
const updated = (shelved: ShelvedProduct, version: number): readonly OutgoingEvent[] => {
  const { product } = shelved;
  const listing = listingOf(shelved);
  if (listing.variants.length === 0) return [];
  return [
    outgoing(productsEvents.ProductUpdatedV1, { id: product.id, version }, { ...listing, published: product.status === 'PUBLISHED' }),
  ];
};

const priceChanged = (
  product: Product,
  { variantId, price }: Extract<ProductEvent, { type: 'PriceChanged' }>,
  version: number,
): OutgoingEvent =>
  outgoing(
    productsEvents.PriceChangedV1,
    { id: product.id, version },
    {
      productId: product.id,
      variantId,
      price: moneyToJson(price.price),
      ...(price.compareAtPrice === undefined ? {} : { compareAtPrice: moneyToJson(price.compareAtPrice) }),
    },
  );

/** What other contexts hear of a product, in the state that the event has led to. */
export const announce = (shelved: ShelvedProduct, event: ProductEvent, version: number): readonly OutgoingEvent[] => {
  const { product } = shelved;
  const aggregate = { id: product.id, version };
  switch (event.type) {
    case 'ProductCreated':
      return [outgoing(productsEvents.ProductCreatedV1, aggregate, summaryOf(product))];
    case 'DetailsChanged':
    case 'VariantAdded':
    case 'VariantChanged':
      return updated(shelved, version);
    case 'PriceChanged':
      return [priceChanged(product, event, version)];
    case 'ProductPublished':
      return [outgoing(productsEvents.ProductPublishedV1, aggregate, listingOf(shelved))];
    case 'ProductUnpublished':
      return [outgoing(productsEvents.ProductUnpublishedV1, aggregate, { productId: product.id })];
    case 'ProductArchived':
      return [outgoing(productsEvents.ProductArchivedV1, aggregate, { productId: product.id })];
  }
};
