import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { connectionOf, DateTime, enumOf, field, IdempotencyKey, payloadOf } from '@marketplace/platform/graphql';
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

@ObjectType('VariantStock', { description: 'The stock of a variant in one warehouse, for those who keep it.' })
export class VariantStockType {
  @Field(() => ID, { description: 'The id of this place in the stock.' })
  id!: string;

  @Field(() => VariantType, { nullable: true, description: 'What is kept.' })
  variant!: VariantType | null;

  @Field(() => WarehouseType, { description: 'Where it is kept.' })
  warehouse!: WarehouseType;

  @Field(() => Int, { description: 'How many lie on the shelf.' })
  onHand!: number;

  @Field(() => Int, { description: 'How many of them are promised to checkouts.' })
  reserved!: number;

  @Field(() => Int, { description: 'How many of them can still be bought: neither promised, nor waited for.' })
  available!: number;

  @Field(() => Int, { description: 'How many are promised that are not there yet; what arrives is theirs first.' })
  backordered!: number;

  @Field(() => Int, { description: 'How many may be promised here before they are there.' })
  backorderLimit!: number;
}

export const VariantStockConnectionType = connectionOf('VariantStock', VariantStockType);

@ObjectType('StockMovement', { description: "One entry of the stock's history; the sums of all entries are the stock." })
export class StockMovementType {
  @Field(() => ID, { description: 'The id of the entry.' })
  id!: string;

  @Field(() => MovementKindType, { description: 'What happened.' })
  kind!: MovementKind;

  @Field(() => WarehouseType, { description: 'Where it happened.' })
  warehouse!: WarehouseType;

  @Field(() => Int, { description: 'How many more, or fewer, lie on the shelf.' })
  onHandChange!: number;

  @Field(() => Int, { description: 'How many more, or fewer, of them are promised.' })
  reservedChange!: number;

  @Field(() => Int, { description: 'How many more, or fewer, are promised that are not there yet.' })
  backorderedChange!: number;

  @Field(() => StockAdjustReasonType, { nullable: true, description: 'What kind of change by hand it was; null when it was none.' })
  reasonCode!: AdjustmentCode | null;

  @Field(() => String, { description: 'Why, in the words of whoever did it.' })
  reason!: string;

  @Field(() => ID, { nullable: true, description: 'The reservation or transfer that it is part of; null when it stands alone.' })
  referenceId!: string | null;

  @Field(() => String, { description: 'Who did it: a user by id, or the system.' })
  changedBy!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: string;
}

export const StockMovementConnectionType = connectionOf('StockMovement', StockMovementType);

@InputType('StockAdjustInput', { description: 'A change of stock by hand: a delivery, a count, damage.' })
export class StockAdjustInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: VariantId;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: WarehouseId;

  @Field(() => Int, { description: 'How many more, or fewer when negative; up to 1,000,000 and not 0.' })
  change!: number;

  @Field(() => StockAdjustReasonType, {
    defaultValue: 'OTHER',
    description: 'What kind of change it is; a delivery or return adds, damage or loss takes away.',
  })
  reasonCode!: AdjustmentCode;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('StockCountInput', { description: 'What somebody counted on a shelf.' })
export class StockCountInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: VariantId;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: WarehouseId;

  @Field(() => Int, { description: 'How many there are, 0 to 10,000,000; no fewer than are promised.' })
  counted!: number;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('StockTransferInput', { description: 'Pieces that go from one warehouse to another.' })
export class StockTransferInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: VariantId;

  @Field(() => ID, { description: 'The warehouse that they leave.' })
  fromWarehouseId!: WarehouseId;

  @Field(() => ID, { description: 'The warehouse that they go to.' })
  toWarehouseId!: WarehouseId;

  @Field(() => Int, { description: 'How many, 1 to 1,000,000; no more than can still be bought there.' })
  quantity!: number;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

const userErrors = 'Why nothing happened.';

export const StockAdjustPayload = payloadOf(
  'StockAdjustPayload',
  'The stock after the change.',
  { variantStock: field(() => VariantStockType, 'The stock as it is now; null when the change was refused.') },
  { userErrors },
);

export const StockCountPayload = payloadOf(
  'StockCountPayload',
  'The stock after the count.',
  { variantStock: field(() => VariantStockType, 'The stock as it is now; null when the count was refused.') },
  { userErrors },
);

export const StockTransferPayload = payloadOf(
  'StockTransferPayload',
  'Both places after the transfer.',
  {
    from: field(() => VariantStockType, 'The stock where the pieces left; null when the transfer was refused.'),
    to: field(() => VariantStockType, 'The stock where the pieces came; null when the transfer was refused.'),
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
