import { isOperator, isSellerStaff, refuse, type Actor, type Refusal, type SellerId } from '@marketplace/kernel';
import type { Product } from './product';

/** True if the actor may see a seller's drafts and change its products. */
export const mayManage = (actor: Actor, sellerId: SellerId): boolean => isOperator(actor) || isSellerStaff(actor, sellerId);

export type PublicationRefusal = Refusal<
  'seller-not-approved' | 'product-without-variant' | 'variant-without-price' | 'product-without-image'
>;

/** Checks the requirements of a published product; other products have none. */
export const validatePublication = (product: Product): PublicationRefusal | undefined => {
  if (product.status !== 'PUBLISHED') return undefined;
  if (product.variants.length === 0) return refuse('product-without-variant', { path: ['variants'] });
  const unpriced = product.variants.find(({ price }) => price === undefined);
  if (unpriced !== undefined) return refuse('variant-without-price', { path: ['price'], sku: unpriced.sku });
  return product.details.images.length === 0 ? refuse('product-without-image', { path: ['images'] }) : undefined;
};
