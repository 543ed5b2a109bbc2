import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { buyer, marketplace, operator, rival, staff } from './inventory.fixtures';
import { context } from './main';

const guest = { kind: 'guest' } as const;

const stockCount = `mutation ($input: StockCountInput!) { stockCount(input: $input) {
  variantStock { onHand available } userErrors { code path } } }`;
const stockTransfer = `mutation ($input: StockTransferInput!) { stockTransfer(input: $input) {
  from { onHand warehouse { code } } to { onHand warehouse { code } } userErrors { code path } } }`;
const stockAdjust = 'mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { variantStock { onHand } userErrors { code } } }';

type Actor = Parameters<ContextHarness['graph']>[0];

describe('stock management', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const count = (input: object, actor: Actor = staff) =>
    harness.graph(actor, stockCount, { input: { reason: 'yearly count', idempotencyKey: newId(), ...input } });
  const transfer = (input: object, actor: Actor = staff) =>
    harness.graph(actor, stockTransfer, { input: { reason: 'closer to the buyers', idempotencyKey: newId(), ...input } });
  const publishedFor = async <T extends { readonly variantId: string }>(events: Promise<readonly T[]>, variantId: string) =>
    (await events).filter((data) => data.variantId === variantId);

  it('sets stock to a counted quantity once per idempotency key, and publishes it', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const input = { variantId, warehouseId: await market.warehouse('DE-1'), counted: 8, idempotencyKey: 'count-1' };
    const after = { stockCount: { variantStock: { onHand: 8, available: 8 }, userErrors: [] } };
    expect((await count(input)).data).toEqual(after);
    expect((await count(input)).data).toEqual(after);
    expect((await count({ ...input, idempotencyKey: newId() })).data).toEqual(after);
    expect(await publishedFor(harness.publishedEvents(inventoryEvents.StockCountedV1), variantId)).toMatchObject([
      { counted: 8, difference: -2, reason: 'yearly count' },
      { counted: 8, difference: 0 },
    ]);
  });

  it('refuses a count below the reserved quantity', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    await harness.waitUntilHandled(await market.request(newId(), [{ variantId, quantity: 4 }]));
    expect((await count({ variantId, warehouseId, counted: 3 })).data).toMatchObject({
      stockCount: { variantStock: null, userErrors: [{ code: 'INSUFFICIENT_STOCK', path: ['counted'] }] },
    });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 4 });
  });

  it('moves units between warehouses in one write, once per idempotency key, and publishes it', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const [fromWarehouseId, toWarehouseId] = [await market.warehouse('DE-1'), await market.warehouse('CN-1')];
    const input = { variantId, fromWarehouseId, toWarehouseId, quantity: 4, idempotencyKey: 'transfer-1' };
    const after = {
      stockTransfer: {
        from: { onHand: 6, warehouse: { code: 'DE-1' } },
        to: { onHand: 4, warehouse: { code: 'CN-1' } },
        userErrors: [],
      },
    };
    expect((await transfer(input)).data).toEqual(after);
    expect((await transfer(input)).data).toEqual(after);
    expect(await publishedFor(harness.publishedEvents(inventoryEvents.StockTransferredV1), variantId)).toMatchObject([
      { quantity: 4, from: { warehouseId: fromWarehouseId, onHand: 6 }, to: { warehouseId: toWarehouseId, onHand: 4 } },
    ]);
  });

  it('does not move reserved units, within one warehouse, or stock of others', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const [fromWarehouseId, toWarehouseId] = [await market.warehouse('DE-1'), await market.warehouse('CN-1')];
    await harness.waitUntilHandled(await market.request(newId(), [{ variantId, quantity: 4 }]));
    const input = { variantId, fromWarehouseId, toWarehouseId, quantity: 7 };
    const refused = (code: string) => ({ stockTransfer: { from: null, to: null, userErrors: [{ code }] } });
    expect((await transfer(input)).data).toMatchObject(refused('INSUFFICIENT_STOCK'));
    expect((await transfer({ ...input, toWarehouseId: fromWarehouseId })).data).toMatchObject(refused('SAME_WAREHOUSE'));
    expect((await transfer({ ...input, toWarehouseId: newId() })).data).toMatchObject(refused('WAREHOUSE_NOT_FOUND'));
    expect((await transfer({ ...input, quantity: 0 })).data).toMatchObject(refused('INVALID_QUANTITY'));
    for (const actor of [rival, buyer])
      expect((await transfer({ ...input, quantity: 1 }, actor)).data).toMatchObject(refused('VARIANT_NOT_FOUND'));
    expect((await transfer(input, guest)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 4 });
  });

  it('survives opposite transfers that race with buyers', async () => {
    const variantId = await market.stocked({ 'DE-1': 50, 'CN-1': 50 });
    const [here, there] = [await market.warehouse('DE-1'), await market.warehouse('CN-1')];
    const requests = Promise.all(Array.from({ length: 20 }, () => market.request(newId(), [{ variantId, quantity: 1 }])));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        transfer({ variantId, fromWarehouseId: n % 2 === 0 ? here : there, toWarehouseId: n % 2 === 0 ? there : here, quantity: 3 }),
      ),
    );
    for (const answer of answers) expect(answer.data).toMatchObject({ stockTransfer: { userErrors: [] } });
    for (const eventId of await requests) await harness.waitUntilHandled(eventId);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 100, reserved: 20 });
  });

  it('checks the direction of a change against its reason code', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    const adjust = (change: number, reasonCode: string) =>
      harness.graph(staff, stockAdjust, {
        input: { variantId, warehouseId, change, reasonCode, reason: 'forklift', idempotencyKey: newId() },
      });
    expect((await adjust(-2, 'DAMAGE')).data).toMatchObject({ stockAdjust: { variantStock: { onHand: 8 } } });
    expect((await adjust(2, 'DAMAGE')).data).toMatchObject({ stockAdjust: { userErrors: [{ code: 'INVALID_CHANGE' }] } });
    expect(await publishedFor(harness.publishedEvents(inventoryEvents.StockAdjustedV1), variantId)).toMatchObject([
      { change: 10, reasonCode: 'OTHER' },
      { change: -2, reasonCode: 'DAMAGE', reason: 'forklift' },
    ]);
  });

  it('publishes once each time that a variant runs low or is back in stock', async () => {
    const variantId = await market.stocked({ 'DE-1': 20 });
    const warehouseId = await market.warehouse('DE-1');
    const { LowStockReachedV1, BackInStockV1, AvailabilityChangedV1 } = inventoryEvents;
    const settled = (available: number) =>
      eventually(
        async () => (await publishedFor(harness.publishedEvents(AvailabilityChangedV1), variantId)).at(-1)?.available === available,
        {
          waitingFor: `${available.toString()} to be published`,
        },
      );
    const low = () => publishedFor(harness.publishedEvents(LowStockReachedV1), variantId);
    const back = () => publishedFor(harness.publishedEvents(BackInStockV1), variantId);
    await settled(20);
    for (const counted of [5, 4, 0]) {
      await count({ variantId, warehouseId, counted });
      await settled(counted);
    }
    expect(await low()).toEqual([{ variantId, inStock: 5, threshold: 5 }]);
    expect(await back()).toEqual([]);
    await count({ variantId, warehouseId, counted: 30 });
    await settled(30);
    expect(await back()).toEqual([{ variantId, inStock: 30 }]);
    await market.policy(variantId, { lowStockThreshold: 40 });
    await eventually(async () => (await low()).length === 2, { waitingFor: 'the raised threshold to be published' });
    expect((await low())[1]).toEqual({ variantId, inStock: 30, threshold: 40 });
  });

  it('shows the history of a variant to staff, page by page', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    const checkoutId = newId();
    await harness.waitUntilHandled(await market.request(checkoutId, [{ variantId, quantity: 4 }]));
    await count({ variantId, warehouseId, counted: 9 });
    const read = `query ($id: ID!, $after: String) { stockMovements(variantId: $id, first: 2, after: $after) {
      edges { node { kind onHandChange reservedChange reasonCode reason referenceId changedBy warehouse { code } } }
      pageInfo { endCursor hasNextPage } } }`;
    type Page = {
      readonly stockMovements: { edges: readonly { node: object }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
    const { stockMovements: newest } = (await harness.graph(staff, read, { id: variantId })).data as Page;
    const { stockMovements: older } = (await harness.graph(staff, read, { id: variantId, after: newest.pageInfo.endCursor })).data as Page;
    expect([...newest.edges, ...older.edges].map(({ node }) => node)).toMatchObject([
      { kind: 'COUNTED', onHandChange: -1, reason: 'yearly count', changedBy: `user:${staff.userId}`, reasonCode: null },
      { kind: 'RESERVED', reservedChange: 4, referenceId: checkoutId, changedBy: 'system:inventory' },
      { kind: 'ADJUSTED', onHandChange: 10, reasonCode: 'OTHER', warehouse: { code: 'DE-1' } },
    ]);
    expect([newest.pageInfo.hasNextPage, older.pageInfo.hasNextPage]).toEqual([true, false]);
    expect((await harness.graph(rival, read, { id: variantId })).data).toEqual({ stockMovements: null });
    expect((await harness.graph(guest, read, { id: variantId })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await harness.graph(staff, read, { id: variantId, after: 'x' })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('shows the stock of a warehouse: all to operators, their own to staff, nothing to others', async () => {
    const code = 'FR-1';
    const ids = [await market.stocked({ [code]: 1 }), await market.stocked({ [code]: 2 }), await market.stocked({ [code]: 3 })];
    const warehouseId = await market.warehouse(code);
    const read = `query ($id: ID!, $after: String) { warehouseStock(warehouseId: $id, first: 2, after: $after) {
      edges { node { onHand variant { id } } } pageInfo { endCursor hasNextPage } } }`;
    type Page = {
      readonly warehouseStock: {
        edges: readonly { node: { variant: { id: string } } }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    for (const actor of [operator, staff]) {
      const { warehouseStock: first } = (await harness.graph(actor, read, { id: warehouseId })).data as Page;
      const { warehouseStock: rest } = (await harness.graph(actor, read, { id: warehouseId, after: first.pageInfo.endCursor }))
        .data as Page;
      expect([...first.edges, ...rest.edges].map(({ node }) => node.variant.id)).toEqual(ids.toSorted());
      expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
    }
    expect((await harness.graph(rival, read, { id: warehouseId })).data).toMatchObject({ warehouseStock: { edges: [] } });
    expect((await harness.graph(operator, read, { id: newId() })).data).toEqual({ warehouseStock: null });
    expect((await harness.graph(buyer, read, { id: warehouseId })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await harness.graph(guest, read, { id: warehouseId })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('keeps movements that add up', async () => {
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(0);
  });
});
