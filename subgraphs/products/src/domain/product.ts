import { defined, type CategoryId, type Currency, type Instant, type ProductId, type SellerId, type VariantId } from '@marketplace/kernel';
import { withoutPrice, withPrice } from './prices';
import type { Price, Variant, VariantDetails } from './variant';
import { evolveSchedules, type PriceSchedule, type ScheduleEvent } from './schedules';

/** An image. The first image of a product is shown in lists. */
export type Image = { readonly url: string; readonly alt: string };

export type AttributeType = 'TEXT' | 'NUMBER' | 'BOOLEAN';

/** An attribute of a product, such as Material: wool. The value is stored as text, in the format of its type. */
export type Attribute = {
  readonly name: string;
  readonly value: string;
  readonly type: AttributeType;
  /** The unit of a NUMBER, such as cm or kg. */
  readonly unit?: string;
  /** True if buyers can filter by the attribute. */
  readonly searchable: boolean;
};

/** The details that a seller can change at any time. */
export type Details = {
  readonly title: string;
  readonly description: string;
  /** The language of title and description, as a primary BCP 47 subtag. */
  readonly language: string;
  readonly brand?: string;
  readonly tags: readonly string[];
  readonly categoryId: CategoryId;
  readonly attributes: readonly Attribute[];
  readonly images: readonly Image[];
};

type Core = {
  readonly id: ProductId;
  readonly sellerId: SellerId;
  /** Part of the URL. Does not change with the title, so that links keep working. */
  readonly slug: string;
  readonly details: Details;
  readonly variants: readonly Variant[];
  /** Open price schedules. */
  readonly schedules: readonly PriceSchedule[];
  readonly createdAt: Instant;
  readonly changedAt: Instant;
};

/** After the first publication, orders and carts may refer to the product, whatever its status. */
type PublishedOnce = Core & { readonly firstPublishedAt: Instant };

export type Product =
  | (Core & { readonly status: 'DRAFT' })
  | (PublishedOnce & { readonly status: 'PUBLISHED' })
  | (PublishedOnce & { readonly status: 'UNPUBLISHED' })
  | (Core & { readonly status: 'ARCHIVED'; readonly firstPublishedAt?: Instant });

export type ProductStatus = Product['status'];

export type ProductEvent =
  | {
      readonly type: 'ProductCreated';
      readonly id: ProductId;
      readonly sellerId: SellerId;
      readonly slug: string;
      readonly details: Details;
      readonly variants: readonly Variant[];
      readonly at: Instant;
    }
  | { readonly type: 'DetailsChanged'; readonly details: Details; readonly at: Instant }
  | { readonly type: 'VariantAdded'; readonly variant: Variant; readonly at: Instant }
  | { readonly type: 'VariantChanged'; readonly variant: VariantDetails; readonly at: Instant }
  | { readonly type: 'PriceChanged'; readonly variantId: VariantId; readonly price: Price; readonly at: Instant }
  /** The variant has no price in a further currency any more; `until` is the end of the last one. */
  | {
      readonly type: 'PriceWithdrawn';
      readonly variantId: VariantId;
      readonly currency: Currency;
      readonly until: Instant;
      readonly at: Instant;
    }
  | ScheduleEvent
  | { readonly type: 'ProductPublished'; readonly at: Instant }
  | { readonly type: 'ProductUnpublished'; readonly at: Instant }
  | { readonly type: 'ProductArchived'; readonly at: Instant };

/** The time of the first publication; undefined before it. */
export const firstPublishedAt = (product: Product): Instant | undefined =>
  'firstPublishedAt' in product ? product.firstPublishedAt : undefined;

export const variantOf = (product: Product, id: VariantId): Variant | undefined => product.variants.find((variant) => variant.id === id);

const coreOf = (product: Product): Core => ({
  id: product.id,
  sellerId: product.sellerId,
  slug: product.slug,
  details: product.details,
  variants: product.variants,
  schedules: product.schedules,
  createdAt: product.createdAt,
  changedAt: product.changedAt,
});

const publishedOnce = (product: Product, at: Instant): PublishedOnce => ({
  ...coreOf(product),
  firstPublishedAt: firstPublishedAt(product) ?? at,
  changedAt: at,
});

const archived = (product: Product, at: Instant): Product => ({
  ...coreOf(product),
  schedules: [],
  status: 'ARCHIVED',
  changedAt: at,
  ...defined({ firstPublishedAt: firstPublishedAt(product) }),
});

const withVariant = (product: Product, id: VariantId, change: (variant: Variant) => Variant): readonly Variant[] =>
  product.variants.map((variant) => (variant.id === id ? change(variant) : variant));

const pricesOnly = ({ price, otherPrices }: Variant): Pick<Variant, 'price' | 'otherPrices'> => ({ otherPrices, ...defined({ price }) });

const created = ({ id, sellerId, slug, details, variants, at }: Extract<ProductEvent, { type: 'ProductCreated' }>): Product => ({
  status: 'DRAFT',
  id,
  sellerId,
  slug,
  details,
  variants,
  schedules: [],
  createdAt: at,
  changedAt: at,
});

const changed = (product: Product, event: Exclude<ProductEvent, { type: 'ProductCreated' }>): Product => {
  const { at } = event;
  switch (event.type) {
    case 'DetailsChanged':
      return { ...product, details: event.details, changedAt: at };
    case 'VariantAdded':
      return { ...product, variants: [...product.variants, event.variant], changedAt: at };
    case 'VariantChanged':
      return {
        ...product,
        variants: withVariant(product, event.variant.id, (variant) => ({ ...pricesOnly(variant), ...event.variant })),
        changedAt: at,
      };
    case 'PriceChanged':
      return {
        ...product,
        variants: withVariant(product, event.variantId, (variant) => withPrice(variant, event.price)),
        changedAt: at,
      };
    case 'PriceWithdrawn':
      return {
        ...product,
        variants: withVariant(product, event.variantId, (variant) => withoutPrice(variant, event.currency)),
        changedAt: at,
      };
    case 'PriceScheduled':
    case 'PriceScheduleStarted':
    case 'PriceScheduleEnded':
    case 'PriceScheduleCancelled':
      return { ...product, schedules: evolveSchedules(product.schedules, event), changedAt: at };
    case 'ProductPublished':
      return { ...publishedOnce(product, at), status: 'PUBLISHED' };
    case 'ProductUnpublished':
      return { ...publishedOnce(product, at), status: 'UNPUBLISHED' };
    case 'ProductArchived':
      return archived(product, at);
  }
};

/** The state after an event. Events are applied without validation. */
export const evolve = (product: Product | undefined, event: ProductEvent): Product => {
  if (event.type === 'ProductCreated') return created(event);
  if (product === undefined) throw new Error(`a product begins with ProductCreated, not with ${event.type}`);
  return changed(product, event);
};
