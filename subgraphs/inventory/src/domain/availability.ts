/** What can be bought of a variant over all warehouses. */
export type Availability = {
  /** Pieces on the shelves that nobody has been promised. */
  readonly inStock: number;
  /** Pieces that can be ordered although they are not there yet. */
  readonly backorderable: number;
  /** With this many on the shelves or fewer, buyers see that few are left, and the seller is asked for more. */
  readonly lowStockThreshold: number;
};

/** The threshold of a variant whose seller has not said another. */
export const usualLowStockThreshold = 5;

export const noAvailability: Availability = { inStock: 0, backorderable: 0, lowStockThreshold: usualLowStockThreshold };

export type AvailabilityStatus = 'IN_STOCK' | 'LOW_STOCK' | 'BACKORDER' | 'OUT_OF_STOCK';

export const availabilityStatus = ({ inStock, backorderable, lowStockThreshold }: Availability): AvailabilityStatus => {
  if (inStock > 0) return inStock <= lowStockThreshold ? 'LOW_STOCK' : 'IN_STOCK';
  return backorderable > 0 ? 'BACKORDER' : 'OUT_OF_STOCK';
};

/** How many can be ordered now, there or not. */
export const quantityOf = ({ inStock, backorderable }: Availability): number => inStock + backorderable;

/** What was published of a variant last. */
export type LastPublished = {
  readonly quantity: number;
  readonly inStock: number;
  readonly isLow: boolean;
  /** Whether there has ever been any. */
  readonly hadStock: boolean;
};

export type AvailabilityNews = 'AvailabilityChanged' | 'LowStockReached' | 'BackInStock';

export const publishedState = (availability: Availability, before?: LastPublished): LastPublished => ({
  quantity: quantityOf(availability),
  inStock: availability.inStock,
  isLow: availability.inStock <= availability.lowStockThreshold,
  hadStock: before?.hadStock === true || availability.inStock > 0,
});

/**
 * What is to be published since the last time; each crossing of a line once, however often a burst went to and fro in
 * between. A variant that has never had any stock cannot be back, and has not run low.
 */
export const newsSince = (before: LastPublished | undefined, now: LastPublished): readonly AvailabilityNews[] => {
  const hadStock = before?.hadStock === true;
  const hasRunLow = now.isLow && (hadStock ? !before.isLow : now.inStock > 0);
  return [
    ...(before?.quantity === now.quantity ? [] : ['AvailabilityChanged' as const]),
    ...(hasRunLow ? ['LowStockReached' as const] : []),
    ...(hadStock && before.inStock === 0 && now.inStock > 0 ? ['BackInStock' as const] : []),
  ];
};
