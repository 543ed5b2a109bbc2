import type { ProductDocument } from './document';

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
