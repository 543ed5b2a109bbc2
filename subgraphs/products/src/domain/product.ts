import type { CategoryId, Currency, Instant, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import { withoutPrice, withPrice } from './prices';
import type { Price, Variant, VariantFacts } from './variant';
import { evolveSchedules, type PriceSchedule, type ScheduleEvent } from './schedules';

/** A picture; its place in the list is its position, the first one stands for the product. */
export type Image = { readonly url: string; readonly alt: string };

export type AttributeType = 'TEXT' | 'NUMBER' | 'BOOLEAN';

/** A fact about the product that is no choice: Material wool, Weight 1.2 kg. The value is always a text, of the form that its type asks for. */
export type Attribute = {
  readonly name: string;
  readonly value: string;
  readonly type: AttributeType;
  /** What a number counts: cm, kg. */
  readonly unit?: string;
  /** Whether buyers may filter by it. */
  readonly searchable: boolean;
};

/** What a seller may say anew at any time. */
export type Details = {
  readonly title: string;
  readonly description: string;
  /** The BCP 47 primary tag of the language that title and description are in. */
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
  /** The product's address in the shop; it stays when the title changes, because people keep links. */
  readonly slug: string;
  readonly details: Details;
  readonly variants: readonly Variant[];
  /** Price changes that are still to come, or to go. */
  readonly schedules: readonly PriceSchedule[];
  readonly createdAt: Instant;
  readonly changedAt: Instant;
};

/** From the first publication on, orders and carts may refer to the product, whatever becomes of it. */
type Known = Core & { readonly firstPublishedAt: Instant };

export type Product =
  | (Core & { readonly status: 'DRAFT' })
  | (Known & { readonly status: 'PUBLISHED' })
  | (Known & { readonly status: 'UNPUBLISHED' })
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
  | { readonly type: 'VariantChanged'; readonly variant: VariantFacts; readonly at: Instant }
  | { readonly type: 'PriceChanged'; readonly variantId: VariantId; readonly price: Price; readonly at: Instant }
  /** The variant is no longer sold in a further currency; `until` is when its price there ended. */
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

/** When buyers first saw the product; undefined while they never have. */
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

const known = (product: Product, at: Instant): Known => ({
  ...coreOf(product),
  firstPublishedAt: firstPublishedAt(product) ?? at,
  changedAt: at,
});

const archived = (product: Product, at: Instant): Product => {
  const first = firstPublishedAt(product);
  const rest = { ...coreOf(product), schedules: [], status: 'ARCHIVED', changedAt: at } as const;
  return first === undefined ? rest : { ...rest, firstPublishedAt: first };
};

const withVariant = (product: Product, id: VariantId, change: (variant: Variant) => Variant): readonly Variant[] =>
  product.variants.map((variant) => (variant.id === id ? change(variant) : variant));

const pricesOnly = ({ price, otherPrices }: Variant): Pick<Variant, 'price' | 'otherPrices'> =>
  price === undefined ? { otherPrices } : { price, otherPrices };

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
      return { ...known(product, at), status: 'PUBLISHED' };
    case 'ProductUnpublished':
      return { ...known(product, at), status: 'UNPUBLISHED' };
    case 'ProductArchived':
      return archived(product, at);
  }
};

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (product: Product | undefined, event: ProductEvent): Product => {
  if (event.type === 'ProductCreated') return created(event);
  if (product === undefined) throw new Error(`a product begins with ProductCreated, not with ${event.type}`);
  return changed(product, event);
};
