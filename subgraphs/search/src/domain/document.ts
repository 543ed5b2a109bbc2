import type { CategoryId, Instant, ProductId, SellerId } from '@marketplace/kernel';

/** What all variants of a product cost in one currency, in its minor units. */
export type PriceRange = { readonly currency: string; readonly min: bigint; readonly max: bigint };

/** A fact that buyers filter by; a number has its value beside the text. */
export type DocumentAttribute = { readonly name: string; readonly value: string; readonly number?: number };

/** A choice that the variants answer, with the answers there are. */
export type DocumentOption = { readonly name: string; readonly values: readonly string[] };

export type DocumentCategory = { readonly id: CategoryId; readonly name: string };

/**
 * Everything that a list of products shows, finds, filters and ranks by, in one place: no query looks anywhere else.
 * Made by `documentOf` of the facts that events have brought; the same facts make the same document.
 */
export type ProductDocument = {
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly sellerName: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** A BCP 47 primary tag: en, de. */
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  /** From the root to the category of the product. */
  readonly categories: readonly DocumentCategory[];
  readonly image: { readonly url: string; readonly alt: string } | null;
  readonly attributes: readonly DocumentAttribute[];
  readonly options: readonly DocumentOption[];
  readonly skus: readonly string[];
  /** The first is in the currency that the product was priced in first. */
  readonly prices: readonly PriceRange[];
  /** Whether any variant can be bought now. */
  readonly available: boolean;
  readonly rating: { readonly count: number; readonly histogram: readonly number[] };
  /** Of the seller, 0 to 5, to one digit; 0 while nobody has judged. */
  readonly sellerScore: number;
  /** How many pieces were sold: ordered and paid, or placed to be paid at the door. */
  readonly sold: number;
  readonly publishedAt: Instant;
};

/** A document as JSON keeps it: amounts as text, since JSON numbers are not exact. */
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
