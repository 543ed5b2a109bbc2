import { mutation, mutations, pick } from '@marketplace/platform/graphql';
import type { InventoryViews } from '../../application/inventory.view';
import type { Stock } from '../../application/stock';
import type { StockPolicies } from '../../application/stock-policies';
import type { StockItemId } from '../../domain/stock';
import { StockPolicyUpdateInput, StockPolicyUpdatePayload, toStockPolicyType } from './stock-policy.types';
import {
  StockAdjustInput,
  StockAdjustPayload,
  StockCountInput,
  StockCountPayload,
  StockTransferInput,
  StockTransferPayload,
  toVariantStockType,
} from './stock.types';

const messages = {
  'variant-not-found': 'This variant does not exist or is not yours. A new product can take a moment to appear.',
  'warehouse-not-found': 'This warehouse does not exist.',
  'invalid-change':
    'Enter a whole number from -1,000,000 to 1,000,000, except 0: positive for a delivery or return, negative for damage or loss.',
  'invalid-count': 'Enter a count from 0 to 10,000,000.',
  'invalid-quantity': 'Enter a quantity from 1 to 1,000,000.',
  'invalid-reason': 'Enter a reason of 1 to 200 printable characters.',
  'same-warehouse': 'Select two different warehouses.',
  'insufficient-stock': 'Not enough unreserved stock.',
  'stock-limit-exceeded': 'A warehouse can hold at most 10,000,000 units of a variant.',
  'invalid-low-stock-threshold': 'Enter a threshold from 0 to 1,000,000.',
  'invalid-backorder-limit': 'Enter a limit from 0 to 1,000,000.',
  'backorder-warehouse-required': 'Select the warehouse where backordered units will arrive.',
  'backorders-waiting': 'Buyers have already backordered more units than this, or in another warehouse.',
};

type Dependencies = {
  readonly stock: Stock;
  readonly policies: StockPolicies;
  readonly views: Pick<InventoryViews, 'stockItem' | 'transferred'>;
};

/** The stock mutations of sellers' staff and operators. */
export const stockMutations = ({ stock, policies, views }: Dependencies): object => {
  const answer = async (id: StockItemId) => {
    const found = await views.stockItem(id);
    return { variantStock: found === undefined ? null : toVariantStockType(found) };
  };
  const ids = { variantId: 'variant-not-found', warehouseId: 'warehouse-not-found' } as const;
  return mutations({
    stockAdjust: mutation({
      description: "Increases or decreases the stock of a variant in a warehouse. Only for the seller's staff and operators.",
      input: StockAdjustInput,
      inputDescription: 'The change.',
      payload: StockAdjustPayload,
      ids,
      errors: pick(
        messages,
        'variant-not-found',
        'warehouse-not-found',
        'insufficient-stock',
        'invalid-change',
        'invalid-reason',
        'stock-limit-exceeded',
      ),
      run: ({ reasonCode: code, ...change }, { cause }) => stock.adjust({ ...change, code }, cause),
      answer,
    }),
    stockCount: mutation({
      description: "Sets on-hand stock of a variant in a warehouse to a counted quantity. Only for the seller's staff and operators.",
      input: StockCountInput,
      inputDescription: 'The count.',
      payload: StockCountPayload,
      ids,
      errors: pick(messages, 'variant-not-found', 'warehouse-not-found', 'insufficient-stock', 'invalid-count', 'invalid-reason'),
      run: (count, { cause }) => stock.count(count, cause),
      answer,
    }),
    stockTransfer: mutation({
      description: "Moves units of a variant from one warehouse to another. Only for the seller's staff and operators.",
      input: StockTransferInput,
      inputDescription: 'The transfer.',
      payload: StockTransferPayload,
      ids: { variantId: 'variant-not-found', fromWarehouseId: 'warehouse-not-found', toWarehouseId: 'warehouse-not-found' },
      errors: pick(
        messages,
        'variant-not-found',
        'warehouse-not-found',
        'same-warehouse',
        'insufficient-stock',
        'invalid-quantity',
        'invalid-reason',
        'stock-limit-exceeded',
      ),
      run: (transfer, { cause }) => stock.transfer(transfer, cause),
      answer: async (transferId) => {
        const [from = null, to = null] = (await views.transferred(transferId)).map(toVariantStockType);
        return { from, to };
      },
    }),
    stockPolicyUpdate: mutation({
      description: "Sets the low stock threshold and the backorder limit of a variant. Only for the seller's staff and operators.",
      input: StockPolicyUpdateInput,
      inputDescription: 'The policy fields to change.',
      payload: StockPolicyUpdatePayload,
      ids: { variantId: 'variant-not-found', backorderWarehouseId: 'warehouse-not-found' },
      errors: pick(
        messages,
        'variant-not-found',
        'warehouse-not-found',
        'invalid-low-stock-threshold',
        'invalid-backorder-limit',
        'backorder-warehouse-required',
        'backorders-waiting',
      ),
      run: ({ variantId, ...change }, { cause }) => policies.update(variantId, change, cause),
      answer: (policy) => ({ stockPolicy: toStockPolicyType(policy) }),
    }),
  });
};
