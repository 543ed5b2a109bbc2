import { idOf, type SellerId, type VariantId } from '@marketplace/kernel';
import type { Line, StockLevel } from './stock';

export const shirt: VariantId = idOf('shirt');
export const mug: VariantId = idOf('mug');
export const lamp: VariantId = idOf('lamp');
const seller: SellerId = idOf('seller');

export const line = (variantId: VariantId, quantity: number): Line => ({ variantId, quantity });

/** The available stock of a variant in a warehouse. The code begins with its country: "DE-1". */
export const level = (code: string, variantId: VariantId, available: number): StockLevel => ({
  stockItemId: idOf(`${variantId}@${code}`),
  variantId,
  sellerId: seller,
  warehouse: { id: idOf(`warehouse ${code}`), code, countryCode: code.slice(0, 2) },
  available,
  backorderable: 0,
});

/** A stock level with a backorder limit. */
export const backorderable = (count: number, of: StockLevel): StockLevel => ({ ...of, backorderable: count });

export const soldBy = (sellerId: SellerId, level: StockLevel): StockLevel => ({ ...level, sellerId });
