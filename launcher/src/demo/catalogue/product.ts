/** One choice and its values, in the order in which a shop shows them. */
export type DemoOption = readonly [name: string, ...values: string[]];

/** A product as people would describe it; its variants are all combinations of its options. */
export type DemoProduct = {
  readonly title: string;
  /** The slug of its category. */
  readonly category: string;
  /** US cents. */
  readonly price: number;
  /** A higher price to compare with. */
  readonly before?: number;
  readonly grams: number;
  readonly about: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly options: readonly DemoOption[];
  /** What a value adds to the price, in cents. */
  readonly dearer?: Readonly<Record<string, number>>;
};

export type DemoSeller = {
  readonly email: string;
  readonly name: string;
  readonly countryCode: string;
  /** Begins every SKU of the seller. */
  readonly code: string;
  readonly products: readonly DemoProduct[];
};
