import type { CategoryId, Instant, OrderId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { DocumentAttribute } from './document';

/** The price of a variant. The amount is in minor units, as text. */
export type PriceFact = { readonly variantId: VariantId; readonly currency: string; readonly amount: string };

export type ListedVariant = {
  readonly variantId: VariantId;
  readonly sku: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** The prices, the original currency first. */
  readonly prices: readonly { readonly currency: string; readonly amount: string }[];
};

export type ListingFact = {
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
  /** The attributes that buyers can filter by. */
  readonly attributes: readonly DocumentAttribute[];
  readonly variants: readonly ListedVariant[];
};

export type RatingFact = { readonly count: number; readonly histogram: readonly number[] };

export type CategoryFact = { readonly name: string; readonly parentId: CategoryId | null };

/**
 * The data of each kind of fact. A fact replaces an older one of the same kind and key, so events can arrive in any order and
 * several times.
 */
export type FactData = {
  readonly listing: ListingFact;
  readonly status: { readonly listed: boolean };
  /** Has a negative version, so the first publication is never replaced. */
  readonly 'first-published': { readonly at: Instant };
  readonly price: PriceFact;
  /** The product of a variant; it never changes. */
  readonly variant: { readonly productId: ProductId };
  readonly stock: { readonly buyable: boolean };
  readonly rating: RatingFact;
  readonly seller: { readonly name: string };
  readonly 'seller-rating': RatingFact;
  readonly category: CategoryFact;
  readonly order: { readonly lines: readonly { readonly productId: ProductId; readonly quantity: number }[] };
  readonly 'order-paid': { readonly orderId: OrderId };
};

export type FactKind = keyof FactData;

/** A fact from an event: its kind, key, subject, version and data. */
export type FactOf<Kind extends FactKind> = {
  readonly kind: Kind;
  /** Unique within the kind. */
  readonly key: string;
  /** The ID of the product, variant, seller, category or order that the fact is about. */
  readonly subject: string;
  readonly version: number;
  readonly data: FactData[Kind];
};

export type Fact = { readonly [Kind in FactKind]: FactOf<Kind> }[FactKind];

export const fact = <Kind extends FactKind>(
  kind: Kind,
  about: { readonly subject: string; readonly version: number; readonly key?: string },
  data: FactData[Kind],
): Fact => ({ kind, key: about.key ?? about.subject, subject: about.subject, version: about.version, data }) as Fact;

/** The kind of subject that has to be updated after a fact has changed. */
export type Concern = 'product' | 'variant' | 'seller' | 'category' | 'order';

/**
 * The kind of subject that a fact concerns. The product of a variant concerns none: the fact always comes with another one, a
 * listing or a stock.
 */
export const concernOf = (kind: FactKind): Concern | undefined => {
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
