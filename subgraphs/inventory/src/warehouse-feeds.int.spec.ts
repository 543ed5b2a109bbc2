import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { inventoryEvents } from '@marketplace/schema';
import { buyer, marketplace, operator, skuOf, stockUnitOf, staff } from './inventory.fixtures';
import { context } from './main';

const guest = { kind: 'guest' } as const;
type Actor = Parameters<ContextHarness['graph']>[0];

const feedSet = `mutation ($input: WarehouseFeedSetInput!) { warehouseFeedSet(input: $input) {
  warehouse { code feed { kind readAt error unreadable } } userErrors { code } } }`;
const differenceAccept = `mutation ($input: WarehouseDifferenceAcceptInput!) { warehouseDifferenceAccept(input: $input) {
  variantStock { onHand } userErrors { code } } }`;
const differencesOf = `query ($id: ID!, $after: String) { warehouseDifferences(warehouseId: $id, first: 2, after: $after) {
  edges { node { id onHand counted variant { id } warehouse { code } } } pageInfo { endCursor hasNextPage } } }`;

type Difference = { readonly id: string; readonly onHand: number; readonly counted: number; readonly variant: { readonly id: string } };
type Page = {
  readonly warehouseDifferences: { edges: readonly { node: Difference }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
};

describe('a warehouse feed', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'feeds-'));
    const address = (code: string): string => pathToFileURL(join(folder, `${code}.csv`)).href;
    const feeds = { 'DE-1': address('DE-1'), 'FR-1': address('FR-1'), 'GB-1': address('GB-1') };
    harness = await contextHarness(context, { variables: { WAREHOUSE_FEEDS: JSON.stringify(feeds) } });
    await harness.pauseJobs('reconcile-with-warehouse');
    market = marketplace(harness);
  });
  afterAll(async () => {
    await harness.stop();
    await rm(folder, { recursive: true });
  });

  const writeFeed = (code: string, lines: readonly string[]) => writeFile(join(folder, `${code}.csv`), lines.join('\n'));
  const setFeed = async (code: string, kind: string | null, actor: Actor = operator) =>
    harness.graph(actor, feedSet, { input: { warehouseId: await market.warehouse(code), kind } });
  const reconcile = () => harness.running.jobs.runNow('reconcile-with-warehouse');
  const differences = async (code: string): Promise<readonly Difference[]> => {
    const id = await market.warehouse(code);
    const found: Difference[] = [];
    for (let after: string | undefined; ;) {
      const answer = await harness.graph(operator, differencesOf, { id, after });
      expect(answer.errors).toBeUndefined();
      const { warehouseDifferences: page } = answer.data as Page;
      found.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) return found;
      after = page.pageInfo.endCursor;
    }
  };
  const accept = (differenceId: string, actor: Actor = operator, idempotencyKey: string = newId()) =>
    harness.graph(actor, differenceAccept, { input: { differenceId, idempotencyKey } });

  it('is compared with stock on hand, by ID, SKU and stock unit; differences are listed page by page', async () => {
    const code = 'DE-1';
    const [right, fewer, more, unmentioned] = await Promise.all([10, 10, 10, 10].map((quantity) => market.stocked({ [code]: quantity })));
    const [elsewhere = ''] = await market.variants(1);
    await writeFeed(code, [
      'sku,quantity',
      `${right ?? ''},4`,
      `${right ?? ''},6`,
      `${skuOf(fewer ?? '')},7`,
      `${stockUnitOf(more ?? '')},12`,
      `${elsewhere},3`,
      'unknown,5',
      'x,y',
    ]);
    expect((await setFeed(code, 'FILE')).data).toMatchObject({ warehouseFeedSet: { warehouse: { feed: { kind: 'FILE', readAt: null } } } });
    expect(await reconcile()).toBe(4);
    const expected = [
      { variant: { id: fewer }, onHand: 10, counted: 7 },
      { variant: { id: more }, onHand: 10, counted: 12 },
      { variant: { id: unmentioned }, onHand: 10, counted: 0 },
      { variant: { id: elsewhere }, onHand: 0, counted: 3 },
    ].toSorted((a, b) => ((a.variant.id ?? '') < (b.variant.id ?? '') ? -1 : 1));
    expect(await differences(code)).toMatchObject(expected);
    expect((await setFeed(code, 'FILE')).data).toMatchObject({
      warehouseFeedSet: { warehouse: { feed: { error: null, unreadable: 2, readAt: expect.any(String) } } },
    });
    // A second read keeps the known differences.
    const known = (await differences(code)).map(({ id }) => id);
    expect(await reconcile()).toBe(4);
    expect((await differences(code)).map(({ id }) => id)).toEqual(known);
    // The stock is unchanged.
    expect(await market.stockOf(fewer ?? '')).toEqual({ onHand: 10, reserved: 0 });
    await setFeed(code, null);
    expect(await differences(code)).toEqual([]);
  });

  it('sets the stock once when an operator accepts a difference', async () => {
    const code = 'FR-1';
    const variantId = await market.stocked({ [code]: 10 });
    const [unstocked = ''] = await market.variants(1);
    await writeFeed(code, [`${variantId},7`, `${unstocked},2`]);
    await setFeed(code, 'FILE');
    await reconcile();
    for (const [id, counted] of [
      [variantId, 7],
      [unstocked, 2],
    ] as const) {
      const difference = (await differences(code)).find(({ variant }) => variant.id === id);
      const after = { warehouseDifferenceAccept: { variantStock: { onHand: counted }, userErrors: [] } };
      expect((await accept(difference?.id ?? '', operator, `accept-${counted.toString()}`)).data).toEqual(after);
      expect((await accept(difference?.id ?? '', operator, `accept-${counted.toString()}`)).data).toEqual(after);
      expect((await accept(difference?.id ?? '')).data).toMatchObject({
        warehouseDifferenceAccept: { userErrors: [{ code: 'DIFFERENCE_NOT_FOUND' }] },
      });
    }
    const counted = await harness.publishedEvents(inventoryEvents.StockCountedV1);
    expect(counted.filter((data) => data.variantId === variantId)).toMatchObject([{ counted: 7, difference: -3 }]);
    expect(await differences(code)).toEqual([]);
    expect(await reconcile()).toBe(0);
    await setFeed(code, null);
  });

  it('cannot be accepted when the stock has changed since', async () => {
    const code = 'GB-1';
    const variantId = await market.stocked({ [code]: 10 });
    await writeFeed(code, [`${variantId},7`]);
    await setFeed(code, 'FILE');
    await reconcile();
    const [difference] = await differences(code);
    await market.adjusted(variantId, await market.warehouse(code), 5);
    expect((await accept(difference?.id ?? '')).data).toMatchObject({
      warehouseDifferenceAccept: { variantStock: null, userErrors: [{ code: 'DIFFERENCE_OUTDATED' }] },
    });
    await setFeed(code, null);
  });

  it('reports its error when it is unreadable, and does not block other feeds', async () => {
    const variantId = await market.stocked({ 'FR-1': 1 });
    await writeFeed('DE-1', ['sku,quantity']);
    await writeFeed('FR-1', [`${variantId},1`]);
    await setFeed('DE-1', 'FILE');
    await setFeed('FR-1', 'FILE');
    await reconcile();
    expect((await setFeed('DE-1', 'FILE')).data).toMatchObject({
      warehouseFeedSet: { warehouse: { feed: { error: 'Error: the feed has no line that can be read' } } },
    });
    expect((await setFeed('FR-1', 'FILE')).data).toMatchObject({ warehouseFeedSet: { warehouse: { feed: { error: null } } } });
  });

  it('is read only where it is configured, and set only by operators', async () => {
    const refused = (code: string) => ({ warehouseFeedSet: { warehouse: null, userErrors: [{ code }] } });
    expect((await setFeed('DE-1', 'HTTP')).data).toEqual(refused('FEED_NOT_CONFIGURED'));
    expect((await setFeed('CN-1', 'FILE')).data).toEqual(refused('FEED_NOT_CONFIGURED'));
    expect((await harness.graph(operator, feedSet, { input: { warehouseId: newId(), kind: 'FILE' } })).data).toEqual(
      refused('WAREHOUSE_NOT_FOUND'),
    );
    const id = await market.warehouse('DE-1');
    for (const [actor, code] of [
      [buyer, 'FORBIDDEN'],
      [staff, 'FORBIDDEN'],
      [guest, 'UNAUTHENTICATED'],
    ] as const) {
      expect((await setFeed('DE-1', 'FILE', actor)).errors).toMatchObject([{ extensions: { code } }]);
      expect((await accept(newId(), actor)).errors).toMatchObject([{ extensions: { code } }]);
      expect((await harness.graph(actor, differencesOf, { id })).errors).toMatchObject([{ extensions: { code } }]);
    }
    const seen = await harness.graph(staff, '{ warehouses { edges { node { code feed { kind } } } } }');
    expect(JSON.stringify(seen.data)).not.toContain('FILE');
    expect((await harness.graph(operator, differencesOf, { id: newId() })).data).toEqual({ warehouseDifferences: null });
  });
});
