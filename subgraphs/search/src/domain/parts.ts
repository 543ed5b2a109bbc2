import type { CategoryId, Instant, OrderId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { DocumentAttribute } from './document';

/** A price as facts carry it: minor units as text. */
export type PricePart = { readonly variantId: VariantId; readonly currency: string; readonly amount: string };

export type ListedVariant = {
  readonly variantId: VariantId;
  readonly sku: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** The first is in the currency that it was priced in first. */
  readonly prices: readonly { readonly currency: string; readonly amount: string }[];
};

export type ListingPart = {
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly categoryId: CategoryId;
  readonly image: { readonly url: string; readonly alt: string } | null;
  /** Those that buyers filter by. */
  readonly attributes: readonly DocumentAttribute[];
  readonly variants: readonly ListedVariant[];
};

export type RatingPart = { readonly count: number; readonly histogram: readonly number[] };

export type CategoryPart = { readonly name: string; readonly parentId: CategoryId | null };

/**
 * What is known, fact by fact. Each replaces the older one of its kind and key, so that events may come in any order and
 * any number of times.
 */
export type PartData = {
  readonly listing: ListingPart;
  readonly status: { readonly listed: boolean };
  /** Its version counts backwards: the first publication is what remains. */
  readonly 'first-published': { readonly at: Instant };
  readonly price: PricePart;
  /** Which product a variant belongs to; it never changes. */
  readonly variant: { readonly productId: ProductId };
  readonly stock: { readonly buyable: boolean };
  readonly rating: RatingPart;
  readonly seller: { readonly name: string };
  readonly 'seller-rating': RatingPart;
  readonly category: CategoryPart;
  readonly order: { readonly lines: readonly { readonly productId: ProductId; readonly quantity: number }[] };
  readonly 'order-paid': { readonly orderId: OrderId };
};

export type PartKind = keyof PartData;

/** A fact: of which kind, about what, how new, and which thing's parts it is read with. */
export type PartOf<Kind extends PartKind> = {
  readonly kind: Kind;
  /** Unique within the kind. */
  readonly key: string;
  /** The product, variant, seller, category or order that it is about. */
  readonly subject: string;
  readonly version: number;
  readonly data: PartData[Kind];
};

export type Part = { readonly [Kind in PartKind]: PartOf<Kind> }[PartKind];

export const part = <Kind extends PartKind>(
  kind: Kind,
  about: { readonly subject: string; readonly version: number; readonly key?: string },
  data: PartData[Kind],
): Part => ({ kind, key: about.key ?? about.subject, subject: about.subject, version: about.version, data }) as Part;

/** What has to be looked at again once a fact has changed. */
export type Concern = 'product' | 'variant' | 'seller' | 'category' | 'order';

/**
 * Whose news a fact is. That a variant belongs to a product is news of nobody: it always comes with a fact that is, a
 * listing or a stock.
 */
export const concernOf = (kind: PartKind): Concern | undefined => {
  switch (kind) {
    case 'listing':
    case 'status':
    case 'first-published':
    case 'price':
    case 'rating':
      return 'product';
    case 'stock':
      return 'variant';
    case 'seller':
    case 'seller-rating':
      return 'seller';
    case 'category':
      return 'category';
    case 'order':
    case 'order-paid':
      return 'order';
    case 'variant':
      return undefined;
  }
};
