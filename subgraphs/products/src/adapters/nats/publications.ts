import { defined, moneyToJson } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { productsEvents } from '@marketplace/schema';
import type { CategorizedProduct } from '../../application/ports';
import type { Category, CategoryEvent } from '../../domain/category';
import { pricesOf } from '../../domain/prices';
import type { Details, Product, ProductEvent } from '../../domain/product';
import type { Offer, Variant } from '../../domain/variant';

const offerOf = ({ price, compareAtPrice }: Offer) => ({
  price: moneyToJson(price),
  ...defined({ compareAtPrice: compareAtPrice && moneyToJson(compareAtPrice) }),
});

/** Other contexts do not receive variants without a price. */
const variantsOf = (variants: readonly Variant[]) =>
  variants.flatMap((variant) => {
    const { id, sku, options, weightGrams, stockUnit, price } = variant;
    if (price === undefined) return [];
    const prices = pricesOf(variant).map(offerOf);
    return [{ variantId: id, sku, ...defined({ stockUnit }), options: [...options], ...offerOf(price), prices, weightGrams }];
  });

const textsOf = ({ description, language, brand, tags, attributes }: Details) => ({
  description,
  language,
  ...defined({ brand }),
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
    ...defined({ imageUrl: image?.url, imageAlt: image?.alt }),
    ...textsOf(product.details),
    variants: variantsOf(product.variants),
  };
};

/** Drafts without a price are not published to other contexts. */
const updated = (categorized: CategorizedProduct, version: number): readonly EventMessage[] => {
  const { product } = categorized;
  const listing = listingOf(categorized);
  if (listing.variants.length === 0) return [];
  return [
    eventMessage(productsEvents.ProductUpdatedV1, { id: product.id, version }, { ...listing, published: product.status === 'PUBLISHED' }),
  ];
};

const priceChanged = (
  product: Product,
  { variantId, price }: Extract<ProductEvent, { type: 'PriceChanged' }>,
  version: number,
): EventMessage =>
  eventMessage(
    productsEvents.PriceChangedV1,
    { id: product.id, version },
    {
      productId: product.id,
      variantId,
      ...offerOf(price),
    },
  );

/** The published events for an event; the product is in the state after the event. */
export const toProductEvents = (categorized: CategorizedProduct, event: ProductEvent, version: number): readonly EventMessage[] => {
  const { product } = categorized;
  const aggregate = { id: product.id, version };
  switch (event.type) {
    case 'ProductCreated':
      return [eventMessage(productsEvents.ProductCreatedV1, aggregate, summaryOf(product))];
    case 'DetailsChanged':
    case 'VariantAdded':
    case 'VariantChanged':
    case 'PriceWithdrawn':
    case 'PriceScheduled':
    case 'PriceScheduleCancelled':
      // Schedules are not published, but copies of the listing need the new version.
      return updated(categorized, version);
    case 'PriceChanged':
      return [priceChanged(product, event, version)];
    case 'PriceScheduleStarted':
    case 'PriceScheduleEnded':
      // The resulting PriceChanged event is published separately.
      return [];
    case 'ProductPublished':
      return [eventMessage(productsEvents.ProductPublishedV1, aggregate, listingOf(categorized))];
    case 'ProductUnpublished':
      return [eventMessage(productsEvents.ProductUnpublishedV1, aggregate, { productId: product.id })];
    case 'ProductArchived':
      return [eventMessage(productsEvents.ProductArchivedV1, aggregate, { productId: product.id })];
  }
};

/** The published event for an event; the category is in the state after the event. */
export const toCategoryEvent = (category: Category, event: CategoryEvent, version: number): EventMessage => {
  const { id, name, slug, path } = category;
  const [aggregate, data] = [
    { id, version },
    { categoryId: id, name, slug, path: [...path] },
  ];
  switch (event.type) {
    case 'CategoryCreated':
      return eventMessage(productsEvents.CategoryCreatedV1, aggregate, data);
    case 'CategoryRenamed':
      return eventMessage(productsEvents.CategoryRenamedV1, aggregate, data);
    case 'CategoryMoved':
      return eventMessage(productsEvents.CategoryMovedV1, aggregate, { ...data, previousPath: [...event.previousPath] });
  }
};
