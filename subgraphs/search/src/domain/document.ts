import type { CategoryId, Instant, ProductId, SellerId } from '@marketplace/kernel';

/** The range of a product's variant prices in one currency, in minor units. */
export type PriceRange = { readonly currency: string; readonly min: bigint; readonly max: bigint };

/** An attribute that buyers can filter by. A numeric value is also present as a number. */
export type DocumentAttribute = { readonly name: string; readonly value: string; readonly number?: number };

/** An option of the variants, with its values. */
export type DocumentOption = { readonly name: string; readonly values: readonly string[] };

export type DocumentCategory = { readonly id: CategoryId; readonly name: string };

/**
 * The document of a product: everything that search needs to find, filter, rank and show it. Queries read nothing else.
 * `buildDocument` builds it from facts.
 */
export type ProductDocument = {
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly sellerName: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** The primary BCP 47 language tag, such as en or de. */
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  /** The category path, from the root to the category of the product. */
  readonly categories: readonly DocumentCategory[];
  readonly image: { readonly url: string; readonly alt: string } | null;
  readonly attributes: readonly DocumentAttribute[];
  readonly options: readonly DocumentOption[];
  readonly skus: readonly string[];
  /** The price ranges, the original currency first. */
  readonly prices: readonly PriceRange[];
  /** True when at least one variant is in stock. */
  readonly available: boolean;
  readonly rating: { readonly count: number; readonly histogram: readonly number[] };
  /** The rating of the seller, from 0 to 5, with one decimal place; 0 without reviews. */
  readonly sellerScore: number;
  /** The number of units sold: in paid orders and cash on delivery orders. */
  readonly sold: number;
  readonly publishedAt: Instant;
};

/** A document in JSON. Amounts are text, since JSON numbers are not exact. */
export type DocumentJson = Omit<ProductDocument, 'prices'> & { readonly prices: readonly PriceRangeJson[] };

export type PriceRangeJson = { readonly currency: string; readonly min: string; readonly max: string };

type Priced = Pick<ProductDocument, 'prices'>;
type PricedJson = Pick<DocumentJson, 'prices'>;

export const pricesToJson = ({ prices }: Priced): readonly PriceRangeJson[] =>
  prices.map(({ currency, min, max }) => ({ currency, min: min.toString(), max: max.toString() }));

export const pricesFromJson = ({ prices }: PricedJson): ProductDocument['prices'] =>
  prices.map(({ currency, min, max }) => ({ currency, min: BigInt(min), max: BigInt(max) }));

export const documentToJson = (document: ProductDocument): DocumentJson => ({ ...document, prices: pricesToJson(document) });
export const documentFromJson = (json: DocumentJson): ProductDocument => ({ ...json, prices: pricesFromJson(json) });
