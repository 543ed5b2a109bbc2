import type { VariantId, WarehouseId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { StockPolicy } from '../../domain/policy';
import { VariantType } from './availability.types';
import { WarehouseType } from './warehouse.types';

export const StockPolicyType = objectType('StockPolicy', 'The low stock threshold and backorder limit of a variant.', {
  variant: t.of(VariantType, 'The variant.').nullable(),
  lowStockThreshold: t.int('The number of available units at or below which the variant counts as low in stock. The default is 5.'),
  backorderLimit: t.int('The number of units that can be sold before they arrive; 0 if backorders are not allowed.'),
  backorderWarehouse: t
    .of(WarehouseType, 'The warehouse where backordered units arrive; null if backorders are not allowed.')
    .nullable()
    .optional(),
  backorderWarehouseId: t.hidden<string | null>(),
});
export type StockPolicyType = InstanceType<typeof StockPolicyType>;

export const StockPolicyUpdateInput = inputType(
  'StockPolicyUpdateInput',
  'The policy fields to change. Omitted fields keep their values.',
  {
    variantId: t.id<VariantId>('The ID of the variant.'),
    lowStockThreshold: t.int('The low stock threshold, from 0 to 1,000,000.').optional(),
    backorderLimit: t.int('The backorder limit, from 0 to 1,000,000. At least the number of units backordered now.').optional(),
    backorderWarehouseId: t
      .id<WarehouseId>('The ID of the warehouse where backordered units arrive. Required with the first limit above 0.')
      .optional(),
  },
);

export const StockPolicyUpdatePayload = payloadOf(
  'StockPolicyUpdatePayload',
  'The result of `stockPolicyUpdate`.',
  { stockPolicy: t.of(StockPolicyType, 'The updated policy; null if there are errors.') },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);

export const toStockPolicyType = ({ variantId, lowStockThreshold, backorder }: StockPolicy): StockPolicyType => ({
  variant: { id: variantId },
  lowStockThreshold,
  backorderLimit: backorder?.limit ?? 0,
  backorderWarehouseId: backorder?.warehouseId ?? null,
});
