import type { CategoryId, Instant, Money, ProductId, SellerId, VariantId } from '@marketplace/kernel';

/** One choice that makes a variant what it is: Size M. */
export type Option = { readonly name: string; readonly value: string };

/** A picture; its place in the list is its position, the first one stands for the product. */
export type Image = { readonly url: string; readonly alt: string };

/** A fact about the product that is no choice: Material wool. */
export type Attribute = { readonly name: string; readonly value: string };

/** What is asked for a variant; the higher price that it is compared with is shown struck through. */
export type Offer = { readonly price: Money; readonly compareAtPrice?: Money };

/** An offer and the moment from which it holds, until the next one does. */
export type Price = Offer & { readonly since: Instant };

/** What a buyer puts into a cart. It has no price until the seller sets one. */
export type Variant = {
  readonly id: VariantId;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly price?: Price;
};

/** What a seller may say anew at any time. */
export type Details = {
  readonly title: string;
  readonly description: string;
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
  | { readonly type: 'VariantChanged'; readonly variant: Omit<Variant, 'price'>; readonly at: Instant }
  | { readonly type: 'PriceChanged'; readonly variantId: VariantId; readonly price: Price; readonly at: Instant }
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
  const rest = { ...coreOf(product), status: 'ARCHIVED', changedAt: at } as const;
  return first === undefined ? rest : { ...rest, firstPublishedAt: first };
};

const withVariant = (product: Product, id: VariantId, change: (variant: Variant) => Variant): readonly Variant[] =>
  product.variants.map((variant) => (variant.id === id ? change(variant) : variant));

const created = ({ id, sellerId, slug, details, variants, at }: Extract<ProductEvent, { type: 'ProductCreated' }>): Product => ({
  status: 'DRAFT',
  id,
  sellerId,
  slug,
  details,
  variants,
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
        variants: withVariant(product, event.variant.id, (variant) => ({ ...variant, ...event.variant })),
        changedAt: at,
      };
    case 'PriceChanged':
      return {
        ...product,
        variants: withVariant(product, event.variantId, (variant) => ({ ...variant, price: event.price })),
        changedAt: at,
      };
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
