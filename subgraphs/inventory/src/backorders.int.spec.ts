import { defined } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents } from '@marketplace/schema';
import { buyer, inMinutes, marketplace, operator, rival } from './inventory.fixtures';
import { context } from './main';

const { StockReservedV1, StockRejectedV1, ReservationConfirmedV1, ReservationBackorderedV1, ReservationReleasedV1 } = inventoryEvents;

describe('backorders', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('fill-backorders');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const of = (checkoutId: string) => (data: { readonly checkoutId: string }) => data.checkoutId === checkoutId;
  /** Creates a variant with a quantity on hand and a backorder limit. */
  const backorderable = async (onHand: number, limit: number): Promise<string> => {
    const variantId = onHand === 0 ? ((await market.variants(1))[0] ?? '') : await market.stocked({ 'DE-1': onHand });
    const answer = await market.policy(variantId, { backorderLimit: limit, backorderWarehouseId: await market.warehouse('DE-1') });
    expect(answer.data).toMatchObject({ stockPolicyUpdate: { userErrors: [] } });
    return variantId;
  };
  const reserved = async (variantId: string, quantity: number, expiresAt?: string): Promise<string> => {
    const checkoutId = newId();
    await market.request(checkoutId, [{ variantId, quantity }], defined({ expiresAt }));
    await harness.waitForEvent(StockReservedV1, of(checkoutId));
    return checkoutId;
  };
  const quantitiesOf = async (variantId: string): Promise<readonly number[]> => {
    const [row] = await harness.running.db.query<{ on_hand: number; reserved: number; backordered: number }>(
      'SELECT on_hand, reserved, backordered FROM stock_items WHERE variant_id = $1',
      [variantId],
    );
    return row === undefined ? [] : [row.on_hand, row.reserved, row.backordered];
  };
  const deliver = async (variantId: string, quantity: number): Promise<void> => {
    await market.adjusted(variantId, await market.warehouse('DE-1'), quantity);
    await harness.running.jobs.runNow('fill-backorders');
  };
  const isConfirmed = async (checkoutId: string): Promise<boolean> =>
    (await harness.publishedEvents(ReservationConfirmedV1)).some(of(checkoutId));

  it('are sold up to the limit, after stock is sold out', async () => {
    const variantId = await backorderable(2, 3);
    await reserved(variantId, 4);
    expect(await quantitiesOf(variantId)).toEqual([2, 2, 2]);
    const tooMany = newId();
    await market.request(tooMany, [{ variantId, quantity: 2 }]);
    expect(await harness.waitForEvent(StockRejectedV1, of(tooMany))).toMatchObject({
      shortages: [{ variantId, requested: 2, available: 1 }],
    });
    await reserved(variantId, 1);
    expect(await quantitiesOf(variantId)).toEqual([2, 2, 3]);
  });

  it('wait when they are paid, and are confirmed when all units have arrived', async () => {
    const variantId = await backorderable(1, 5);
    const checkoutId = await reserved(variantId, 3);
    await market.capture(checkoutId);
    const waiting = await harness.waitForEvent(ReservationBackorderedV1, of(checkoutId));
    expect(waiting).toMatchObject({ waitingFor: [{ variantId, quantity: 2, warehouseId: await market.warehouse('DE-1') }] });
    expect(await quantitiesOf(variantId)).toEqual([1, 1, 2]);
    await deliver(variantId, 1);
    expect(await quantitiesOf(variantId)).toEqual([2, 2, 1]);
    expect(await isConfirmed(checkoutId)).toBe(false);
    await deliver(variantId, 10);
    expect(await harness.waitForEvent(ReservationConfirmedV1, of(checkoutId))).toMatchObject({ allocations: [{ variantId, quantity: 3 }] });
    expect(await quantitiesOf(variantId)).toEqual([9, 0, 0]);
  });

  it('are filled oldest first, and before new requests', async () => {
    const variantId = await backorderable(0, 10);
    const [first, second] = [await reserved(variantId, 2), await reserved(variantId, 2)];
    await harness.waitUntilHandled(await market.capture(second));
    await harness.waitUntilHandled(await market.capture(first));
    await market.adjusted(variantId, await market.warehouse('DE-1'), 3);
    // Arrived units fill older backorders first: a new request waits behind them.
    const late = await reserved(variantId, 1);
    await harness.running.jobs.runNow('fill-backorders');
    await harness.waitUntilHandled(await market.capture(late));
    expect([await isConfirmed(first), await isConfirmed(second), await isConfirmed(late)]).toEqual([true, false, false]);
    await deliver(variantId, 2);
    expect([await isConfirmed(second), await isConfirmed(late)]).toEqual([true, true]);
    expect(await quantitiesOf(variantId)).toEqual([0, 0, 0]);
  });

  it('are released like other units', async () => {
    const variantId = await backorderable(1, 2);
    const checkoutId = await reserved(variantId, 3);
    await market.release(checkoutId);
    await harness.waitForEvent(ReservationReleasedV1, of(checkoutId));
    expect(await quantitiesOf(variantId)).toEqual([1, 0, 0]);
    const expiring = await reserved(variantId, 3, inMinutes(-1));
    await harness.waitForEvent(ReservationReleasedV1, of(expiring));
    expect(await quantitiesOf(variantId)).toEqual([1, 0, 0]);
  });

  it('never exceed the limit, however many buyers race for them', async () => {
    const variantId = await backorderable(5, 10);
    const events = await Promise.all(Array.from({ length: 40 }, () => market.request(newId(), [{ variantId, quantity: 1 }])));
    for (const eventId of events) await harness.waitUntilHandled(eventId);
    expect(await quantitiesOf(variantId)).toEqual([5, 5, 10]);
    await expect(
      harness.running.db.query('UPDATE stock_items SET backordered = backordered + 1 WHERE variant_id = $1', [variantId]),
    ).rejects.toThrow(/violates check constraint/);
  });

  it('are part of the availability', async () => {
    const variantId = await backorderable(1, 4);
    const read =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Variant { availability { status quantity backorderQuantity } } } }';
    const shown = async () =>
      (await harness.graph(buyer, read, { r: [{ __typename: 'Variant', id: variantId }] })).data?.['_entities'] as readonly object[];
    expect(await shown()).toEqual([{ availability: { status: 'LOW_STOCK', quantity: 5, backorderQuantity: 4 } }]);
    await reserved(variantId, 2);
    expect(await shown()).toEqual([{ availability: { status: 'BACKORDER', quantity: 3, backorderQuantity: 3 } }]);
  });

  it('are allowed by staff and operators, and not withdrawn from buyers who wait', async () => {
    const variantId = await backorderable(0, 5);
    await reserved(variantId, 2);
    const elsewhere = await market.warehouse('CN-1');
    for (const change of [{ backorderLimit: 1 }, { backorderLimit: 0 }, { backorderWarehouseId: elsewhere }]) {
      expect((await market.policy(variantId, change)).data).toMatchObject({
        stockPolicyUpdate: { stockPolicy: null, userErrors: [{ code: 'BACKORDERS_WAITING' }] },
      });
    }
    expect(
      (await market.policy(variantId, { backorderLimit: 2, lowStockThreshold: 9, backorderWarehouseId: null }, operator)).data,
    ).toEqual({
      stockPolicyUpdate: {
        stockPolicy: { lowStockThreshold: 9, backorderLimit: 2, backorderWarehouse: { code: 'DE-1' }, variant: { id: variantId } },
        userErrors: [],
      },
    });
    for (const actor of [rival, buyer]) {
      expect((await market.policy(variantId, { backorderLimit: 100 }, actor)).data).toMatchObject({
        stockPolicyUpdate: { userErrors: [{ code: 'VARIANT_NOT_FOUND' }] },
      });
    }
    const read = 'query ($id: ID!) { stockPolicy(variantId: $id) { lowStockThreshold backorderLimit } }';
    expect((await harness.graph(operator, read, { id: variantId })).data).toEqual({
      stockPolicy: { lowStockThreshold: 9, backorderLimit: 2 },
    });
    expect((await harness.graph(rival, read, { id: variantId })).data).toEqual({ stockPolicy: null });
  });

  it('keep movements that add up', async () => {
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(0);
  });
});
