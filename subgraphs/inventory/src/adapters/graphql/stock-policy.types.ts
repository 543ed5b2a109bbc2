import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { StockPolicy } from '../../domain/policy';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

export const StockPolicyType = objectType('StockPolicy', 'How a seller wants a variant to be sold.', {
  variant: t.of(VariantType, 'What is sold.').nullable(),
  lowStockThreshold: t.int('With this many left or fewer, buyers are told to hurry; 5 unless said otherwise.'),
  backorderLimit: t.int('How many may be sold before they are there; 0 when none may.'),
  backorderWarehouse: t.of(WarehouseType, 'Where they will arrive; null when none may be sold before.').nullable().optional(),
  backorderWarehouseId: t.hidden<string | null>(),
});
export type StockPolicyType = InstanceType<typeof StockPolicyType>;

export const StockPolicyUpdateInput = inputType('StockPolicyUpdateInput', 'What to change; what is left out stays as it is.', {
  variantId: t.id<VariantId>('The variant.'),
  lowStockThreshold: t.int('0 to 1,000,000.').optional(),
  backorderLimit: t.int('0 to 1,000,000; no fewer than are waited for now.').optional(),
  backorderWarehouseId: t.id<WarehouseId>('Where goods will arrive; needed with the first limit above 0.').optional(),
});

export const StockPolicyUpdatePayload = payloadOf(
  'StockPolicyUpdatePayload',
  'The policy after the change.',
  { stockPolicy: t.of(StockPolicyType, 'The policy as it is now; null when the change was refused.') },
  { userErrors: 'Why nothing happened.' },
);

export const toStockPolicyType = ({ variantId, lowStockThreshold, backorder }: StockPolicy): StockPolicyType => ({
  variant: { id: variantId },
  lowStockThreshold,
  backorderLimit: backorder?.limit ?? 0,
  backorderWarehouseId: backorder?.warehouseId ?? null,
});
