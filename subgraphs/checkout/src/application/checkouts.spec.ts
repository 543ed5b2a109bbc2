import { runJob } from '@marketplace/application/testing';
import { idOf, instant, type Cause, type CheckoutId } from '@marketplace/kernel';
import type { Checkout } from '../domain/checkout';
import { createCheckouts } from './checkouts';
import type { CheckoutStore, StoredCheckout } from './ports';

const at = instant('2026-11-21T08:30:00.000Z');
const buyerId = idOf<'User'>('01900000-0000-7000-8000-0000000000b1');
const cause: Cause = { actor: { kind: 'user', userId: buyerId, roles: ['buyer'], sellerIds: [] }, correlationId: 'test' };

/** An in-memory store. `due` returns the checkouts as of the last call of `look`. */
const inMemory = () => {
  const kept = new Map<CheckoutId, StoredCheckout>();
  const keep = (checkout: Checkout, version: number): void => {
    kept.set(checkout.request.checkoutId, { version, announced: version, correlationId: 'test', checkout });
  };
  const seen: { due: readonly { readonly id: CheckoutId; readonly version: number }[] } = { due: [] };
  const store: CheckoutStore = {
    find: (id) => Promise.resolve(kept.get(id)),
    findMany: (ids) => Promise.resolve(ids.flatMap((id) => kept.get(id) ?? [])),
    recent: (id) => Promise.resolve(kept.get(id)),
    begin: ({ checkout }) => Promise.resolve(keep(checkout, 1)),
    advance: ({ version }, { checkout }) => Promise.resolve(keep(checkout, version + 1)),
    due: () => Promise.resolve(seen.due),
    reportStuck: () => Promise.resolve({ count: 0, unreported: [] }),
    stuck: () => Promise.resolve([]),
  };
  const look = (): void => {
    seen.due = [...kept].map(([id, { version }]) => ({ id, version }));
  };
  return { store, look };
};

/** Caches its own writes, as a process does that shares the store with others. */
const remembering = (store: CheckoutStore): CheckoutStore => {
  const written = new Map<CheckoutId, StoredCheckout>();
  return {
    ...store,
    recent: (id) => Promise.resolve(written.get(id) ?? store.find(id)),
    advance: async (stored, transition, why) => {
      await store.advance(stored, transition, why);
      written.set(stored.checkout.request.checkoutId, { ...stored, version: stored.version + 1, checkout: transition.checkout });
    },
  };
};

const setUp = () => {
  const { store, look } = inMemory();
  let made = 0;
  const newId = <Name extends string>() => idOf<Name>(`01900000-0000-7000-8000-${(made += 1).toString().padStart(12, '0')}`);
  const process = (shared: CheckoutStore) =>
    createCheckouts({ checkouts: shared, sealing: { seal: () => 'k1.sealed' }, clock: () => at, newId });
  const checkouts = process(store);
  const begin = async (): Promise<CheckoutId> => {
    const begun = await checkouts.start(
      {
        cartId: newId(),
        expectedCartVersion: 1,
        shippingAddress: { name: 'Ada', line1: 'Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
        shippingOptionIds: [],
        paymentMethod: { token: 'pm_1' },
        keepOnDecline: false,
      },
      cause,
    );
    if (typeof begun !== 'string') throw new Error(begun.refused);
    return begun;
  };
  const pass = () => runJob(checkouts.deadlines, { now: at });
  const statusOf = async (id: CheckoutId) => (await store.find(id))?.checkout.progress.status;
  return { checkouts, processes: [process(remembering(store)), process(remembering(store))] as const, begin, look, pass, statusOf };
};

describe('a deadline that has passed', () => {
  it('aborts a checkout that still waits', async () => {
    const { begin, look, pass, statusOf } = setUp();
    const id = await begin();
    look();
    expect(await pass()).toBe(1);
    expect(await statusOf(id)).toBe('ABORTING');
  });

  it('is ignored when the answer arrived in the meantime', async () => {
    const { checkouts, begin, look, pass, statusOf } = setUp();
    const id = await begin();
    look();
    await checkouts.handle(id, { type: 'CartFrozen', currency: 'USD', lines: [], couponCodes: [] }, cause);
    await pass();
    expect(await statusOf(id)).toBe('CART_FROZEN');
  });
});

describe('an input', () => {
  it('of an unknown checkout changes nothing', async () => {
    const { checkouts } = setUp();
    expect(await checkouts.handle(idOf('01900000-0000-7000-8000-000000000009'), { type: 'StockReserved' }, cause)).toEqual({
      refused: 'checkout-not-found',
    });
  });
});

describe('another card', () => {
  it('can be tried by the buyer only, and only after a decline', async () => {
    const { checkouts, begin } = setUp();
    const id = await begin();
    const strange: Cause = { ...cause, actor: { kind: 'user', userId: idOf('another'), roles: ['operator'], sellerIds: [] } };
    expect(await checkouts.retryPayment(id, { token: 'pm_2' }, strange)).toEqual({ refused: 'checkout-not-found' });
    expect(await checkouts.retryPayment(id, { token: 'pm_2' }, cause)).toEqual({ refused: 'payment-not-retryable' });
    expect(await checkouts.retryPayment(id, { cashOnDelivery: true }, cause)).toMatchObject({ refused: 'invalid-payment-method' });
  });
});

describe('an answer', () => {
  it('is not ignored because of a stale cache when another process has advanced the checkout', async () => {
    const { processes, begin, statusOf } = setUp();
    const [one, other] = processes;
    const id = await begin();
    await one.handle(id, { type: 'CartFrozen', currency: 'USD', lines: [], couponCodes: [] }, cause);
    await other.handle(id, { type: 'ShippingQuoted', quotes: [] }, cause);
    expect(await one.handle(id, { type: 'DiscountsQuoted', total: { amount: '0', currency: 'USD' }, lines: [], delivery: [] }, cause)).toBe(
      'moved',
    );
    expect(await statusOf(id)).toBe('SHIPPING_QUOTED');
  });
});
