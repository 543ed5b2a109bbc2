import { moneyToJson } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { productsEvents } from '@marketplace/schema';
import type { CategorizedProduct } from '../../application/ports';
import type { Category, CategoryEvent } from '../../domain/category';
import { pricesOf } from '../../domain/prices';
import type { Details, Product, ProductEvent } from '../../domain/product';
import type { Offer, Variant } from '../../domain/variant';

const offerOf = ({ price, compareAtPrice }: Offer) => ({
  price: moneyToJson(price),
  ...(compareAtPrice === undefined ? {} : { compareAtPrice: moneyToJson(compareAtPrice) }),
});

/** A variant without a price is nothing that others could do anything with. */
const variantsOf = (variants: readonly Variant[]) =>
  variants.flatMap((variant) => {
    const { id, sku, options, weightGrams, stockUnit, price } = variant;
    if (price === undefined) return [];
    const prices = pricesOf(variant).map(offerOf);
    const number = stockUnit === undefined ? {} : { stockUnit };
    return [{ variantId: id, sku, ...number, options: [...options], ...offerOf(price), prices, weightGrams }];
  });

const textsOf = ({ description, language, brand, tags, attributes }: Details) => ({
  description,
  language,
  ...(brand === undefined ? {} : { brand }),
  tags: [...tags],
  attributes: attributes.map((attribute) => ({ ...attribute })),
});

const summaryOf = ({ id, sellerId, slug, details }: Product) => ({
  productId: id,
  sellerId,
  slug,
  title: details.title,
  categoryId: details.categoryId,
});

const listingOf = ({ product, categoryIds }: CategorizedProduct) => {
  const [image] = product.details.images;
  return {
    ...summaryOf(product),
    categoryIds: [...categoryIds],
    ...(image === undefined ? {} : { imageUrl: image.url, imageAlt: image.alt }),
    ...textsOf(product.details),
    variants: variantsOf(product.variants),
  };
};

/** Drafts without any price are the seller's own business: there is nothing to tell yet. */
const updated = (categorized: CategorizedProduct, version: number): readonly OutgoingEvent[] => {
  const { product } = categorized;
  const listing = listingOf(categorized);
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
      ...offerOf(price),
    },
  );

/** What other contexts hear of a product, in the state that the event has led to. */
export const announce = (categorized: CategorizedProduct, event: ProductEvent, version: number): readonly OutgoingEvent[] => {
  const { product } = categorized;
  const aggregate = { id: product.id, version };
  switch (event.type) {
    case 'ProductCreated':
      return [outgoing(productsEvents.ProductCreatedV1, aggregate, summaryOf(product))];
    case 'DetailsChanged':
    case 'VariantAdded':
    case 'VariantChanged':
    case 'PriceWithdrawn':
    case 'PriceScheduled':
    case 'PriceScheduleCancelled':
      // A plan is the seller's own business; but those who keep the listing learn that it has another version.
      return updated(categorized, version);
    case 'PriceChanged':
      return [priceChanged(product, event, version)];
    case 'PriceScheduleStarted':
    case 'PriceScheduleEnded':
      // The price that comes or returns is announced by itself.
      return [];
    case 'ProductPublished':
      return [outgoing(productsEvents.ProductPublishedV1, aggregate, listingOf(categorized))];
    case 'ProductUnpublished':
      return [outgoing(productsEvents.ProductUnpublishedV1, aggregate, { productId: product.id })];
    case 'ProductArchived':
      return [outgoing(productsEvents.ProductArchivedV1, aggregate, { productId: product.id })];
  }
};

/** What other contexts hear of a category, in the state that the event has led to. */
export const announceCategory = (category: Category, event: CategoryEvent, version: number): OutgoingEvent => {
  const { id, name, slug, path } = category;
  const [aggregate, place] = [
    { id, version },
    { categoryId: id, name, slug, path: [...path] },
  ];
  switch (event.type) {
    case 'CategoryCreated':
      return outgoing(productsEvents.CategoryCreatedV1, aggregate, place);
    case 'CategoryRenamed':
      return outgoing(productsEvents.CategoryRenamedV1, aggregate, place);
    case 'CategoryMoved':
      return outgoing(productsEvents.CategoryMovedV1, aggregate, { ...place, previousPath: [...event.previousPath] });
  }
};
