import { idOf, type Instant } from '@marketplace/kernel';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type Envelope,
  type EventContract,
} from '@marketplace/schema';
import type { DocumentAttribute } from '../domain/document';
import { part, type ListedVariant, type ListingPart, type Part } from '../domain/parts';

/** An event, and the facts that it brings to the product index. */
export type Projection = { readonly contract: EventContract; readonly partsOf: (event: Envelope) => readonly Part[] };

const projects = <Contract extends EventContract>(
  contract: Contract,
  partsOf: (data: DataOf<Contract>, event: Omit<Envelope, 'data'>) => readonly Part[],
): Projection => ({ contract, partsOf: ({ data, ...event }) => partsOf(contract.data.parse(data) as DataOf<Contract>, event) });

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

/** Only the category itself is told of: where those below it are follows from where it is. */
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
export const productIndexProjections: readonly Projection[] = [
  projects(productsEvents.ProductPublishedV1, (data, { aggregate: { version }, occurredAt }) => [
    ...listed(data, version),
    status(data.productId, version, true),
    part('first-published', { subject: data.productId, version: -version }, { at: occurredAt as Instant }),
  ]),
  projects(productsEvents.ProductUpdatedV1, (data, { aggregate: { version } }) => listed(data, version)),
  projects(productsEvents.ProductUnpublishedV1, ({ productId }, { aggregate }) => [status(productId, aggregate.version, false)]),
  projects(productsEvents.ProductArchivedV1, ({ productId }, { aggregate }) => [status(productId, aggregate.version, false)]),
  projects(productsEvents.PriceChangedV1, (data, { aggregate }) => [priced(data, aggregate.version)]),
  projects(productsEvents.CategoryCreatedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  projects(productsEvents.CategoryRenamedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  projects(productsEvents.CategoryMovedV1, (data, { aggregate }) => shelved(data, aggregate.version)),
  projects(inventoryEvents.AvailabilityChangedV1, (data, { aggregate }) => stocked(data, aggregate.version)),
  projects(reviewsEvents.ProductRatingChangedV1, ({ productId, count, histogram }, { aggregate: { version } }) => [
    part('rating', { subject: productId, version }, { count, histogram }),
  ]),
  projects(reviewsEvents.SellerRatingChangedV1, ({ sellerId, count, histogram }, { aggregate: { version } }) => [
    part('seller-rating', { subject: sellerId, version }, { count, histogram }),
  ]),
  projects(accountsEvents.SellerApprovedV1, ({ sellerId, name }, { aggregate: { version } }) => [
    part('seller', { subject: sellerId, version }, { name }),
  ]),
  projects(ordersEvents.OrderCreatedV1, (data, { aggregate }) => [ordered(data, aggregate.version)]),
  projects(ordersEvents.OrderPaidV1, (data, { aggregate }) => [paid(data, aggregate.version)]),
  projects(ordersEvents.CashOnDeliveryOrderPlacedV1, (data, { aggregate }) => [paid(data, aggregate.version)]),
];

const byType = new Map(
  productIndexProjections.map((each) => [`${each.contract.context}.${each.contract.type}.v${each.contract.version}`, each]),
);

/** What an event says about products; nothing where it is of no interest here. */
export const partsOf = (event: Envelope): readonly Part[] =>
  byType.get(`${event.context}.${event.type}.v${event.version}`)?.partsOf(event) ?? [];
