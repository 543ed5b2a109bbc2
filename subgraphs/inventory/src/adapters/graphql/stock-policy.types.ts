import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { field, payloadOf } from '@marketplace/platform/graphql';
import type { StockPolicy } from '../../domain/policy';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

@ObjectType('StockPolicy', { description: 'How a seller wants a variant to be sold.' })
export class StockPolicyType {
  @Field(() => VariantType, { nullable: true, description: 'What is sold.' })
  variant!: VariantType | null;

  @Field(() => Int, { description: 'With this many left or fewer, buyers are told to hurry; 5 unless said otherwise.' })
  lowStockThreshold!: number;

  @Field(() => Int, { description: 'How many may be sold before they are there; 0 when none may.' })
  backorderLimit!: number;

  @Field(() => WarehouseType, { nullable: true, description: 'Where they will arrive; null when none may be sold before.' })
  backorderWarehouse?: WarehouseType | null;

  backorderWarehouseId!: string | null;
}

@InputType('StockPolicyUpdateInput', { description: 'What to change; what is left out stays as it is.' })
export class StockPolicyUpdateInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: VariantId;

  @Field(() => Int, { nullable: true, description: '0 to 1,000,000.' })
  lowStockThreshold?: number;

  @Field(() => Int, { nullable: true, description: '0 to 1,000,000; no fewer than are waited for now.' })
  backorderLimit?: number;

  @Field(() => ID, { nullable: true, description: 'Where goods will arrive; needed with the first limit above 0.' })
  backorderWarehouseId?: WarehouseId;
}

export const StockPolicyUpdatePayload = payloadOf(
  'StockPolicyUpdatePayload',
  'The policy after the change.',
  { stockPolicy: field(() => StockPolicyType, 'The policy as it is now; null when the change was refused.') },
  { userErrors: 'Why nothing happened.' },
);

export const toStockPolicyType = ({ variantId, lowStockThreshold, backorder }: StockPolicy): StockPolicyType => ({
  variant: { id: variantId },
  lowStockThreshold,
  backorderLimit: backorder?.limit ?? 0,
  backorderWarehouseId: backorder?.warehouseId ?? null,
});
