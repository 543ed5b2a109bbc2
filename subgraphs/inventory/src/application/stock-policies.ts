import { isRefused, refuse, type Actor, type Cause, type Refusal, type VariantId } from '@marketplace/kernel';
import { changePolicy, type PolicyChange, type PolicyRefusal, type StockPolicy } from '../domain/policy';
import type { PolicyRepository, WarehouseRepository } from './ports';
import { mayManageStock } from './stock';

type Rejection = PolicyRefusal | Refusal<'variant-not-found' | 'warehouse-not-found'>;

export type StockPolicies = ReturnType<typeof createStockPolicies>;

const isSame = (a: StockPolicy, b: StockPolicy): boolean =>
  a.lowStockThreshold === b.lowStockThreshold &&
  a.backorder?.limit === b.backorder?.limit &&
  a.backorder?.warehouseId === b.backorder?.warehouseId;

type Dependencies = { readonly policies: PolicyRepository; readonly warehouses: Pick<WarehouseRepository, 'byId'> };

/** The use cases of stock policies. */
export const createStockPolicies = ({ policies, warehouses }: Dependencies) => ({
  /** Changes the policy of a variant; an equal policy is not written again. */
  update: async (variantId: VariantId, change: PolicyChange, cause: Cause): Promise<StockPolicy | Rejection> => {
    const before = await policies.find(variantId);
    if (before === undefined || !mayManageStock(cause.actor, before.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
    const { backorderWarehouseId } = change;
    if (backorderWarehouseId !== undefined && (await warehouses.byId(backorderWarehouseId)) === undefined)
      return refuse('warehouse-not-found', { path: ['backorderWarehouseId'] });
    const after = changePolicy(before.policy, change, before.items);
    if (isRefused(after)) return after;
    if (!isSame(before.policy, after)) await policies.save(before, after, cause);
    return after;
  },

  /** The policy of a variant; undefined unless the actor is the seller's staff or an operator. */
  of: async (variantId: VariantId, actor: Actor): Promise<StockPolicy | undefined | Refusal<'login-required'>> => {
    if (actor.kind === 'guest') return refuse('login-required');
    const found = await policies.find(variantId);
    return found !== undefined && mayManageStock(actor, found.sellerId) ? found.policy : undefined;
  },
});
