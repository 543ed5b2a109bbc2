import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { eventually } from '@marketplace/testing';
import { inMinutes, marketplace, staff } from './inventory.fixtures';
import { context } from './main';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position);

const stockCount = 'mutation ($input: StockCountInput!) { stockCount(input: $input) { userErrors { code } } }';
const stockTransfer = 'mutation ($input: StockTransferInput!) { stockTransfer(input: $input) { userErrors { code } } }';

type Totals = { readonly on_hand: number; readonly reserved: number; readonly backordered: number };

describe('stock that many actors change at once', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    await harness.pauseJobs('fill-backorders');
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const answered = (ids: readonly string[]): Promise<readonly string[]> =>
    eventually(
      async () => {
        const statuses = await Promise.all(ids.map((id) => market.statusOf(id)));
        return statuses.every((status) => status !== undefined) && statuses;
      },
      { waitingFor: 'every request to be answered' },
    );
  const requested = async (variantId: string, quantity: number, expiresAt = inMinutes(15)): Promise<string> => {
    const checkoutId = newId();
    await market.request(checkoutId, [{ variantId, quantity }], { expiresAt });
    return checkoutId;
  };
  /** The error codes of a mutation; empty when it succeeded. */
  const errorsOf = async (mutation: 'stockCount' | 'stockTransfer', input: object): Promise<readonly string[]> => {
    const document = mutation === 'stockCount' ? stockCount : stockTransfer;
    const { data, errors } = await harness.graph(staff, document, { input: { reason: 'a busy day', idempotencyKey: newId(), ...input } });
    expect(errors).toBeUndefined();
    return (data?.[mutation] as { readonly userErrors: readonly { readonly code: string }[] }).userErrors.map(({ code }) => code);
  };
  const totalsOf = async (variantId: string): Promise<Totals | undefined> =>
    (
      await harness.running.db.query<Totals>(
        `SELECT sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved, sum(backordered)::int AS backordered
         FROM stock_items WHERE variant_id = $1`,
        [variantId],
      )
    )[0];
  /** The reserved and backordered units in the current lines of reservations. */
  const linesOf = async (variantId: string): Promise<{ readonly reserved: number; readonly backordered: number } | undefined> =>
    (
      await harness.running.db.query<{ reserved: number; backordered: number }>(
        `SELECT coalesce(sum(line.quantity - line.backordered), 0)::int AS reserved, coalesce(sum(line.backordered), 0)::int AS backordered
         FROM stock_reservation_lines line JOIN stock_reservations r ON r.id = line.reservation_id AND r.round = line.round
         WHERE line.variant_id = $1 AND r.status IN ('RESERVED', 'BACKORDERED')`,
        [variantId],
      )
    )[0];
  const expectConsistentStock = async (variantId: string): Promise<void> => {
    const totals = await totalsOf(variantId);
    expect(await linesOf(variantId)).toEqual({ reserved: totals?.reserved, backordered: totals?.backordered });
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(0);
    expect(await harness.running.db.query('SELECT 1 FROM dead_letters')).toEqual([]);
  };

  it('is neither lost nor oversold while it is transferred, counted, sold and released', async () => {
    const variantId = await market.stocked({ 'DE-1': 60, 'FR-1': 20 });
    const [berlin, paris] = [await market.warehouse('DE-1'), await market.warehouse('FR-1')];
    const transfer = (number: number) => {
      const [fromWarehouseId, toWarehouseId] = number % 3 === 0 ? [paris, berlin] : [berlin, paris];
      return errorsOf('stockTransfer', { variantId, fromWarehouseId, toWarehouseId, quantity: 4 });
    };
    const [ids, transfers] = await Promise.all([
      Promise.all(
        range(70).map(async (number) => {
          const id = await requested(variantId, 1 + (number % 3));
          if (number % 5 === 0) await market.release(id);
          return id;
        }),
      ),
      Promise.all(range(12).map(transfer)),
    ]);
    await answered(ids);
    for (const codes of transfers) expect([[], ['INSUFFICIENT_STOCK']]).toContainEqual(codes);
    await eventually(async () =>
      (await Promise.all(ids.filter((_, n) => n % 5 === 0).map((id) => market.statusOf(id)))).every(
        (status) => status === 'RELEASED' || status === 'REJECTED',
      ),
    );
    expect((await totalsOf(variantId))?.on_hand).toBe(80);
    await expectConsistentStock(variantId);
  });

  it('is never counted below the reserved quantity', async () => {
    const variantId = await market.stocked({ 'DE-1': 40 });
    const warehouseId = await market.warehouse('DE-1');
    const [ids, counts] = await Promise.all([
      Promise.all(range(30).map(() => requested(variantId, 1))),
      Promise.all(range(10).map((number) => errorsOf('stockCount', { variantId, warehouseId, counted: 20 + (number % 4) }))),
    ]);
    await answered(ids);
    for (const codes of counts) expect([[], ['INSUFFICIENT_STOCK'], ['STOCK_CHANGED']]).toContainEqual(codes);
    const totals = await totalsOf(variantId);
    expect(totals?.reserved).toBeLessThanOrEqual(totals?.on_hand ?? 0);
    await expectConsistentStock(variantId);
  });

  it('fills backorders before new requests, while it is delivered', async () => {
    const variantId = await market.stocked({ 'DE-1': 5 });
    const warehouseId = await market.warehouse('DE-1');
    await market.policy(variantId, { backorderLimit: 20, backorderWarehouseId: warehouseId });
    const first = await Promise.all(range(15).map(() => requested(variantId, 1)));
    expect(new Set(await answered(first))).toEqual(new Set(['RESERVED']));
    expect(await totalsOf(variantId)).toEqual({ on_hand: 5, reserved: 5, backordered: 10 });
    const { jobs } = harness.running;
    const [late] = await Promise.all([
      Promise.all(range(25).map(() => requested(variantId, 1))),
      market.adjusted(variantId, warehouseId, 12),
      jobs.runNow('fill-backorders'),
      jobs.runNow('fill-backorders'),
    ]);
    const statuses = await answered(late);
    await jobs.runNow('fill-backorders');
    // Ten are backordered if all of them arrive before the delivery; later arrivals find more stock.
    const served = statuses.filter((status) => status === 'RESERVED').length;
    expect(served).toBeGreaterThanOrEqual(10);
    expect(served).toBeLessThanOrEqual(22);
    expect(await totalsOf(variantId)).toEqual({ on_hand: 17, reserved: 17, backordered: served - 2 });
    const short = await harness.running.db.query(
      `SELECT 1 FROM stock_reservation_lines line JOIN stock_reservations r ON r.id = line.reservation_id AND r.round = line.round
       WHERE line.backordered > 0 AND line.reservation_id = ANY ($1::uuid[])`,
      [first],
    );
    expect(short).toEqual([]);
    await expectConsistentStock(variantId);
  });
});
