import type { Instant, Money, VariantId } from '@marketplace/kernel';

/** The value of a variant for one option, such as Size: M. */
export type Option = { readonly name: string; readonly value: string };

/** A price, with an optional higher price that is shown struck through. */
export type Offer = { readonly price: Money; readonly compareAtPrice?: Money };

/** An offer and the time from which it is in effect. */
export type Price = Offer & { readonly since: Instant };

/** A variant without its prices. */
export type VariantDetails = {
  readonly id: VariantId;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  /** The number that warehouses use for the variant, such as a GTIN. */
  readonly stockUnit?: string;
};

/** A variant, which buyers purchase. It has no price until the seller sets one. */
export type Variant = VariantDetails & {
  /** In the product's own currency, which is that of its first price. */
  readonly price?: Price;
  /** One price per further currency; empty while there is no price in the product's own. */
  readonly otherPrices: readonly Price[];
};
