import { defined } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents, productsEvents } from '@marketplace/schema';
import { marketplace, sellerId } from './inventory.fixtures';
import { context } from './main';

describe('opening stock', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  const state = async (variantId: string, quantity: number, eventId?: string): Promise<void> => {
    const data = { variantId, quantity, sellerId, productId: newId(), sku: `S-${variantId}`, importId: newId() };
    const meta = { aggregateId: variantId, version: 1, ...defined({ eventId }) };
    await harness.waitUntilHandled(await harness.publish(productsEvents.InitialStockStatedV1, data, meta));
  };
  const movements = (variantId: string) =>
    harness.running.db.query<{ on_hand_change: number; kind: string }>(
      'SELECT m.on_hand_change, m.kind FROM stock_movements m JOIN stock_items i ON i.id = m.stock_item_id WHERE i.variant_id = $1',
      [variantId],
    );
  const bookNow = () => harness.running.jobs.runNow('book-stated-stock');

  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('book-stated-stock');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  it('waits for a warehouse, and is booked to the first one once', async () => {
    const [variantId, eventId] = [newId(), newId()];
    await state(variantId, 40, eventId);
    await bookNow();
    expect(await movements(variantId)).toEqual([]);
    await market.warehouse('US-NYC-1');
    const first = await market.warehouse('DE-BER-1');
    await state(variantId, 40, eventId);
    await state(variantId, 99);
    await bookNow();
    await bookNow();
    expect(await movements(variantId)).toEqual([{ on_hand_change: 40, kind: 'ADJUSTED' }]);
    expect(await harness.waitForEvent(inventoryEvents.StockAdjustedV1, (data) => data.variantId === variantId)).toMatchObject({
      warehouseId: first,
    });
    expect(
      await harness.waitForEvent(inventoryEvents.AvailabilityChangedV1, (data) => data.variantId === variantId && data.available === 40),
    ).toBeDefined();
  });

  it('is ignored when the variant has stock already', async () => {
    const variantId = await market.stocked({ 'FR-PAR-1': 3 });
    await state(variantId, 40);
    await bookNow();
    expect((await movements(variantId)).map(({ on_hand_change }) => on_hand_change)).toEqual([3]);
    expect(await harness.running.db.query('SELECT 1 FROM stated_stock WHERE variant_id = $1 AND settled_at IS NULL', [variantId])).toEqual(
      [],
    );
  });
});
