import { idOf, type Instant } from '@marketplace/kernel';
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
import { part, type ListedVariant, type ListingPart, type Part } from '../../domain/parts';
import { eventReader, reading } from './subscriptions';

type Listing = DataOf<typeof productsEvents.ProductPublishedV1>;
type Attribute = NonNullable<Listing['attributes']>[number];
type Variant = Listing['variants'][number];

const attributeOf = ({ name, value, type, unit }: Attribute): DocumentAttribute => {
  const number = type === 'NUMBER' && Number.isFinite(Number(value)) ? { number: Number(value) } : {};
  return { name, value: unit === undefined ? value : `${value} ${unit}`, ...number };
};

const variantOf = ({ variantId, sku, options, price, prices = [{ price }] }: Variant): ListedVariant => ({
  variantId: idOf(variantId),
  sku,
  options,
  prices: prices.map((offer) => ({ currency: offer.price.currency, amount: offer.price.amount })),
});

const listingOf = (data: Listing): ListingPart => ({
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

/** A variant never changes its product: the first word is the last. */
const belongs = (variantId: string, productId: string): Part =>
  part('variant', { subject: variantId, version: 1 }, { productId: idOf(productId) });

const listed = (data: Listing, version: number): readonly Part[] => [
  part('listing', { subject: data.productId, version }, listingOf(data)),
  ...data.variants.map(({ variantId }) => belongs(variantId, data.productId)),
];

const status = (productId: string, version: number, isListed: boolean): Part =>
  part('status', { subject: productId, version }, { listed: isListed });

type Priced = DataOf<typeof productsEvents.PriceChangedV1>;

const priced = ({ productId, variantId, price }: Priced, version: number): Part => {
  const { currency, amount } = price;
  return part('price', { subject: productId, key: `${variantId}:${currency}`, version }, { variantId: idOf(variantId), currency, amount });
};

type Shelved = DataOf<typeof productsEvents.CategoryCreatedV1>;

/** The event is about the category itself: where those below it are follows from its place. */
const shelved = ({ categoryId, name, path }: Shelved, version: number): readonly Part[] => {
  const parent = path.at(-2);
  return [part('category', { subject: categoryId, version }, { name, parentId: parent === undefined ? null : idOf(parent) })];
};

type Stocked = DataOf<typeof inventoryEvents.AvailabilityChangedV1>;

const stocked = ({ variantId, productId, available }: Stocked, version: number): readonly Part[] => [
  part('stock', { subject: variantId, version }, { buyable: available > 0 }),
  ...(productId === undefined ? [] : [belongs(variantId, productId)]),
];

type Ordered = DataOf<typeof ordersEvents.OrderCreatedV1>;

const ordered = ({ orderId, items }: Ordered, version: number): Part =>
  part(
    'order',
    { subject: orderId, version },
    { lines: items.map(({ productId, quantity }) => ({ productId: idOf<'Product'>(productId), quantity })) },
  );

const paid = ({ orderId }: { readonly orderId: string }, version: number): Part =>
  part('order-paid', { subject: orderId, version }, { orderId: idOf(orderId) });

/** Everything that the product index is made of; what is not here changes no document. */
const facts = eventReader<Part>([
  reading(productsEvents.ProductPublishedV1, (data, { aggregate: { version }, occurredAt }) => [
    ...listed(data, version),
    status(data.productId, version, true),
    part('first-published', { subject: data.productId, version: -version }, { at: occurredAt as Instant }),
  ]),
  reading(productsEvents.ProductUpdatedV1, (data, { aggregate: { version } }) => listed(data, version)),
  reading(productsEvents.ProductUnpublishedV1, ({ productId }, { aggregate }) => [status(productId, aggregate.version, false)]),
  reading(productsEvents.ProductArchivedV1, ({ productId }, { aggregate }) => [status(productId, aggregate.version, false)]),
  reading(productsEvents.PriceChangedV1, (data, { aggregate }) => [priced(data, aggregate.version)]),
  reading(productsEvents.CategoryCreatedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  reading(productsEvents.CategoryRenamedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  reading(productsEvents.CategoryMovedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  reading(inventoryEvents.AvailabilityChangedV1, (data, { aggregate }) => stocked(data, aggregate.version)),
  reading(reviewsEvents.ProductRatingChangedV1, ({ productId, count, histogram }, { aggregate: { version } }) => [
    part('rating', { subject: productId, version }, { count, histogram }),
  ]),
  reading(reviewsEvents.SellerRatingChangedV1, ({ sellerId, count, histogram }, { aggregate: { version } }) => [
    part('seller-rating', { subject: sellerId, version }, { count, histogram }),
  ]),
  reading(accountsEvents.SellerApprovedV1, ({ sellerId, name }, { aggregate: { version } }) => [
    part('seller', { subject: sellerId, version }, { name }),
  ]),
  reading(ordersEvents.OrderCreatedV1, (data, { aggregate }) => [ordered(data, aggregate.version)]),
  reading(ordersEvents.OrderPaidV1, (data, { aggregate }) => [paid(data, aggregate.version)]),
  reading(ordersEvents.CashOnDeliveryOrderPlacedV1, (data, { aggregate }) => [paid(data, aggregate.version)]),
]);

/** Orders are not found by what is in them; that one was paid says nothing without its lines, and may be taken in. */
const concerns = ({ kind, id }: ReplayScope, { context, type, data }: Envelope): boolean => {
  if (context !== 'orders' || kind === 'order') return true;
  if (kind === 'seller') return (data as Pick<Ordered, 'sellerId'>).sellerId === id;
  return type !== ordersEvents.OrderCreatedV1.type || (data as Ordered).items.some(({ productId }) => productId === id);
};

/** What events say of products, fact by fact. */
export const productFacts: EventReader<Part> & Required<Pick<ReadModel, 'concerns'>> = { ...facts, concerns };
