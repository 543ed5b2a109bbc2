/** The availability of a variant in all warehouses. */
export type Availability = {
  /** Units on hand that are neither reserved nor waited for by backorders. */
  readonly inStock: number;
  /** Units that can be ordered before they arrive. */
  readonly backorderable: number;
  /** The stock is low at this quantity or below. */
  readonly lowStockThreshold: number;
};

/** The low stock threshold of a variant unless its seller sets another. */
export const defaultLowStockThreshold = 5;

export const noAvailability: Availability = { inStock: 0, backorderable: 0, lowStockThreshold: defaultLowStockThreshold };

export type AvailabilityStatus = 'IN_STOCK' | 'LOW_STOCK' | 'BACKORDER' | 'OUT_OF_STOCK';

export const availabilityStatus = ({ inStock, backorderable, lowStockThreshold }: Availability): AvailabilityStatus => {
  if (inStock > 0) return inStock <= lowStockThreshold ? 'LOW_STOCK' : 'IN_STOCK';
  return backorderable > 0 ? 'BACKORDER' : 'OUT_OF_STOCK';
};

/** The number of units that can be ordered now, including backorders. */
export const quantityOf = ({ inStock, backorderable }: Availability): number => inStock + backorderable;

/** The last published state of a variant. */
export type LastPublished = {
  readonly quantity: number;
  readonly inStock: number;
  readonly isLow: boolean;
  /** True once the variant has been in stock. */
  readonly hadStock: boolean;
};

export type AvailabilityEventType = 'AvailabilityChanged' | 'LowStockReached' | 'BackInStock';

export const publishedState = (availability: Availability, before?: LastPublished): LastPublished => ({
  quantity: quantityOf(availability),
  inStock: availability.inStock,
  isLow: availability.inStock <= availability.lowStockThreshold,
  hadStock: before?.hadStock === true || availability.inStock > 0,
});

/**
 * The events to publish since the last published state. A burst of changes yields each event at most once. A variant that was
 * never in stock is neither back in stock nor low.
 */
export const eventsSince = (before: LastPublished | undefined, now: LastPublished): readonly AvailabilityEventType[] => {
  const hadStock = before?.hadStock === true;
  const hasRunLow = now.isLow && (hadStock ? !before.isLow : now.inStock > 0);
  return [
    ...(before?.quantity === now.quantity ? [] : ['AvailabilityChanged' as const]),
    ...(hasRunLow ? ['LowStockReached' as const] : []),
    ...(hadStock && before.inStock === 0 && now.inStock > 0 ? ['BackInStock' as const] : []),
  ];
};
