import type { Page } from '@marketplace/application';
import { isOperator, refuse, type Actor, type Cause, type NewId, type Refusal } from '@marketplace/kernel';
import { invalidTerms, isSameWarehouse, type Warehouse, type WarehouseRefusal, type WarehouseTerms } from '../domain/warehouse';
import type { InventoryViews } from './inventory.view';
import type { WarehouseRepository } from './ports';

type CreateRejection = WarehouseRefusal | Refusal<'forbidden' | 'warehouse-code-taken'>;

export type Warehouses = ReturnType<typeof createWarehouses>;

const mayList = (actor: Actor): boolean => isOperator(actor) || (actor.kind === 'user' && actor.sellerIds.length > 0);

type Dependencies = {
  readonly warehouses: WarehouseRepository;
  readonly views: Pick<InventoryViews, 'warehouses'>;
  readonly newId: NewId;
};

/** The use cases of warehouses. */
export const createWarehouses = ({ warehouses, views, newId }: Dependencies) => ({
  /** Creates a warehouse. The code is its key: a repeated request with the same terms returns the existing warehouse. */
  create: async (terms: WarehouseTerms, cause: Cause): Promise<Warehouse | CreateRejection> => {
    if (!isOperator(cause.actor)) return refuse('forbidden');
    const refused = invalidTerms(terms);
    if (refused !== undefined) return refused;
    const known = await warehouses.byCode(terms.code);
    if (known !== undefined) return isSameWarehouse(known, terms) ? known : refuse('warehouse-code-taken', { path: ['code'] });
    const warehouse: Warehouse = { id: newId(), code: terms.code, name: terms.name, countryCode: terms.countryCode };
    await warehouses.create(warehouse, cause);
    return warehouse;
  },

  /** The warehouses in order of code; for sellers' staff and operators. */
  list: async (page: Page, actor: Actor): Promise<readonly Warehouse[] | Refusal<'forbidden'>> =>
    mayList(actor) ? views.warehouses(page) : refuse('forbidden'),
});
