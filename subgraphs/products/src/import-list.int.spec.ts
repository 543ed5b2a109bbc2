import { idOf } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { productsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { csvOf, idOfAnswer, productRow, importClient, type ImportAnswer, type ImportJson } from './imports.fixtures';
import { context } from './main';
import { buyer, catalogue, operator, rival } from './products.fixtures';

type Who = Parameters<ContextHarness['graph']>[0];
type Page = {
  readonly edges: readonly { readonly cursor: string; readonly node: ImportJson }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
};

const query = (fields: string): string => `query ($sellerId: ID!, $first: Int, $after: String) {
  productImports(sellerId: $sellerId, first: $first, after: $after) {
    edges { cursor node { id status bytes rowsRead productsCreated ${fields} } } pageInfo { endCursor hasNextPage } } }`;

describe('the imports of a seller', () => {
  let harness: ContextHarness;
  let files: ReturnType<typeof importClient>;
  let categoryId = '';
  beforeAll(async () => {
    harness = await contextHarness(context);
    files = importClient(harness, eventually);
    categoryId = await catalogue(harness).createCategory('Imported');
  });
  afterAll(() => harness.stop());

  const codes = ({ userErrors }: ImportAnswer): readonly string[] => userErrors.map(({ code }) => code);
  /** A seller without imports. */
  const newSeller = () => {
    const sellerId = idOf<'Seller'>(newId());
    return { sellerId, who: userActor(idOf(newId()), ['seller'], [sellerId]) };
  };
  type Seller = ReturnType<typeof newSeller>;
  const list = async (who: Who, variables: Readonly<Record<string, unknown>>, fields = '') => {
    const { data, errors } = await harness.graph(who, query(fields), variables);
    if (errors !== undefined) throw new Error(errors[0]?.extensions['code'] as string);
    return data?.['productImports'] as Page;
  };
  const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id);
  const start = ({ sellerId, who }: Seller) => files.send('productImportStart', { sellerId, format: 'SHOPIFY_CSV' }, who);
  const importFile = ({ sellerId, who }: Seller, content: string) => files.importFile(content, { sellerId, categoryId }, who);
  const cancel = (importId: string, who: Who) => files.send('productImportCancel', { importId }, who);
  const chunksOf = async (importId: string) =>
    (await harness.running.db.query('SELECT 1 FROM product_import_chunks WHERE import_id = $1', [importId])).length;
  /** Collects the statuses that a subscriber receives until the stream ends. */
  const followed = async (id: string, who: Who) => {
    const stream = await harness.follow(who, 'subscription ($id: ID!) { productImportProgress(importId: $id) { status } }', { id });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const seen: string[] = [];
    const end = (async () => {
      for await (const { data } of stream)
        seen.push((data as unknown as { productImportProgress: ImportJson }).productImportProgress.status);
      return seen;
    })();
    await eventually(() => Promise.resolve(seen.length > 0), { waitingFor: 'the import as it is' });
    return { end };
  };

  it('are listed newest first, page by page, including ended ones', async () => {
    const seller = newSeller();
    const { sellerId, who } = seller;
    const done = (await importFile(seller, csvOf([productRow('listed')]))).id;
    const begun = [done, idOfAnswer(await start(seller)), idOfAnswer(await start(seller))].reverse();
    const all = await list(who, { sellerId });
    expect(idsOf(all)).toEqual(begun);
    expect(all.edges.map(({ node }) => node.status)).toEqual(['UPLOADING', 'UPLOADING', 'COMPLETED']);
    expect(all.edges[2]?.node).toMatchObject({ rowsRead: 2, productsCreated: 1 });
    const first = await list(who, { sellerId, first: 2 });
    expect(idsOf(first)).toEqual(begun.slice(0, 2));
    expect(first.pageInfo).toEqual({ endCursor: first.edges[1]?.cursor, hasNextPage: true });
    await cancel(begun[0] ?? '', who);
    const newer = idOfAnswer(await start(seller));
    const second = await list(who, { sellerId, first: 2, after: first.pageInfo.endCursor });
    expect(idsOf(second)).toEqual(begun.slice(2));
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(idsOf(await list(who, { sellerId, first: 1 }))).toEqual([newer]);
  });

  it('are read in one statement, and their errors in another', async () => {
    const seller = newSeller();
    const { sellerId, who } = seller;
    const faulty = Array.from({ length: 4 }, () => productRow('untitled', { Title: '' }));
    for (let n = 0; n < 5; n += 1)
      await importFile(seller, csvOf(faulty.slice(n).map((row, k) => ({ ...row, Handle: `u-${k.toString()}` }))));
    for (const first of [1, 5]) {
      expect(await harness.statementsOf(() => list(who, { sellerId, first }))).toBe(1);
      const errors = 'errors(first: 2) { edges { node { row code } } pageInfo { hasNextPage } }';
      expect(await harness.statementsOf(() => list(who, { sellerId, first }, errors))).toBe(2);
    }
    const fields = 'errors(first: 2) { edges { cursor node { row code } } pageInfo { hasNextPage endCursor } }';
    const { edges } = await list(who, { sellerId }, fields);
    const issues = edges.map(({ node }) => node.errors.edges.map((each) => each.node.row));
    expect(issues).toEqual([[], [2], [2, 3], [2, 3], [2, 3]]);
    const cursor = JSON.stringify(edges[4]?.node.errors.edges[1]?.cursor);
    const rest = await list(who, { sellerId }, `errors(first: 2, after: ${cursor}) { edges { node { row } } }`);
    expect(rest.edges.map(({ node }) => node.errors.edges.map((each) => each.node.row))).toEqual([[], [], [], [4], [4, 5]]);
  });

  it('are listed only for staff of the seller and operators', async () => {
    const seller = newSeller();
    const id = idOfAnswer(await start(seller));
    for (const sellerId of [seller.sellerId, newId()]) {
      for (const who of [rival, buyer]) await expect(list(who, { sellerId })).rejects.toThrow('FORBIDDEN');
      await expect(list({ kind: 'guest' }, { sellerId })).rejects.toThrow('UNAUTHENTICATED');
    }
    expect(idsOf(await list(operator, { sellerId: seller.sellerId }))).toEqual([id]);
    expect(idsOf(await list(operator, { sellerId: newId() }))).toEqual([]);
    for (const who of [operator, rival, { kind: 'guest' } as const])
      await expect(list(who, { sellerId: 'x' })).rejects.toThrow('BAD_USER_INPUT');
    for (const first of [0, 101]) await expect(list(seller.who, { sellerId: seller.sellerId, first })).rejects.toThrow('BAD_USER_INPUT');
    await expect(list(seller.who, { sellerId: seller.sellerId, after: 'x' })).rejects.toThrow('BAD_USER_INPUT');
  });

  it('can be found and cancelled if their ID was lost, which deletes their files and allows another import', async () => {
    const seller = newSeller();
    const { sellerId, who } = seller;
    for (let n = 0; n < 3; n += 1) {
      const importId = idOfAnswer(await start(seller));
      await files.send('productImportAppend', { importId, offset: 0, content: 'Handle,Title' }, who);
    }
    expect(codes(await start(seller))).toEqual(['TOO_MANY_IMPORTS']);
    const lost = (await list(who, { sellerId })).edges.map(({ node }) => node);
    expect(lost.map(({ status, bytes }) => [status, bytes])).toEqual(Array.from({ length: 3 }, () => ['UPLOADING', 12]));
    const [importId = ''] = lost.map(({ id }) => id);
    const stream = await followed(importId, who);
    for (let time = 0; time < 2; time += 1) {
      const { productImport, userErrors } = await cancel(importId, who);
      expect(userErrors).toEqual([]);
      expect(productImport).toMatchObject({ status: 'CANCELLED', bytes: 12, productsCreated: 0 });
    }
    expect(await stream.end).toEqual(['UPLOADING', 'CANCELLED']);
    expect(await (await followed(importId, who)).end).toEqual(['CANCELLED']);
    expect(await chunksOf(importId)).toBe(0);
    expect(codes(await start(seller))).toEqual([]);
    expect(codes(await files.send('productImportAppend', { importId, offset: 12, content: 'x' }, who))).toEqual(['IMPORT_OVER']);
    expect(codes(await files.send('productImportFinish', { importId }, who))).toEqual(['IMPORT_OVER']);
    const events = (await harness.publishedEvents(productsEvents.ProductImportFinishedV1)).filter((each) => each.importId === importId);
    expect(events).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('stop at the next product when they are cancelled: saved products stay and are counted', async () => {
    const seller = newSeller();
    const { sellerId, who } = seller;
    const rows = Array.from({ length: 900 }, (_, n) => productRow(`stopped-${n.toString()}`));
    const importId = await files.upload(Buffer.from(csvOf(rows)), { sellerId, categoryId }, who);
    const stream = await followed(importId, who);
    const written = async () =>
      (await harness.running.db.query<{ n: bigint }>('SELECT count(*) AS n FROM products WHERE seller_id = $1', [sellerId]))[0]?.n ?? 0n;
    await eventually(async () => (await written()) > 20n, { waitingFor: 'a part of the import' });
    const { productImport, userErrors } = await cancel(importId, who);
    expect(userErrors).toEqual([]);
    expect(productImport?.status).toBe('CANCELLED');
    expect((await stream.end).at(-1)).toBe('CANCELLED');
    const count = await written();
    expect(count).toBeLessThan(900n);
    await harness.running.jobs.runNow('product-imports');
    expect(await written()).toBe(count);
    expect(await files.read(importId, who)).toEqual(productImport);
    expect(productImport).toMatchObject({
      productsCreated: Number(count),
      variantsAdded: Number(count),
      rowsRead: Number(count) + 1,
      errorCount: 0,
    });
    expect(await chunksOf(importId)).toBe(0);
    expect((await cancel(importId, who)).productImport).toEqual(productImport);
  });

  it('cannot be cancelled by others', async () => {
    const seller = newSeller();
    const id = idOfAnswer(await start(seller));
    for (const who of [rival, buyer, { kind: 'guest' } as const]) {
      expect(codes(await cancel(id, who))).toEqual(['IMPORT_NOT_FOUND']);
      expect(codes(await cancel(newId(), who))).toEqual(['IMPORT_NOT_FOUND']);
    }
    expect((await files.read(id, seller.who))?.status).toBe('UPLOADING');
    expect((await cancel(id, operator)).productImport?.status).toBe('CANCELLED');
  });
});
