import { defined, idOf, type Instant } from '@marketplace/kernel';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type Envelope,
} from '@marketplace/schema';
import type { EventReader, ReadModel, ReplayScope } from '../../application/read-model';
import type { DocumentAttribute } from '../../domain/document';
import { fact, type ListedVariant, type ListingFact, type Fact } from '../../domain/facts';
import { eventReader, mapEvent } from './subscriptions';

type Listing = DataOf<typeof productsEvents.ProductPublishedV1>;
type Attribute = NonNullable<Listing['attributes']>[number];
type Variant = Listing['variants'][number];

const attributeOf = ({ name, value, type, unit }: Attribute): DocumentAttribute => {
  const number = type === 'NUMBER' && Number.isFinite(Number(value)) ? Number(value) : undefined;
  return { name, value: unit === undefined ? value : `${value} ${unit}`, ...defined({ number }) };
};

const variantOf = ({ variantId, sku, options, price, prices = [{ price }] }: Variant): ListedVariant => ({
  variantId: idOf(variantId),
  sku,
  options,
  prices: prices.map((offer) => ({ currency: offer.price.currency, amount: offer.price.amount })),
});

const listingOf = (data: Listing): ListingFact => ({
  productId: idOf(data.productId),
  sellerId: idOf(data.sellerId),
  slug: data.slug,
  title: data.title,
  description: data.description ?? '',
  language: (data.language ?? 'en').split('-')[0]?.toLowerCase() ?? 'en',
  brand: data.brand ?? null,
  tags: data.tags ?? [],
  categoryId: idOf(data.categoryId),
  image: data.imageUrl === undefined ? null : { url: data.imageUrl, alt: data.imageAlt ?? '' },
  attributes: (data.attributes ?? []).filter(({ searchable }) => searchable).map(attributeOf),
  variants: data.variants.map(variantOf),
});

/** A variant never changes its product, so the version is constant. */
const variantFact = (variantId: string, productId: string): Fact =>
  fact('variant', { subject: variantId, version: 1 }, { productId: idOf(productId) });

const listingFacts = (data: Listing, version: number): readonly Fact[] => [
  fact('listing', { subject: data.productId, version }, listingOf(data)),
  ...data.variants.map(({ variantId }) => variantFact(variantId, data.productId)),
];

const statusFact = (productId: string, version: number, isListed: boolean): Fact =>
  fact('status', { subject: productId, version }, { listed: isListed });

type PriceChange = DataOf<typeof productsEvents.PriceChangedV1>;

const priceFact = ({ productId, variantId, price }: PriceChange, version: number): Fact => {
  const { currency, amount } = price;
  return fact('price', { subject: productId, key: `${variantId}:${currency}`, version }, { variantId: idOf(variantId), currency, amount });
};

type CategoryEvent = DataOf<typeof productsEvents.CategoryCreatedV1>;

/** The fact is about the category itself. The paths of its subcategories follow from it. */
const categoryFacts = ({ categoryId, name, path }: CategoryEvent, version: number): readonly Fact[] => {
  const parent = path.at(-2);
  return [fact('category', { subject: categoryId, version }, { name, parentId: parent === undefined ? null : idOf(parent) })];
};

type StockChange = DataOf<typeof inventoryEvents.AvailabilityChangedV1>;

const stockFacts = ({ variantId, productId, available }: StockChange, version: number): readonly Fact[] => [
  fact('stock', { subject: variantId, version }, { buyable: available > 0 }),
  ...(productId === undefined ? [] : [variantFact(variantId, productId)]),
];

type CreatedOrder = DataOf<typeof ordersEvents.OrderCreatedV1>;

const orderFact = ({ orderId, items }: CreatedOrder, version: number): Fact =>
  fact(
    'order',
    { subject: orderId, version },
    { lines: items.map(({ productId, quantity }) => ({ productId: idOf<'Product'>(productId), quantity })) },
  );

const orderPaidFact = ({ orderId }: { readonly orderId: string }, version: number): Fact =>
  fact('order-paid', { subject: orderId, version }, { orderId: idOf(orderId) });

/** The events that the product index is built from. No other event changes a document. */
const reader = eventReader<Fact>([
  mapEvent(productsEvents.ProductPublishedV1, (data, { aggregate: { version }, occurredAt }) => [
    ...listingFacts(data, version),
    statusFact(data.productId, version, true),
    fact('first-published', { subject: data.productId, version: -version }, { at: occurredAt as Instant }),
  ]),
  mapEvent(productsEvents.ProductUpdatedV1, (data, { aggregate: { version } }) => listingFacts(data, version)),
  mapEvent(productsEvents.ProductUnpublishedV1, ({ productId }, { aggregate }) => [statusFact(productId, aggregate.version, false)]),
  mapEvent(productsEvents.ProductArchivedV1, ({ productId }, { aggregate }) => [statusFact(productId, aggregate.version, false)]),
  mapEvent(productsEvents.PriceChangedV1, (data, { aggregate }) => [priceFact(data, aggregate.version)]),
  mapEvent(productsEvents.CategoryCreatedV1, (data, { aggregate }) => categoryFacts(data, aggregate.version)),
  mapEvent(productsEvents.CategoryRenamedV1, (data, { aggregate }) => categoryFacts(data, aggregate.version)),
  mapEvent(productsEvents.CategoryMovedV1, (data, { aggregate }) => categoryFacts(data, aggregate.version)),
  mapEvent(inventoryEvents.AvailabilityChangedV1, (data, { aggregate }) => stockFacts(data, aggregate.version)),
  mapEvent(reviewsEvents.ProductRatingChangedV1, ({ productId, count, histogram }, { aggregate: { version } }) => [
    fact('rating', { subject: productId, version }, { count, histogram }),
  ]),
  mapEvent(reviewsEvents.SellerRatingChangedV1, ({ sellerId, count, histogram }, { aggregate: { version } }) => [
    fact('seller-rating', { subject: sellerId, version }, { count, histogram }),
  ]),
  mapEvent(accountsEvents.SellerApprovedV1, ({ sellerId, name }, { aggregate: { version } }) => [
    fact('seller', { subject: sellerId, version }, { name }),
  ]),
  mapEvent(ordersEvents.OrderCreatedV1, (data, { aggregate }) => [orderFact(data, aggregate.version)]),
  mapEvent(ordersEvents.OrderPaidV1, (data, { aggregate }) => [orderPaidFact(data, aggregate.version)]),
  mapEvent(ordersEvents.CashOnDeliveryOrderPlacedV1, (data, { aggregate }) => [orderPaidFact(data, aggregate.version)]),
]);

/** Orders cannot be looked up by product. OrderPaid has no effect without the order's lines, so including it is harmless. */
const includes = ({ kind, id }: ReplayScope, { context, type, data }: Envelope): boolean => {
  if (context !== 'orders' || kind === 'order') return true;
  if (kind === 'seller') return (data as Pick<CreatedOrder, 'sellerId'>).sellerId === id;
  return type !== ordersEvents.OrderCreatedV1.type || (data as CreatedOrder).items.some(({ productId }) => productId === id);
};

/** Reads facts about products from events. */
export const productFacts: EventReader<Fact> & Required<Pick<ReadModel, 'includes'>> = { ...reader, includes };
