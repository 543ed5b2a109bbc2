import { dueJob } from '@marketplace/application';
import { isRefused, seconds, type Cause, type NewId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { adjust, emptyItem, maxAdjustment } from '../domain/stock';
import type { ItemChange, KnownVariant } from './ports';

/** The opening stock that a seller states for a new variant. */
export type NewVariantStock = { readonly variant: KnownVariant; readonly quantity: number };

export type PendingOpeningStock = {
  readonly variantId: VariantId;
  readonly quantity: number;
  readonly correlationId: string;
  /** True when stock of the variant has been recorded meanwhile; it takes precedence. */
  readonly hasStock: boolean;
};

export type OpeningStockRepository = {
  /** Records the variant and its opening stock. The first statement wins. */
  readonly record: (opening: NewVariantStock, cause: Cause) => Promise<void>;
  /** The first warehouse by its code; undefined while there is none. */
  readonly firstWarehouse: () => Promise<WarehouseId | undefined>;
  readonly pending: (limit: number) => Promise<readonly PendingOpeningStock[]>;
  readonly find: (variantId: VariantId) => Promise<PendingOpeningStock | undefined>;
  /** Marks opening stock as booked, together with its delivery if any. Throws StaleWrite if it was booked meanwhile. */
  readonly settle: (opening: PendingOpeningStock, delivery: ItemChange | undefined, cause: Cause) => Promise<void>;
};

export const openingStockReason = 'opening stock stated by the seller';

export type OpeningStock = ReturnType<typeof createOpeningStock>;

type Dependencies = { readonly repository: OpeningStockRepository; readonly newId: NewId };

/** Opening stock, and the warehouse to book it to. */
type Booking = { readonly opening: PendingOpeningStock; readonly warehouseId: WarehouseId };

/** The use cases of opening stock. It is booked once, as a delivery to the first warehouse, unless the variant has stock already. */
export const createOpeningStock = ({ repository, newId }: Dependencies) => {
  const deliveryOf = ({ variantId, quantity }: PendingOpeningStock, warehouseId: WarehouseId): ItemChange | undefined => {
    const before = { version: 0, ...emptyItem(newId(), variantId, warehouseId) };
    const change = Math.min(quantity, maxAdjustment);
    const after = adjust(before, { change, code: 'DELIVERY', reason: openingStockReason });
    return isRefused(after) ? undefined : { before, after };
  };

  const book = async ({ opening, warehouseId }: Booking, cause: Cause): Promise<void> => {
    const current = await repository.find(opening.variantId);
    if (current === undefined) return;
    const delivery = current.hasStock ? undefined : deliveryOf(current, warehouseId);
    await repository.settle(current, delivery, cause);
  };

  /** The opening stock to book; none while there is no warehouse. */
  const dueBookings = async (limit: number): Promise<readonly Booking[]> => {
    const pending = await repository.pending(limit);
    const warehouseId = pending.length === 0 ? undefined : await repository.firstWarehouse();
    return warehouseId === undefined ? [] : pending.map((opening) => ({ opening, warehouseId }));
  };

  return {
    record: (opening: NewVariantStock, cause: Cause): Promise<void> => repository.record(opening, cause),

    bookingJob: dueJob<Booking>({
      name: 'book-stated-stock',
      every: seconds(1),
      due: dueBookings,
      handle: book,
      correlationIdOf: ({ opening }) => opening.correlationId,
    }),
  };
};
