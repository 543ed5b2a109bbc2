import type { Page } from '@marketplace/application';
import { guest, idOf, isRefused, type Actor, type OrderId } from '@marketplace/kernel';
import { created } from '../domain/order.fixtures';
import { createOrderLists } from './order-lists';

const user = (roles: Extract<Actor, { kind: 'user' }>['roles'], ...sellerIds: readonly string[]): Actor => ({
  kind: 'user',
  userId: idOf('01900000-0000-7000-8000-0000000000b1'),
  roles,
  sellerIds: sellerIds.map((id) => idOf(id)),
});
const [seller, otherSeller] = ['01900000-0000-7000-8000-0000000000c1', '01900000-0000-7000-8000-0000000000c2'];
const after = idOf<'Order'>('01900000-0000-7000-8000-0000000000d1');

const given = () => {
  const pages: Page<OrderId>[] = [];
  const read = (_owner: unknown, page: Page<OrderId>) => {
    pages.push(page);
    return Promise.resolve([{ version: 1, announced: 1, state: created }]);
  };
  return { pages, lists: createOrderLists({ ofBuyer: read, ofSeller: read }) };
};

describe('lists of orders', () => {
  it('show buyers their orders, from the cursor to older ones', async () => {
    const { pages, lists } = given();
    expect(await lists.own({ limit: 3, after }, user(['buyer']))).toHaveLength(1);
    expect(await lists.own({ limit: 3 }, user(['buyer']))).toHaveLength(1);
    expect(pages).toEqual([{ limit: 3, after }, { limit: 3 }]);
  });

  it('ask a guest to log in', async () => {
    expect(await given().lists.own({ limit: 3 }, guest)).toEqual({ refused: 'login-required' });
  });

  it('show the orders of a seller to its staff and to operators only', async () => {
    const { lists } = given();
    const sold = (actor: Actor) => lists.ofSeller(idOf(seller), { limit: 3 }, actor);
    expect(isRefused(await sold(user(['seller'], seller)))).toBe(false);
    expect(isRefused(await sold(user(['operator'])))).toBe(false);
    for (const actor of [guest, user(['buyer']), user(['seller'], otherSeller)])
      expect(await sold(actor)).toEqual({ refused: 'forbidden' });
  });
});
