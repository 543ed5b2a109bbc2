import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { buyer, marketplace, operator, rival, staff, stockAdjust } from './inventory.fixtures';
import { context } from './main';

const guest = { kind: 'guest' } as const;

describe('stock', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const adjust = async (input: Readonly<Record<string, unknown>>, actor: Parameters<ContextHarness['graph']>[0] = staff) =>
    harness.graph(actor, stockAdjust, { input: { change: 5, reason: 'delivery', idempotencyKey: newId(), ...input } });
  const refusal = (code: string, more: object = {}) => ({ stockAdjust: { variantStock: null, userErrors: [{ code, ...more }] } });
  const availabilityOf = async (variantIds: readonly string[]) => {
    const answer = await harness.graph(
      guest,
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Variant { id availability { status quantity } } } }',
      {
        r: variantIds.map((id) => ({ __typename: 'Variant', id })),
      },
    );
    return answer.data?.['_entities'] as readonly {
      readonly id: string;
      readonly availability: { readonly status: string; readonly quantity: number };
    }[];
  };

  it("is adjusted by the seller's staff, once per idempotency key, and published", async () => {
    const [variantId = ''] = await market.variants(1);
    const warehouseId = await market.warehouse('DE-1');
    const input = { variantId, warehouseId, change: 30, idempotencyKey: 'first-delivery' };
    const after = {
      stockAdjust: {
        variantStock: { onHand: 30, reserved: 0, available: 30, variant: { id: variantId }, warehouse: { code: 'DE-1' } },
        userErrors: [],
      },
    };
    expect((await adjust(input)).data).toMatchObject(after);
    expect((await adjust(input)).data).toMatchObject(after);
    expect((await adjust({ ...input, change: 31 })).data).toEqual(
      expect.objectContaining({ stockAdjust: expect.objectContaining({ variantStock: null }) }),
    );
    const published = (await harness.publishedEvents(inventoryEvents.StockAdjustedV1)).filter((data) => data.variantId === variantId);
    expect(published).toMatchObject([{ warehouseId, change: 30, onHand: 30, reason: 'delivery' }]);
  });

  it('is not reduced below the reserved quantity', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    await harness.waitUntilHandled(await market.request(newId(), [{ variantId, quantity: 4 }]));
    const insufficient = refusal('INSUFFICIENT_STOCK', { __typename: 'InsufficientStock', variantId, available: 6, path: ['change'] });
    expect((await adjust({ variantId, warehouseId, change: -7 })).data).toMatchObject(insufficient);
    expect((await adjust({ variantId, warehouseId, change: -6 }, operator)).data).toMatchObject({
      stockAdjust: { variantStock: { onHand: 4, available: 0 } },
    });
  });

  it('does not exist for other users', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    const read = 'query ($id: ID!) { variantStock(variantId: $id) { onHand warehouse { code countryCode } } }';
    for (const actor of [rival, buyer]) {
      expect((await adjust({ variantId, warehouseId }, actor)).data).toMatchObject(refusal('VARIANT_NOT_FOUND'));
      expect((await harness.graph(actor, read, { id: variantId })).data).toEqual({ variantStock: null });
    }
    expect((await adjust({ variantId: newId(), warehouseId }, rival)).data).toMatchObject(refusal('VARIANT_NOT_FOUND'));
    expect((await adjust({ variantId, warehouseId }, guest)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await harness.graph(guest, read, { id: variantId })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await harness.graph(staff, read, { id: variantId })).data).toEqual({
      variantStock: [{ onHand: 10, warehouse: { code: 'DE-1', countryCode: 'DE' } }],
    });
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 });
  });

  it('is not changed by invalid input', async () => {
    const variantId = await market.stocked({ 'DE-1': 10 });
    const warehouseId = await market.warehouse('DE-1');
    expect((await adjust({ variantId: 'x', warehouseId })).data).toMatchObject(refusal('VARIANT_NOT_FOUND'));
    expect((await adjust({ variantId: newId(), warehouseId }, operator)).data).toMatchObject(refusal('VARIANT_NOT_FOUND'));
    expect((await adjust({ variantId, warehouseId: newId() })).data).toMatchObject(refusal('WAREHOUSE_NOT_FOUND'));
    expect((await adjust({ variantId, warehouseId, change: 0 })).data).toMatchObject(refusal('INVALID_CHANGE', { path: ['change'] }));
    expect((await adjust({ variantId, warehouseId, change: 2_000_000_000 })).data).toMatchObject(refusal('INVALID_CHANGE'));
    expect((await adjust({ variantId, warehouseId, change: -11 })).data).toMatchObject(refusal('INSUFFICIENT_STOCK'));
    expect((await adjust({ variantId, warehouseId, reason: ' ' })).data).toMatchObject(refusal('INVALID_REASON'));
    expect((await adjust({ variantId, warehouseId, idempotencyKey: '' })).data).toMatchObject(refusal('IDEMPOTENCY_KEY_INVALID'));
    expect(await market.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 });
  });

  it('survives adjustments that race with each other and with buyers', async () => {
    const variantId = await market.stocked({ 'DE-1': 100 });
    const warehouseId = await market.warehouse('DE-1');
    const events = Promise.all(Array.from({ length: 20 }, () => market.request(newId(), [{ variantId, quantity: 1 }])));
    const answers = await Promise.all(Array.from({ length: 8 }, () => adjust({ variantId, warehouseId, change: 10 })));
    for (const answer of answers) expect(answer.data).toMatchObject({ stockAdjust: { userErrors: [] } });
    for (const eventId of await events) await harness.waitUntilHandled(eventId);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 180, reserved: 20 });
  });

  it('cannot be oversold even by a direct write to the database', async () => {
    const variantId = await market.stocked({ 'DE-1': 3 });
    for (const change of ['reserved = 4', 'on_hand = -1, reserved = -1', 'reserved = -1']) {
      await expect(harness.running.db.query(`UPDATE stock_items SET ${change} WHERE variant_id = $1`, [variantId])).rejects.toThrow(
        /violates check constraint/,
      );
    }
  });

  it('is published as availability in all warehouses, once per burst', async () => {
    const variantId = await market.stocked({ 'DE-1': 20, 'CN-1': 5 });
    const published = async () =>
      (await harness.publishedEvents(inventoryEvents.AvailabilityChangedV1)).filter((data) => data.variantId === variantId);
    await eventually(async () => (await published()).at(-1)?.available === 25, { waitingFor: 'the first availability' });
    const before = (await published()).length;
    const events = await Promise.all(Array.from({ length: 25 }, () => market.request(newId(), [{ variantId, quantity: 1 }])));
    for (const eventId of events) await harness.waitUntilHandled(eventId);
    await eventually(async () => (await published()).at(-1)?.available === 0, { waitingFor: 'nothing to be left' });
    expect((await published()).length - before).toBeLessThan(25);
    await eventually(async () => (await harness.running.db.query('SELECT 1 FROM availability_changes')).length === 0, {
      waitingFor: 'no pending changes to be left',
    });
  });

  it('is shown for fifty variants with one statement, including unknown ones', async () => {
    const variantIds = await market.variants(50);
    await market.adjusted(variantIds[0] ?? '', await market.warehouse('DE-1'), 5);
    await market.adjusted(variantIds[1] ?? '', await market.warehouse('DE-1'), 6);
    const shown = await availabilityOf([...variantIds, newId()]);
    expect(shown.slice(0, 3).map((each) => each.availability)).toEqual([
      { status: 'LOW_STOCK', quantity: 5 },
      { status: 'IN_STOCK', quantity: 6 },
      { status: 'OUT_OF_STOCK', quantity: 0 },
    ]);
    expect(shown).toHaveLength(51);
    expect(await harness.statementsOf(() => availabilityOf(variantIds))).toBe(1);
  });

  it('is compared with its movements, and differences are counted', async () => {
    const variantId = await market.stocked({ 'DE-1': 3 });
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(0);
    await harness.running.db.query('UPDATE stock_items SET on_hand = 4 WHERE variant_id = $1', [variantId]);
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(1);
    await harness.running.db.query('UPDATE stock_items SET on_hand = 3 WHERE variant_id = $1', [variantId]);
  });
});

describe('warehouses', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  const create = (input: object, actor: Parameters<ContextHarness['graph']>[0] = operator) =>
    harness.graph(
      actor,
      'mutation ($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id code } userErrors { code path } } }',
      { input },
    );
  const berlin = { code: 'DE-BER-1', name: 'Berlin', countryCode: 'DE' };

  it('are created by operators, once per code', async () => {
    const first = await create(berlin);
    expect(first.data).toMatchObject({ warehouseCreate: { warehouse: { code: 'DE-BER-1' }, userErrors: [] } });
    expect(await create(berlin)).toEqual(first);
    expect((await create({ ...berlin, name: 'Another' })).data).toMatchObject({
      warehouseCreate: { warehouse: null, userErrors: [{ code: 'WAREHOUSE_CODE_TAKEN', path: ['code'] }] },
    });
    const racing = { code: 'US-NYC-1', name: 'New York', countryCode: 'US' };
    const [one, two] = await Promise.all([create(racing), create(racing)]);
    expect(one).toEqual(two);
  });

  it('are refused to other users', async () => {
    expect((await create(berlin, staff)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await create(berlin, guest)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await harness.graph(buyer, '{ warehouses { edges { cursor } } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('are refused with invalid terms', async () => {
    expect((await create({ ...berlin, code: 'berlin 1' })).data).toMatchObject({
      warehouseCreate: { userErrors: [{ code: 'INVALID_CODE' }] },
    });
    expect((await create({ ...berlin, name: '' })).data).toMatchObject({ warehouseCreate: { userErrors: [{ code: 'INVALID_NAME' }] } });
    expect((await create({ ...berlin, countryCode: 'Germany' })).data).toMatchObject({
      warehouseCreate: { userErrors: [{ code: 'INVALID_COUNTRY_CODE' }] },
    });
  });

  it('are listed page by page for staff', async () => {
    for (const code of ['CN-1', 'FR-1', 'GB-1']) await create({ code, name: code, countryCode: code.slice(0, 2) });
    const query =
      'query ($after: String) { warehouses(first: 3, after: $after) { edges { node { id code } } pageInfo { endCursor hasNextPage } } }';
    type Page = {
      readonly warehouses: { edges: { node: { id: string; code: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
    const first = (await harness.graph(staff, query)).data as Page;
    const second = (await harness.graph(staff, query, { after: first.warehouses.pageInfo.endCursor })).data as Page;
    expect([...first.warehouses.edges, ...second.warehouses.edges].map((edge) => edge.node.code)).toEqual([
      'CN-1',
      'DE-BER-1',
      'FR-1',
      'GB-1',
      'US-NYC-1',
    ]);
    expect(second.warehouses.pageInfo.hasNextPage).toBe(false);
    const id = first.warehouses.edges[0]?.node.id;
    const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Warehouse { code } } }';
    const representations = [id, newId(), 'x'].map((each) => ({ __typename: 'Warehouse', id: each }));
    expect((await harness.graph(guest, entities, { r: representations })).data).toEqual({ _entities: [{ code: 'CN-1' }, null, null] });
    expect((await harness.graph(staff, query, { after: 'x' })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('are not listed for a user with the seller role but no seller', async () => {
    const withoutSeller = userActor(idOf(newId()), ['seller']);
    expect((await harness.graph(withoutSeller, '{ warehouses { edges { cursor } } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});
