import type { Instant, Money, VariantId } from '@marketplace/kernel';

/** One choice that makes a variant what it is: Size M. */
export type Option = { readonly name: string; readonly value: string };

/** What is asked for a variant; the higher price that it is compared with is shown struck through. */
export type Offer = { readonly price: Money; readonly compareAtPrice?: Money };

/** An offer and the moment from which it holds, until the next one does. */
export type Price = Offer & { readonly since: Instant };

/** What a variant is, whatever it costs. */
export type VariantFacts = {
  readonly id: VariantId;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  /** What warehouses call it: the number on its package, or one of their own. */
  readonly stockUnit?: string;
};

/** What a buyer puts into a cart. It has no price until the seller sets one. */
export type Variant = VariantFacts & {
  /** In the currency of the product, which is that of its first price. */
  readonly price?: Price;
  /** In further currencies, one each; none before there is a price in the product's own. */
  readonly otherPrices: readonly Price[];
};
