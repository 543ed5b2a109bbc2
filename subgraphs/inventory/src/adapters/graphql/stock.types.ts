import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { connectionOf, enumOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { PlacedStock, RecordedMovement } from '../../application/inventory.view';
import type { MovementKind } from '../../domain/movements';
import { freeOf, type AdjustmentCode } from '../../domain/stock';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

const StockAdjustReasonType = enumOf<AdjustmentCode>('StockAdjustReason', 'What kind of change by hand it was.', {
  DELIVERY: 'Goods came in; adds.',
  RETURN: 'A buyer sent goods back; adds.',
  DAMAGE: 'Goods broke; takes away.',
  LOSS: 'Goods are gone; takes away.',
  CORRECTION: 'An earlier change was wrong.',
  OTHER: 'Whatever the reason says.',
});

const MovementKindType = enumOf<MovementKind>('StockMovementKind', 'What happened to pieces of stock.', {
  ADJUSTED: 'Changed by hand.',
  COUNTED: 'Counted; the change is what was found otherwise than expected.',
  TRANSFERRED_OUT: 'Left for another warehouse.',
  TRANSFERRED_IN: 'Came from another warehouse.',
  RESERVED: 'Promised to a checkout.',
  BACKORDERED: 'Promised to a checkout before they are there.',
  FILLED: 'Came for a checkout that waited for them.',
  COMMITTED: 'Left the shelf for a paid order.',
  RELEASED: 'Let go by a checkout.',
});

export const VariantStockType = objectType('VariantStock', 'The stock of a variant in one warehouse, for those who keep it.', {
  id: t.id('The id of this place in the stock.'),
  variant: t.of(VariantType, 'What is kept.').nullable(),
  warehouse: t.of(WarehouseType, 'Where it is kept.'),
  onHand: t.int('How many lie on the shelf.'),
  reserved: t.int('How many of them are promised to checkouts.'),
  available: t.int('How many of them can still be bought: neither promised, nor waited for.'),
  backordered: t.int('How many are promised that are not there yet; what arrives is theirs first.'),
  backorderLimit: t.int('How many may be promised here before they are there.'),
});
export type VariantStockType = InstanceType<typeof VariantStockType>;

export const VariantStockConnectionType = connectionOf('VariantStock', VariantStockType);

export const StockMovementType = objectType('StockMovement', "One entry of the stock's history; the sums of all entries are the stock.", {
  id: t.id('The id of the entry.'),
  kind: t.of(MovementKindType, 'What happened.'),
  warehouse: t.of(WarehouseType, 'Where it happened.'),
  onHandChange: t.int('How many more, or fewer, lie on the shelf.'),
  reservedChange: t.int('How many more, or fewer, of them are promised.'),
  backorderedChange: t.int('How many more, or fewer, are promised that are not there yet.'),
  reasonCode: t.of(StockAdjustReasonType, 'What kind of change by hand it was; null when it was none.').nullable(),
  reason: t.string('Why, in the words of whoever did it.'),
  referenceId: t.id('The reservation or transfer that it is part of; null when it stands alone.').nullable(),
  changedBy: t.string('Who did it: a user by id, or the system.'),
  at: t.dateTime('When it happened.'),
});
export type StockMovementType = InstanceType<typeof StockMovementType>;

export const StockMovementConnectionType = connectionOf('StockMovement', StockMovementType);

export const StockAdjustInput = inputType('StockAdjustInput', 'A change of stock by hand: a delivery, a count, damage.', {
  variantId: t.id<VariantId>('The variant.'),
  warehouseId: t.id<WarehouseId>('The warehouse.'),
  change: t.int('How many more, or fewer when negative; up to 1,000,000 and not 0.'),
  reasonCode: t
    .of(StockAdjustReasonType, 'What kind of change it is; a delivery or return adds, damage or loss takes away.')
    .default('OTHER'),
  reason: t.string('Why, 1 to 200 characters; kept in the history of the stock.'),
  idempotencyKey: t.idempotencyKey(),
});

export const StockCountInput = inputType('StockCountInput', 'What somebody counted on a shelf.', {
  variantId: t.id<VariantId>('The variant.'),
  warehouseId: t.id<WarehouseId>('The warehouse.'),
  counted: t.int('How many there are, 0 to 10,000,000; no fewer than are promised.'),
  reason: t.string('Why, 1 to 200 characters; kept in the history of the stock.'),
  idempotencyKey: t.idempotencyKey(),
});

export const StockTransferInput = inputType('StockTransferInput', 'Pieces that go from one warehouse to another.', {
  variantId: t.id<VariantId>('The variant.'),
  fromWarehouseId: t.id<WarehouseId>('The warehouse that they leave.'),
  toWarehouseId: t.id<WarehouseId>('The warehouse that they go to.'),
  quantity: t.int('How many, 1 to 1,000,000; no more than can still be bought there.'),
  reason: t.string('Why, 1 to 200 characters; kept in the history of the stock.'),
  idempotencyKey: t.idempotencyKey(),
});

const userErrors = 'Why nothing happened.';

export const StockAdjustPayload = payloadOf(
  'StockAdjustPayload',
  'The stock after the change.',
  { variantStock: t.of(VariantStockType, 'The stock as it is now; null when the change was refused.') },
  { userErrors },
);

export const StockCountPayload = payloadOf(
  'StockCountPayload',
  'The stock after the count.',
  { variantStock: t.of(VariantStockType, 'The stock as it is now; null when the count was refused.') },
  { userErrors },
);

export const StockTransferPayload = payloadOf(
  'StockTransferPayload',
  'Both places after the transfer.',
  {
    from: t.of(VariantStockType, 'The stock where the pieces left; null when the transfer was refused.'),
    to: t.of(VariantStockType, 'The stock where the pieces came; null when the transfer was refused.'),
  },
  { userErrors },
);

export const toVariantStockType = ({ item, warehouse }: PlacedStock): VariantStockType => ({
  id: item.id,
  variant: { id: item.variantId },
  warehouse,
  onHand: item.onHand,
  reserved: item.reserved,
  available: freeOf(item),
  backordered: item.backordered,
  backorderLimit: item.backorderLimit,
});

export const toStockMovementType = ({ seq, createdAt, ...movement }: RecordedMovement): StockMovementType => ({
  ...movement,
  id: seq.toString(),
  at: createdAt,
});
