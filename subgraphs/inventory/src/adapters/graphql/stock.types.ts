import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { connectionOf, enumOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { WarehouseStock, RecordedMovement } from '../../application/inventory.view';
import type { MovementKind } from '../../domain/movements';
import { availableQuantity, type AdjustmentCode } from '../../domain/stock';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

const StockAdjustReasonType = enumOf<AdjustmentCode>('StockAdjustReason', 'The category of a manual stock change.', {
  DELIVERY: 'Goods were received; adds.',
  RETURN: 'A buyer returned goods; adds.',
  DAMAGE: 'Goods were damaged; removes.',
  LOSS: 'Goods were lost; removes.',
  CORRECTION: 'An earlier change is corrected.',
  OTHER: 'Any other reason, as described in `reason`.',
});

const MovementKindType = enumOf<MovementKind>('StockMovementKind', 'The kind of a stock movement.', {
  ADJUSTED: 'Changed manually.',
  COUNTED: 'Counted; the change is the difference from the previous quantity.',
  TRANSFERRED_OUT: 'Moved to another warehouse.',
  TRANSFERRED_IN: 'Moved from another warehouse.',
  RESERVED: 'Reserved for a checkout.',
  BACKORDERED: 'Reserved for a checkout before arrival.',
  FILLED: 'Arrived for a backorder, and reserved.',
  COMMITTED: 'Removed from stock for a paid order.',
  RELEASED: 'Released by a checkout.',
});

export const VariantStockType = objectType('VariantStock', 'The stock of a variant in one warehouse.', {
  id: t.id('The ID of the stock item.'),
  variant: t.of(VariantType, 'The variant.').nullable(),
  warehouse: t.of(WarehouseType, 'The warehouse.'),
  onHand: t.int('The number of units in the warehouse, reserved or not.'),
  reserved: t.int('The number of units on hand that are reserved by checkouts.'),
  available: t.int('The number of units on hand that can be bought: neither reserved nor waited for by backorders.'),
  backordered: t.int('The number of units sold that have not arrived. Arriving units fill backorders first.'),
  backorderLimit: t.int('The number of units that can be sold before they arrive at this warehouse.'),
});
export type VariantStockType = InstanceType<typeof VariantStockType>;

export const VariantStockConnectionType = connectionOf('VariantStock', VariantStockType);

export const StockMovementType = objectType(
  'StockMovement',
  'An entry of the stock history. The sums of all entries are the current stock.',
  {
    id: t.id('The ID of the movement.'),
    kind: t.of(MovementKindType, 'The kind of the movement.'),
    warehouse: t.of(WarehouseType, 'The warehouse whose stock changed.'),
    onHandChange: t.int('The change in units on hand; negative for a decrease.'),
    reservedChange: t.int('The change in reserved units; negative for a decrease.'),
    backorderedChange: t.int('The change in backordered units; negative for a decrease.'),
    reasonCode: t.of(StockAdjustReasonType, 'The category of a manual adjustment; null for other movements.').nullable(),
    reason: t.string('The reason given for a manual change, or the names of the events that caused the movement.'),
    referenceId: t.id('The ID of the reservation or transfer that the movement belongs to; null if there is none.').nullable(),
    changedBy: t.string('The actor that made the change, such as `user:<ID>` or `system:inventory`.'),
    at: t.dateTime('The date and time of the movement.'),
  },
);
export type StockMovementType = InstanceType<typeof StockMovementType>;

export const StockMovementConnectionType = connectionOf('StockMovement', StockMovementType);

export const StockAdjustInput = inputType('StockAdjustInput', 'A manual change of stock, such as a delivery or damage.', {
  variantId: t.id<VariantId>('The ID of the variant.'),
  warehouseId: t.id<WarehouseId>('The ID of the warehouse.'),
  change: t.int('The change in units, from -1,000,000 to 1,000,000 except 0; negative to remove.'),
  reasonCode: t
    .of(
      StockAdjustReasonType,
      'The category of the change. The change must be positive for a delivery or return, negative for damage or loss.',
    )
    .default('OTHER'),
  reason: t.string('The reason, 1 to 200 characters. Kept in the stock history.'),
  idempotencyKey: t.idempotencyKey(),
});

export const StockCountInput = inputType('StockCountInput', 'A stock count of a variant in a warehouse.', {
  variantId: t.id<VariantId>('The ID of the variant.'),
  warehouseId: t.id<WarehouseId>('The ID of the warehouse.'),
  counted: t.int('The number of units counted, from 0 to 10,000,000. At least the number of reserved units.'),
  reason: t.string('The reason, 1 to 200 characters. Kept in the stock history.'),
  idempotencyKey: t.idempotencyKey(),
});

export const StockTransferInput = inputType('StockTransferInput', 'A transfer of units from one warehouse to another.', {
  variantId: t.id<VariantId>('The ID of the variant.'),
  fromWarehouseId: t.id<WarehouseId>('The ID of the source warehouse.'),
  toWarehouseId: t.id<WarehouseId>('The ID of the destination warehouse.'),
  quantity: t.int('The number of units to move, from 1 to 1,000,000. At most the available units in the source warehouse.'),
  reason: t.string('The reason, 1 to 200 characters. Kept in the stock history.'),
  idempotencyKey: t.idempotencyKey(),
});

const userErrors = 'The errors that prevented the change; empty if it succeeded.';

export const StockAdjustPayload = payloadOf(
  'StockAdjustPayload',
  'The result of `stockAdjust`.',
  { variantStock: t.of(VariantStockType, 'The updated stock; null if there are errors.') },
  { userErrors },
);

export const StockCountPayload = payloadOf(
  'StockCountPayload',
  'The result of `stockCount`.',
  { variantStock: t.of(VariantStockType, 'The updated stock; null if there are errors.') },
  { userErrors },
);

export const StockTransferPayload = payloadOf(
  'StockTransferPayload',
  'The result of `stockTransfer`.',
  {
    from: t.of(VariantStockType, 'The updated stock of the source warehouse; null if there are errors.'),
    to: t.of(VariantStockType, 'The updated stock of the destination warehouse; null if there are errors.'),
  },
  { userErrors },
);

export const toVariantStockType = ({ item, warehouse }: WarehouseStock): VariantStockType => ({
  id: item.id,
  variant: { id: item.variantId },
  warehouse,
  onHand: item.onHand,
  reserved: item.reserved,
  available: availableQuantity(item),
  backordered: item.backordered,
  backorderLimit: item.backorderLimit,
});

export const toStockMovementType = ({ seq, createdAt, ...movement }: RecordedMovement): StockMovementType => ({
  ...movement,
  id: seq.toString(),
  at: createdAt,
});
