import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf, DateTime, enumOf, field, IdempotencyKey, payloadOf } from '@marketplace/platform/graphql';
import type { FeedKind, WarehouseDifference } from '../../domain/difference';
import { VariantType } from './availability.types';
import { VariantStockType } from './stock.types';
import { WarehouseType } from './warehouse.types';

const FeedKindType = enumOf<FeedKind>('WarehouseFeedKind', "How a warehouse's own system tells what it counts.", {
  FILE: 'A file that it leaves.',
  HTTP: 'An address that is asked.',
});

@ObjectType('WarehouseFeed', { description: "A warehouse's own system, whose count is compared with ours." })
export class WarehouseFeedType {
  @Field(() => FeedKindType, { description: 'How it tells.' })
  kind!: FeedKind;

  @Field(() => DateTime, { nullable: true, description: 'When it was read last; null when it never was.' })
  readAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it could not be read the last time; null when it could.' })
  error!: string | null;

  @Field(() => Int, { description: 'Lines that could not be read or belong to no variant, the last time.' })
  unreadable!: number;
}

@ObjectType('WarehouseDifference', { description: 'What a warehouse counts otherwise than we do; for operators.' })
export class WarehouseDifferenceType {
  @Field(() => ID, { description: 'The id of the difference.' })
  id!: string;

  @Field(() => WarehouseType, { nullable: true, description: 'The warehouse.' })
  warehouse?: WarehouseType | null;

  @Field(() => VariantType, { nullable: true, description: 'What was counted.' })
  variant!: VariantType | null;

  @Field(() => Int, { description: 'How many we had on hand when the warehouse was asked.' })
  onHand!: number;

  @Field(() => Int, { description: 'How many the warehouse counted.' })
  counted!: number;

  @Field(() => DateTime, { description: 'When the difference was found.' })
  foundAt!: string;

  warehouseId!: string;
}

export const WarehouseDifferenceConnectionType = connectionOf('WarehouseDifference', WarehouseDifferenceType);

@InputType('WarehouseFeedSetInput', { description: 'Which feed is read for a warehouse.' })
export class WarehouseFeedSetInput {
  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: string;

  @Field(() => FeedKindType, {
    nullable: true,
    description: 'How it tells, as configured for the warehouse; null when none is to be read.',
  })
  kind?: FeedKind;
}

export const WarehouseFeedSetPayload = payloadOf(
  'WarehouseFeedSetPayload',
  'The warehouse with its feed.',
  { warehouse: field(() => WarehouseType, 'The warehouse; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

@InputType('WarehouseDifferenceAcceptInput', { description: 'Which difference to settle as the warehouse counted.' })
export class WarehouseDifferenceAcceptInput {
  @Field(() => ID, { description: 'The difference.' })
  differenceId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

export const WarehouseDifferenceAcceptPayload = payloadOf(
  'WarehouseDifferenceAcceptPayload',
  'The stock as the warehouse counted it.',
  { variantStock: field(() => VariantStockType, 'The stock as it is now; null when it was refused.') },
  { userErrors: 'Why nothing happened.' },
);

export const toWarehouseDifferenceType = ({ variantId, ...difference }: WarehouseDifference): WarehouseDifferenceType => ({
  ...difference,
  variant: { id: variantId },
});
