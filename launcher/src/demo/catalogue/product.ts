/** An option and its values in display order. */
export type DemoOption = readonly [name: string, ...values: string[]];

/** A demo product. Its variants are all combinations of its options. */
export type DemoProduct = {
  readonly title: string;
  /** The slug of its category. */
  readonly category: string;
  /** The price in US cents. */
  readonly price: number;
  /** A higher compare-at price in US cents. */
  readonly compareAtPrice?: number;
  readonly grams: number;
  readonly description: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly options: readonly DemoOption[];
  /** The surcharge of an option value in US cents. */
  readonly surcharges?: Readonly<Record<string, number>>;
};

export type DemoSeller = {
  readonly email: string;
  readonly name: string;
  readonly countryCode: string;
  /** The prefix of every SKU of the seller. */
  readonly code: string;
  readonly products: readonly DemoProduct[];
};
