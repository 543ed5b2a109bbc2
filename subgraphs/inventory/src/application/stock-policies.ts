import { isRefused, refuse, type Actor, type Cause, type Refusal, type VariantId } from '@marketplace/kernel';
import { changePolicy, type PolicyChange, type PolicyRefusal, type StockPolicy } from '../domain/policy';
import type { PolicyRepository, WarehouseRepository } from './ports';
import { mayKeep } from './stock';

type Rejection = PolicyRefusal | Refusal<'variant-not-found' | 'warehouse-not-found'>;

export type StockPolicies = ReturnType<typeof createStockPolicies>;

const isSame = (a: StockPolicy, b: StockPolicy): boolean =>
  a.lowStockThreshold === b.lowStockThreshold &&
  a.backorder?.limit === b.backorder?.limit &&
  a.backorder?.warehouseId === b.backorder?.warehouseId;

type Dependencies = { readonly policies: PolicyRepository; readonly warehouses: Pick<WarehouseRepository, 'byId'> };

/** The use cases of stock policies: how sellers want their variants to be sold. */
export const createStockPolicies = ({ policies, warehouses }: Dependencies) => ({
  /** Changes what is said of it; the same again changes nothing. */
  update: async (variantId: VariantId, change: PolicyChange, cause: Cause): Promise<StockPolicy | Rejection> => {
    const before = await policies.find(variantId);
    if (before === undefined || !mayKeep(cause.actor, before.sellerId)) return refuse('variant-not-found', { path: ['variantId'] });
    const place = change.backorderWarehouseId;
    if (place !== undefined && (await warehouses.byId(place)) === undefined)
      return refuse('warehouse-not-found', { path: ['backorderWarehouseId'] });
    const after = changePolicy(before.policy, change, before.items);
    if (isRefused(after)) return after;
    if (!isSame(before.policy, after)) await policies.save(before, after, cause);
    return after;
  },

  /** The policy of a variant, for its seller's staff and operators; undefined when there is none such for the actor. */
  of: async (variantId: VariantId, actor: Actor): Promise<StockPolicy | undefined | Refusal<'login-required'>> => {
    if (actor.kind === 'guest') return refuse('login-required');
    const found = await policies.find(variantId);
    return found !== undefined && mayKeep(actor, found.sellerId) ? found.policy : undefined;
  },
});
