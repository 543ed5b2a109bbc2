import type { ProductDocument } from '../domain/document';
import { pricesFromJson, pricesToJson, type DocumentJson } from '../domain/document-json';
import type { ListedProduct } from './ports';

/** What a list shows of a product, as an index keeps it: most searches read no whole document. */
export type Card = Omit<ListedProduct, 'prices'> & Pick<DocumentJson, 'prices'>;

export const cardOf = (document: ProductDocument): Card => ({
  productId: document.productId,
  slug: document.slug,
  title: document.title,
  image: document.image,
  prices: pricesToJson(document),
  rating: document.rating,
  sellerId: document.sellerId,
  sellerName: document.sellerName,
  available: document.available,
});

export const listedProduct = (card: Card): ListedProduct => ({ ...card, prices: pricesFromJson(card) });
