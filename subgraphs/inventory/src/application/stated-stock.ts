import { dueJob } from '@marketplace/application';
import { isRefused, seconds, type Cause, type NewId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { adjust, emptyItem, largestAdjustment } from '../domain/stock';
import type { ItemChange, KnownVariant } from './ports';

/** What a seller said to have of a variant that joined the catalogue. */
export type Statement = { readonly variant: KnownVariant; readonly quantity: number };

export type OpenStatement = {
  readonly variantId: VariantId;
  readonly quantity: number;
  readonly correlationId: string;
  /** Somebody keeps stock of it by now, and knows better. */
  readonly isKept: boolean;
};

export type StatedStockRepository = {
  /** Learns of the variant, and remembers what was said of it first. */
  readonly remember: (statement: Statement, cause: Cause) => Promise<void>;
  /** The first warehouse by its code; undefined while there is none. */
  readonly firstWarehouse: () => Promise<WarehouseId | undefined>;
  readonly open: (limit: number) => Promise<readonly OpenStatement[]>;
  readonly find: (variantId: VariantId) => Promise<OpenStatement | undefined>;
  /** Settles a statement, with the delivery that it was booked as; throws StaleWrite when that was done meanwhile. */
  readonly settle: (statement: OpenStatement, delivery: ItemChange | undefined, cause: Cause) => Promise<void>;
};

export type StatedStock = ReturnType<typeof createStatedStock>;

type Dependencies = { readonly stated: StatedStockRepository; readonly newId: NewId };

/** A statement, and the warehouse that the goods are booked to. */
type Bookable = { readonly statement: OpenStatement; readonly warehouseId: WarehouseId };

/** What sellers say to have of new variants: booked as a delivery to the first warehouse, once, unless somebody keeps stock of them. */
export const createStatedStock = ({ stated, newId }: Dependencies) => {
  const deliveryOf = ({ variantId, quantity }: OpenStatement, warehouseId: WarehouseId): ItemChange | undefined => {
    const before = { version: 0, ...emptyItem(newId(), variantId, warehouseId) };
    const change = Math.min(quantity, largestAdjustment);
    const after = adjust(before, { change, code: 'DELIVERY', reason: 'what the seller said to have' });
    return isRefused(after) ? undefined : { before, after };
  };

  const settle = async ({ statement, warehouseId }: Bookable, cause: Cause): Promise<void> => {
    const current = await stated.find(statement.variantId);
    if (current === undefined) return;
    const delivery = current.isKept ? undefined : deliveryOf(current, warehouseId);
    await stated.settle(current, delivery, cause);
  };

  /** Without a warehouse all of it goes on waiting. */
  const bookable = async (limit: number): Promise<readonly Bookable[]> => {
    const open = await stated.open(limit);
    const warehouseId = open.length === 0 ? undefined : await stated.firstWarehouse();
    return warehouseId === undefined ? [] : open.map((statement) => ({ statement, warehouseId }));
  };

  return {
    remember: (statement: Statement, cause: Cause): Promise<void> => stated.remember(statement, cause),

    /** Books what waits. */
    booking: dueJob<Bookable>({
      name: 'book-stated-stock',
      every: seconds(1),
      due: bookable,
      handle: settle,
      correlationIdOf: ({ statement }) => statement.correlationId,
    }),
  };
};
