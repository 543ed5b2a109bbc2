import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, DateTime, UserErrorType } from '@marketplace/platform/graphql';
import type { PlacedStock, RecordedMovement } from '../../application/inventory.view';
import type { MovementKind } from '../../domain/movements';
import { freeOf, type AdjustmentCode } from '../../domain/stock';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

export const StockAdjustReasonType = {
  DELIVERY: 'DELIVERY',
  RETURN: 'RETURN',
  DAMAGE: 'DAMAGE',
  LOSS: 'LOSS',
  CORRECTION: 'CORRECTION',
  OTHER: 'OTHER',
} as const satisfies Record<AdjustmentCode, AdjustmentCode>;

registerEnumType(StockAdjustReasonType, {
  name: 'StockAdjustReason',
  description: 'What kind of change by hand it was.',
  valuesConfig: {
    DELIVERY: { description: 'Goods came in; adds.' },
    RETURN: { description: 'A buyer sent goods back; adds.' },
    DAMAGE: { description: 'Goods broke; takes away.' },
    LOSS: { description: 'Goods are gone; takes away.' },
    CORRECTION: { description: 'An earlier change was wrong.' },
    OTHER: { description: 'Whatever the reason says.' },
  },
});

const MovementKindType = {
  ADJUSTED: 'ADJUSTED',
  COUNTED: 'COUNTED',
  TRANSFERRED_OUT: 'TRANSFERRED_OUT',
  TRANSFERRED_IN: 'TRANSFERRED_IN',
  RESERVED: 'RESERVED',
  BACKORDERED: 'BACKORDERED',
  FILLED: 'FILLED',
  COMMITTED: 'COMMITTED',
  RELEASED: 'RELEASED',
} as const satisfies Record<MovementKind, MovementKind>;

registerEnumType(MovementKindType, {
  name: 'StockMovementKind',
  description: 'What happened to pieces of stock.',
  valuesConfig: {
    ADJUSTED: { description: 'Changed by hand.' },
    COUNTED: { description: 'Counted; the change is what was found otherwise than expected.' },
    TRANSFERRED_OUT: { description: 'Left for another warehouse.' },
    TRANSFERRED_IN: { description: 'Came from another warehouse.' },
    RESERVED: { description: 'Promised to a checkout.' },
    BACKORDERED: { description: 'Promised to a checkout before they are there.' },
    FILLED: { description: 'Came for a checkout that waited for them.' },
    COMMITTED: { description: 'Left the shelf for a paid order.' },
    RELEASED: { description: 'Let go by a checkout.' },
  },
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

@ObjectType('StockAdjustPayload', { description: 'The stock after the change.' })
export class StockAdjustPayload {
  @Field(() => VariantStockType, { nullable: true, description: 'The stock as it is now; null when the change was refused.' })
  variantStock!: VariantStockType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('StockCountPayload', { description: 'The stock after the count.' })
export class StockCountPayload {
  @Field(() => VariantStockType, { nullable: true, description: 'The stock as it is now; null when the count was refused.' })
  variantStock!: VariantStockType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('StockTransferPayload', { description: 'Both places after the transfer.' })
export class StockTransferPayload {
  @Field(() => VariantStockType, { nullable: true, description: 'The stock where the pieces left; null when the transfer was refused.' })
  from!: VariantStockType | null;

  @Field(() => VariantStockType, { nullable: true, description: 'The stock where the pieces came; null when the transfer was refused.' })
  to!: VariantStockType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}

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

export const toStockMovementType = ({ seq, code, referenceId, ...movement }: RecordedMovement): StockMovementType => ({
  ...movement,
  id: seq,
  reasonCode: code ?? null,
  referenceId: referenceId ?? null,
});
