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
  'variant-not-found': 'There is no such variant among yours. A new product is known here a moment after it was saved.',
  'warehouse-not-found': 'There is no such warehouse.',
  'invalid-change': 'A change is a whole number other than 0, up to 1,000,000 either way, and in the direction that its kind says.',
  'invalid-count': 'A count is a whole number from 0 to 10,000,000.',
  'invalid-quantity': 'A quantity is a whole number from 1 to 1,000,000.',
  'invalid-reason': 'A reason has 1 to 200 characters, all of which can be printed.',
  'same-warehouse': 'The goods are there already.',
  'insufficient-stock': 'So many cannot be taken away: the rest is promised to buyers.',
  'stock-limit-exceeded': 'One warehouse holds 10,000,000 of a variant at most.',
  'invalid-low-stock-threshold': 'A threshold is a whole number from 0 to 1,000,000.',
  'invalid-backorder-limit': 'A limit is a whole number from 0 to 1,000,000.',
  'backorder-warehouse-required': 'Say where the goods will arrive.',
  'backorders-waiting': 'Buyers wait for more than that, or somewhere else: what they were promised cannot be taken back.',
};

type Services = {
  readonly stock: Stock;
  readonly policies: StockPolicies;
  readonly views: Pick<InventoryViews, 'stockItem' | 'transferred'>;
};

/** What those who keep stock do by hand. */
export const stockMutations = ({ stock, policies, views }: Services): object => {
  const answer = async (id: StockItemId) => {
    const placed = await views.stockItem(id);
    return { variantStock: placed === undefined ? null : toVariantStockType(placed) };
  };
  const ids = { variantId: 'variant-not-found', warehouseId: 'warehouse-not-found' } as const;
  return mutations({
    stockAdjust: mutation({
      description: "Adds to the stock of a variant in a warehouse, or takes from it; for its seller's staff and operators.",
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
      description: "Takes what was counted for what there is of a variant in a warehouse; for its seller's staff and operators.",
      input: StockCountInput,
      inputDescription: 'The count.',
      payload: StockCountPayload,
      ids,
      errors: pick(messages, 'variant-not-found', 'warehouse-not-found', 'insufficient-stock', 'invalid-count', 'invalid-reason'),
      run: (count, { cause }) => stock.count(count, cause),
      answer,
    }),
    stockTransfer: mutation({
      description: "Moves pieces of a variant from one warehouse to another; for its seller's staff and operators.",
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
      description:
        "Says when a variant counts as low, and how many may be sold before they are there; for its seller's staff and operators.",
      input: StockPolicyUpdateInput,
      inputDescription: 'What to change.',
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
