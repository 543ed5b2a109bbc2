import { isRefused, systemOf, type Cause, type NewId, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { adjust, emptyItem, largestAdjustment } from '../domain/stock';
import type { Again, HandChange, KnownVariant } from './ports';

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
  readonly settle: (statement: OpenStatement, delivery: HandChange | undefined, cause: Cause) => Promise<void>;
};

export type StatedStock = ReturnType<typeof createStatedStock>;

type Needs = { readonly stated: StatedStockRepository; readonly newId: NewId; readonly again: Again };

const batch = 200;
const batches = 5;

/** What sellers say to have of new variants: booked as a delivery to the first warehouse, once, unless somebody keeps stock of them. */
export const createStatedStock = ({ stated, newId, again }: Needs) => {
  const deliveryOf = ({ variantId, quantity }: OpenStatement, warehouseId: WarehouseId): HandChange | undefined => {
    const before = emptyItem(newId(), variantId, warehouseId);
    const change = Math.min(quantity, largestAdjustment);
    const after = adjust(before, { change, code: 'DELIVERY', reason: 'what the seller said to have' });
    return isRefused(after) ? undefined : { before: { version: 0, state: before }, after };
  };

  const settle = (statement: OpenStatement, warehouseId: WarehouseId): Promise<void> =>
    again(async () => {
      const current = await stated.find(statement.variantId);
      if (current === undefined) return;
      const delivery = current.isKept ? undefined : deliveryOf(current, warehouseId);
      await stated.settle(current, delivery, { actor: systemOf('inventory'), correlationId: current.correlationId });
    });

  return {
    remember: (statement: Statement, cause: Cause): Promise<void> => stated.remember(statement, cause),

    /** Books what waits. Without a warehouse all of it goes on waiting. Returns how many statements were settled. */
    book: async (): Promise<number> => {
      let count = 0;
      for (let turn = 0; turn < batches; turn += 1) {
        const open = await stated.open(batch);
        const warehouseId = open.length === 0 ? undefined : await stated.firstWarehouse();
        if (warehouseId === undefined) return count;
        for (const statement of open) await settle(statement, warehouseId);
        count += open.length;
      }
      return count;
    },
  };
};
