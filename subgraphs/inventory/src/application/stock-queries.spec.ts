import { guest, idOf, type Actor, type SellerId } from '@marketplace/kernel';
import type { InventoryViews } from './inventory.view';
import { createStockQueries } from './stock-queries';

const [ours, theirs]: readonly SellerId[] = [idOf('ours'), idOf('theirs')];
const user = (roles: Extract<Actor, { kind: 'user' }>['roles'], ...sellerIds: readonly (SellerId | undefined)[]): Actor => ({
  kind: 'user',
  userId: idOf('user'),
  roles,
  sellerIds: sellerIds.filter((id) => id !== undefined),
});
const [buyer, staff, rival, operator] = [user(['buyer']), user(['seller'], ours), user(['seller'], theirs), user(['operator'])];

/** A variant of one seller, in one warehouse. */
const given = () => {
  const sellers: (readonly SellerId[] | 'all')[] = [];
  const views: Partial<InventoryViews> = {
    sellerOf: (id) => Promise.resolve(id === 'shirt' ? ours : undefined),
    stockOf: () => Promise.resolve([]),
    movementsOf: () => Promise.resolve([]),
    warehousesByIds: (ids) => Promise.resolve(new Map(ids.filter((id) => id === 'berlin').map((id) => [id, {} as never]))),
    stockIn: (_warehouse, of) => {
      sellers.push(of);
      return Promise.resolve([]);
    },
  };
  return { sellers, queries: createStockQueries({ views: views as InventoryViews }) };
};

describe('stock queries', () => {
  it("are for the variant's seller and for operators; for others the variant does not exist", async () => {
    const { queries } = given();
    for (const actor of [staff, operator]) expect(await queries.ofVariant(idOf('shirt'), actor)).toEqual([]);
    for (const actor of [buyer, rival]) {
      expect(await queries.ofVariant(idOf('shirt'), actor)).toBeUndefined();
      expect(await queries.movementsOf(idOf('shirt'), { limit: 1 }, actor)).toBeUndefined();
    }
    expect(await queries.ofVariant(idOf('mug'), operator)).toBeUndefined();
  });

  it('require a guest to log in', async () => {
    const { queries } = given();
    expect(await queries.ofVariant(idOf('shirt'), guest)).toEqual({ refused: 'login-required' });
    expect(await queries.movementsOf(idOf('shirt'), { limit: 1 }, guest)).toEqual({ refused: 'login-required' });
  });

  it('return all stock of a warehouse to operators, their own to staff, and nothing to others', async () => {
    const { queries, sellers } = given();
    const inBerlin = (actor: Actor) => queries.inWarehouse(idOf('berlin'), { limit: 1 }, actor);
    expect([await inBerlin(operator), await inBerlin(staff)]).toEqual([[], []]);
    expect(sellers).toEqual(['all', [ours]]);
    for (const actor of [guest, buyer]) expect(await inBerlin(actor)).toEqual({ refused: 'forbidden' });
    expect(await queries.inWarehouse(idOf('paris'), { limit: 1 }, operator)).toBeUndefined();
  });
});
