import { Field, ID, InputType, Int } from 'type-graphql';
import type { AdjustmentCode } from '../../domain/stock';
import { StockAdjustReasonType } from './stock.types';

@InputType('StockAdjustInput', { description: 'A change of stock by hand: a delivery, a count, damage.' })
export class StockAdjustInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: string;

  @Field(() => Int, { description: 'How many more, or fewer when negative; up to 1,000,000 and not 0.' })
  change!: number;

  @Field(() => StockAdjustReasonType, {
    defaultValue: 'OTHER',
    description: 'What kind of change it is; a delivery or return adds, damage or loss takes away.',
  })
  reasonCode!: AdjustmentCode;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@InputType('StockCountInput', { description: 'What somebody counted on a shelf.' })
export class StockCountInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: string;

  @Field(() => Int, { description: 'How many there are, 0 to 10,000,000; no fewer than are promised.' })
  counted!: number;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@InputType('StockTransferInput', { description: 'Pieces that go from one warehouse to another.' })
export class StockTransferInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'The warehouse that they leave.' })
  fromWarehouseId!: string;

  @Field(() => ID, { description: 'The warehouse that they go to.' })
  toWarehouseId!: string;

  @Field(() => Int, { description: 'How many, 1 to 1,000,000; no more than can still be bought there.' })
  quantity!: number;

  @Field(() => String, { description: 'Why, 1 to 200 characters; kept in the history of the stock.' })
  reason!: string;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}
