import { defined } from '@marketplace/kernel';
import { newId, openDatabase } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { inMinutes, marketplace, type RequestedLine } from './inventory.fixtures';
import { context } from './main';

const { StockReservedV1, StockRejectedV1, ReservationConfirmedV1, ReservationReleasedV1 } = inventoryEvents;

describe('reservations', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('retry-short-confirmations');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const of = (checkoutId: string) => (data: { readonly checkoutId: string }) => data.checkoutId === checkoutId;
  const published = async (
    contract: typeof StockReservedV1 | typeof StockRejectedV1 | typeof ReservationConfirmedV1 | typeof ReservationReleasedV1,
    checkoutId: string,
  ) => (await harness.publishedEvents(contract)).filter(of(checkoutId));
  const reserved = async (lines: readonly RequestedLine[], expiresAt?: string): Promise<string> => {
    const checkoutId = newId();
    await market.request(checkoutId, lines, defined({ expiresAt }));
    await harness.waitForEvent(StockReservedV1, of(checkoutId));
    return checkoutId;
  };

  it('reserves stock, and removes it when it is paid', async () => {
    const variantId = await market.stocked({ 'DE-1': 10, 'CN-1': 90 });
    const checkoutId = await reserved([{ variantId, quantity: 3 }]);
    const warehouseId = await market.warehouse('DE-1');
    expect((await published(StockReservedV1, checkoutId))[0]).toMatchObject({
      reservationId: checkoutId,
      allocations: [{ variantId, warehouseId, quantity: 3 }],
    });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 100, reserved: 3 });
    await market.capture(checkoutId);
    expect(await harness.waitForEvent(ReservationConfirmedV1, of(checkoutId))).toMatchObject({
      allocations: [{ variantId, warehouseId, quantity: 3 }],
    });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 97, reserved: 0 });
  });

  it('removes stock as well when it will be paid on delivery', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const checkoutId = await reserved([{ variantId, quantity: 3 }]);
    await market.agreeOnCash(checkoutId);
    expect(await harness.waitForEvent(ReservationConfirmedV1, of(checkoutId))).toMatchObject({ allocations: [{ variantId, quantity: 3 }] });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 7, reserved: 0 });
  });

  it('releases stock', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const checkoutId = await reserved([{ variantId, quantity: 4 }]);
    await market.release(checkoutId);
    expect(await harness.waitForEvent(ReservationReleasedV1, of(checkoutId))).toMatchObject({ reason: 'requested' });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 });
  });

  it('reserves nothing when one line is short, and returns the shortages', async () => {
    const [plenty, scarce] = [await market.stocked({ 'DE-1': 10 }), await market.stocked({ 'DE-1': 1, 'CN-1': 1 })];
    const checkoutId = newId();
    await market.request(checkoutId, [
      { variantId: plenty, quantity: 1 },
      { variantId: scarce, quantity: 3 },
    ]);
    const rejected = await harness.waitForEvent(StockRejectedV1, of(checkoutId));
    expect(rejected).toMatchObject({ reason: 'insufficient-stock', shortages: [{ variantId: scarce, requested: 3, available: 2 }] });
    expect(await market.stockOf(plenty)).toEqual({ onHand: 10, reserved: 0 });
  });

  it('handles each event once, however often it arrives', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const lines = [{ variantId, quantity: 2 }];
    const [paid, dropped] = [newId(), newId()];
    for (const checkoutId of [paid, dropped]) {
      const eventId = await market.request(checkoutId, lines);
      await market.request(checkoutId, lines, { eventId });
      await harness.waitUntilHandled(await market.request(checkoutId, lines));
    }
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 4 });
    const captured = await market.capture(paid);
    await market.capture(paid, { eventId: captured });
    await harness.waitUntilHandled(await market.capture(paid));
    const released = await market.release(dropped);
    await market.release(dropped, { eventId: released });
    await harness.waitUntilHandled(await market.release(dropped));
    expect(await market.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 });
    expect(await published(StockReservedV1, paid)).toHaveLength(1);
    expect(await published(ReservationConfirmedV1, paid)).toHaveLength(1);
    expect(await published(ReservationReleasedV1, dropped)).toHaveLength(1);
  });

  it('rejects a request that was released before', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const checkoutId = newId();
    await market.release(checkoutId);
    await harness.waitForEvent(ReservationReleasedV1, of(checkoutId));
    await market.request(checkoutId, [{ variantId, quantity: 1 }]);
    expect(await harness.waitForEvent(StockRejectedV1, of(checkoutId))).toMatchObject({ reason: 'already-released', shortages: [] });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 });
  });

  it('expires', async () => {
    const variantId = await market.stocked({ 'DE-1': 3 });
    const checkoutId = await reserved([{ variantId, quantity: 3 }], inMinutes(-1));
    expect(await harness.waitForEvent(ReservationReleasedV1, of(checkoutId))).toMatchObject({ reason: 'expired' });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 3, reserved: 0 });
    const late = await reserved([{ variantId, quantity: 3 }]);
    expect(await market.statusOf(late)).toBe('RESERVED');
  });

  it('allocates stock again when the payment comes after the expiry', async () => {
    const variantId = await market.stocked({ 'DE-1': 5 });
    const checkoutId = await reserved([{ variantId, quantity: 2 }], inMinutes(-1));
    await harness.waitForEvent(ReservationReleasedV1, of(checkoutId));
    await market.capture(checkoutId);
    expect(await harness.waitForEvent(ReservationConfirmedV1, of(checkoutId))).toMatchObject({ allocations: [{ variantId, quantity: 2 }] });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('waits for stock when a paid reservation is short, and continues when it arrives', async () => {
    const variantId = await market.stocked({ 'DE-1': 2 });
    const checkoutId = await reserved([{ variantId, quantity: 2 }], inMinutes(-1));
    await harness.waitForEvent(ReservationReleasedV1, of(checkoutId));
    await reserved([{ variantId, quantity: 1 }]);
    await harness.waitUntilHandled(await market.capture(checkoutId));
    expect(await market.statusOf(checkoutId)).toBe('SHORT');
    await harness.running.jobs.runNow('retry-short-confirmations');
    expect(await published(ReservationConfirmedV1, checkoutId)).toEqual([]);
    await market.adjusted(variantId, await market.warehouse('CN-1'), 5);
    await harness.running.jobs.runNow('retry-short-confirmations');
    expect(await published(ReservationConfirmedV1, checkoutId)).toHaveLength(1);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 5, reserved: 1 });
  });

  it('keeps a paid reservation when the checkout requests its release', async () => {
    const variantId = await market.stocked({ 'DE-1': 2 });
    const checkoutId = await reserved([{ variantId, quantity: 2 }]);
    await harness.waitUntilHandled(await market.capture(checkoutId));
    await harness.waitUntilHandled(await market.release(checkoutId));
    expect(await market.statusOf(checkoutId)).toBe('CONFIRMED');
    expect(await market.stockOf(variantId)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('serves exactly twenty of sixty buyers who race for twenty, out of two warehouses', async () => {
    const variantId = await market.stocked({ 'DE-1': 12, 'CN-1': 8 });
    const checkouts: readonly string[] = Array.from({ length: 60 }, () => newId());
    const events = await Promise.all(checkouts.map((checkoutId) => market.request(checkoutId, [{ variantId, quantity: 1 }])));
    for (const eventId of events) await harness.waitUntilHandled(eventId);
    const winners = (await harness.publishedEvents(StockReservedV1)).filter((data) => checkouts.includes(data.checkoutId));
    const losers = (await harness.publishedEvents(StockRejectedV1)).filter((data) => checkouts.includes(data.checkoutId));
    expect([winners.length, losers.length]).toEqual([20, 40]);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 20, reserved: 20 });
  });

  it('keeps movements that add up to the stock and cannot be changed', async () => {
    await eventually(async () => (await harness.running.jobs.runNow('reconcile-stock')) === 0, { waitingFor: 'movements that add up' });
    const { db } = harness.running;
    const rows = await db.query<{ on_hand: number; reserved: number; moved_on_hand: bigint; moved_reserved: bigint }>(
      `SELECT on_hand, reserved, (SELECT sum(on_hand_change) FROM stock_movements m WHERE m.stock_item_id = item.id)::bigint AS moved_on_hand,
         (SELECT sum(reserved_change) FROM stock_movements m WHERE m.stock_item_id = item.id)::bigint AS moved_reserved FROM stock_items item`,
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect([row.moved_on_hand, row.moved_reserved]).toEqual([BigInt(row.on_hand), BigInt(row.reserved)]);
    await expect(db.query('UPDATE stock_movements SET on_hand_change = 1')).rejects.toThrow(/append-only/);
    await expect(db.query('DELETE FROM stock_reservation_lines')).rejects.toThrow(/append-only/);
  });
});

describe('reservations of the same variants in opposite order', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  it('are all served, without a deadlock', async () => {
    const market = marketplace(harness);
    const [one, two] = [await market.stocked({ 'DE-1': 40 }), await market.stocked({ 'DE-1': 40 })];
    const lines = [one, two].map((variantId) => ({ variantId, quantity: 1 }));
    const events = await Promise.all(
      Array.from({ length: 40 }, (_, n) => market.request(newId(), n % 2 === 0 ? lines : lines.toReversed())),
    );
    for (const eventId of events) await harness.waitUntilHandled(eventId);
    expect(await market.stockOf(one)).toEqual({ onHand: 40, reserved: 40 });
    expect(await market.stockOf(two)).toEqual({ onHand: 40, reserved: 40 });
    await harness.running.stop();
    const witness = await openDatabase({ name: 'witness', url: harness.database.adminUrl, poolSize: 1 });
    // The database updates the counter when a session ends.
    const others = 'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    await eventually(async () => (await witness.query(others)).length === 0, { waitingFor: 'the sessions to end' });
    const counted = await witness.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
    await witness.close();
    expect(counted).toEqual([{ deadlocks: 0 }]);
  });
});
