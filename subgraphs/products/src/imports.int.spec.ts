import { randomBytes } from 'node:crypto';
import { idOf } from '@marketplace/kernel';
import { newId, startContext } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { accountsEvents, productsEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { csvOf, importFields, productRow, importClient, variantRow, type ImportAnswer, type ImportJson } from './imports.fixtures';
import { context } from './main';
import { buyer, catalogue, operator, rival, sellerId, staff } from './products.fixtures';

const page = `query ($sellerId: ID!) { sellerProducts(sellerId: $sellerId, first: 100) { edges { node {
  id status title description brand tags version images { url alt } attributes { name value type unit }
  variants { sku weightGrams options { name value } price { amount currency } compareAtPrice { amount } prices { price { amount currency } } } } } } }`;

describe('importing products', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof catalogue>;
  let files: ReturnType<typeof importClient>;
  let categoryId = '';
  const codes = ({ userErrors }: ImportAnswer): readonly string[] => userErrors.map(({ code }) => code);
  const issues = ({ errors }: ImportJson) => errors.edges.map(({ node }) => [node.row, node.column, node.code]);
  const products = async (id: string = sellerId, who = staff) => {
    const { data } = await harness.graph(who, page, { sellerId: id });
    return (data?.['sellerProducts'] as { edges: { node: Record<string, unknown> }[] }).edges.map(({ node }) => node);
  };
  const titled = async (title: string) => (await products()).find((each) => each['title'] === title);
  const written = async (): Promise<bigint> =>
    (
      await harness.running.db.query<{ n: bigint }>(
        `SELECT count(*) AS n FROM outbox_events WHERE aggregate_type IN ('Product', 'InitialStock')`,
      )
    )[0]?.n ?? 0n;

  beforeAll(async () => {
    harness = await contextHarness(context);
    shop = catalogue(harness);
    files = importClient(harness, eventually);
    await shop.approve();
    categoryId = await shop.createCategory('Imported');
  });
  afterAll(() => harness.stop());

  it('creates products, variants and images from rows, and publishes complete products', async () => {
    const jackets = await shop.createCategory('Jackets');
    await harness.running.db.query(`UPDATE categories SET slug = 'rain-jackets' WHERE id = $1`, [jackets]);
    const rows = [
      productRow('jacket', {
        'Body (HTML)': '<p>Keeps the <b>rain</b> out.</p><ul><li>light</li><li>blue &amp; green</li></ul>',
        Vendor: 'Northlight',
        Type: 'Rain Jackets',
        Tags: 'outdoor, Rain,outdoor',
        'Variant Grams': '350',
        'Variant Inventory Qty': '12',
        'Variant Compare At Price': '25.00',
        'Image Position': '2',
      }),
      variantRow('jacket', 'L', { 'Image Src': 'https://img.example/first.jpg', 'Image Position': '1' }),
      { Handle: 'jacket', 'Image Src': 'https://img.example/third.jpg', 'Image Position': '3' },
      productRow('card', { 'Option1 Name': 'Title', 'Option1 Value': 'Default Title', 'Variant SKU': '' }),
      productRow('unseen', { 'Image Src': '' }),
      productRow('later', { Status: 'draft' }),
    ];
    const done = await files.importFile(csvOf(rows), { categoryId });
    expect(done).toMatchObject({ status: 'COMPLETED', rowsRead: 7, productsCreated: 4, variantsAdded: 5, errorCount: 0, noticeCount: 1 });
    expect(issues(done)).toEqual([[6, 'Image Src', 'PRODUCT_WITHOUT_IMAGE']]);
    expect(await titled('The jacket')).toMatchObject({
      status: 'PUBLISHED',
      description: 'Keeps the rain out.\n\nlight\nblue & green',
      brand: 'Northlight',
      tags: ['outdoor', 'Rain'],
      images: [
        { url: 'https://img.example/first.jpg' },
        { url: 'https://img.example/jacket.jpg' },
        { url: 'https://img.example/third.jpg' },
      ],
      variants: [
        {
          sku: 'jacket-m',
          weightGrams: 350,
          options: [{ name: 'Size', value: 'M' }],
          price: { amount: '19.90', currency: 'USD' },
          compareAtPrice: { amount: '25.00' },
        },
        { sku: 'jacket-l', weightGrams: 500, options: [{ name: 'Size', value: 'L' }], compareAtPrice: null },
      ],
    });
    expect(await titled('The card')).toMatchObject({ status: 'PUBLISHED', variants: [{ sku: 'card', options: [] }] });
    expect((await titled('The unseen'))?.['status']).toBe('DRAFT');
    expect((await titled('The later'))?.['status']).toBe('DRAFT');
    expect(await harness.waitForEvent(productsEvents.ProductPublishedV1, ({ title }) => title === 'The jacket')).toMatchObject({
      categoryId: jackets,
    });
    const stock = await harness.publishedEvents(productsEvents.InitialStockStatedV1);
    expect(stock).toMatchObject([{ sku: 'jacket-m', quantity: 12, sellerId, importId: done.id }]);
  });

  it('changes nothing if the file is imported again, and only the differences if it has changed', async () => {
    const rows = [productRow('shirt', { 'Variant Inventory Qty': '5', Tags: 'cotton' }), variantRow('shirt', 'L'), productRow('sock')];
    await files.importFile(csvOf(rows), { categoryId });
    const before = await written();
    expect(await files.importFile(csvOf(rows), { categoryId })).toMatchObject({
      productsCreated: 0,
      productsUpdated: 0,
      productsUnchanged: 2,
      errorCount: 0,
    });
    expect(await written()).toBe(before);
    const changed = [
      productRow('shirt', { Title: 'A better shirt', 'Variant Price': '17.50', 'Variant Inventory Qty': '90' }),
      variantRow('shirt', 'L'),
      variantRow('shirt', 'XL', { 'Variant Inventory Qty': '7' }),
      productRow('sock'),
    ];
    expect(await files.importFile(csvOf(changed), { categoryId })).toMatchObject({
      productsCreated: 0,
      productsUpdated: 1,
      productsUnchanged: 1,
      variantsAdded: 1,
    });
    expect(await titled('A better shirt')).toMatchObject({
      tags: [],
      variants: [{ sku: 'shirt-m', price: { amount: '17.50' } }, { sku: 'shirt-l', price: { amount: '19.90' } }, { sku: 'shirt-xl' }],
    });
    const stock = (await harness.publishedEvents(productsEvents.InitialStockStatedV1)).filter(({ sku }) => sku.startsWith('shirt'));
    expect(stock.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['shirt-m', 5],
      ['shirt-xl', 7],
    ]);
  });

  it('keeps fields without a column, and clears fields with an empty cell', async () => {
    const rows = [productRow('partial', { Tags: 'wool', 'Variant Compare At Price': '30.00' }), variantRow('partial', 'L')];
    await files.importFile(csvOf(rows), { categoryId });
    const prices = 'Handle,Variant SKU,Variant Price\r\npartial,partial-l,25.00\r\npartial,partial-m,18.00\r\nunknown,u-1,5.00';
    const done = await files.importFile(prices, { categoryId });
    expect(issues(done)).toEqual([[4, 'Title', 'TITLE_MISSING']]);
    expect(await titled('The partial')).toMatchObject({
      tags: ['wool'],
      images: [{}],
      variants: [
        { options: [{ value: 'M' }], price: { amount: '18.00' }, compareAtPrice: { amount: '30.00' } },
        { options: [{ value: 'L' }], price: { amount: '25.00' } },
      ],
    });
    await files.importFile('Handle,Title,Tags,Vendor\r\npartial,,,', { categoryId });
    expect(await titled('The partial')).toMatchObject({ tags: [], brand: null });
  });

  it('takes the first of two rows of a variant, however often the file is imported', async () => {
    const rows = [
      productRow('double'),
      variantRow('double', 'L', { 'Variant Price': '21.00' }),
      variantRow('double', 'S', { 'Variant SKU': 'double-m', 'Variant Price': '12.00' }),
      variantRow('double', 'l', { 'Variant SKU': 'double-else', 'Variant Price': '13.00' }),
    ];
    const invalid = [
      [4, 'Variant SKU', 'SKU_TAKEN'],
      [5, 'Option1 Value', 'OPTIONS_TAKEN'],
    ];
    expect(issues(await files.importFile(csvOf(rows), { categoryId }))).toEqual(invalid);
    const before = await written();
    for (let time = 0; time < 2; time += 1) {
      const again = await files.importFile(csvOf(rows), { categoryId });
      expect(issues(again)).toEqual(invalid);
      expect(again).toMatchObject({ productsUnchanged: 1, productsUpdated: 0 });
    }
    expect(await written()).toBe(before);
    const added = [...rows, variantRow('double', 'XL'), variantRow('double', 'XL', { 'Variant Price': '9.00' })];
    expect(issues(await files.importFile(csvOf(added), { categoryId }))).toEqual([...invalid, [7, 'Variant SKU', 'SKU_TAKEN']]);
    expect(await titled('The double')).toMatchObject({
      variants: [
        { sku: 'double-m', price: { amount: '19.90' } },
        { sku: 'double-l', price: { amount: '21.00' } },
        { sku: 'double-xl', price: { amount: '19.90' } },
      ],
    });
  });

  it('keeps two products separate if the handle of one is the slug of the other', async () => {
    const rows = [productRow('tee', { Title: 'Classic tee' }), productRow('classic-tee', { Title: 'Another tee' })];
    expect(await files.importFile(csvOf(rows), { categoryId })).toMatchObject({ productsCreated: 2, productsUpdated: 0 });
    expect(await titled('Classic tee')).toMatchObject({ variants: [{ sku: 'tee-m' }] });
    expect(await titled('Another tee')).toMatchObject({ variants: [{ sku: 'classic-tee-m' }] });
    expect(await files.importFile(csvOf(rows), { categoryId })).toMatchObject({ productsUnchanged: 2 });
  });

  it('keeps a draft a draft if the file has no status', async () => {
    await files.importFile(csvOf([productRow('waiting', { Status: 'draft' })]), { categoryId });
    await files.importFile('Handle,Variant SKU,Variant Price\r\nwaiting,waiting-m,17.00', { categoryId });
    expect(await titled('The waiting')).toMatchObject({ status: 'DRAFT', variants: [{ price: { amount: '17.00' } }] });
    const line = { handle: 'spaced', title: 'Spaced', images: [{ url: 'https://img.example/s.jpg' }] };
    const variants = [{ sku: ' spaced-1 ', price: '5.00', quantity: 4 }];
    await files.importFile(JSON.stringify({ ...line, variants }), { categoryId, format: 'JSON_LINES' });
    expect(await titled('Spaced')).toMatchObject({ status: 'PUBLISHED', variants: [{ sku: 'spaced-1' }] });
    const stock = await harness.publishedEvents(productsEvents.InitialStockStatedV1);
    expect(stock.filter(({ sku }) => sku === 'spaced-1')).toMatchObject([{ quantity: 4 }]);
  });

  it('accepts a file with a character that the database cannot store', async () => {
    const done = await files.importFile(
      'Handle,Title,Col\0our,Variant SKU,Variant Price\r\nnul,Nul,red,nul-1,5.00\r\nnul2,Nul 2,red,n\0,5.00',
      {
        categoryId,
      },
    );
    expect(done).toMatchObject({ status: 'COMPLETED', productsCreated: 1, productsRefused: 1 });
    expect(issues(done)).toContainEqual([3, 'Variant SKU', 'SKU_INVALID']);
  });

  it('finds a product without a handle by slug or SKU', async () => {
    const sku = newId();
    const made = await shop.createDraft({ title: 'Made by hand', variants: [{ sku, options: [], weightGrams: 100 }] });
    const row = productRow('another-name', { 'Option1 Name': '', 'Option1 Value': '', 'Variant SKU': sku, Title: 'Renamed' });
    expect(await files.importFile(csvOf([row]))).toMatchObject({ productsUpdated: 1, errorCount: 0 });
    expect(await titled('Renamed')).toMatchObject({ id: made.id, status: 'PUBLISHED', variants: [{ sku, weightGrams: 100 }] });
    expect(await files.importFile(csvOf([{ ...row, Handle: 'made-by-hand' }]))).toMatchObject({ productsUnchanged: 1 });
  });

  it('reports row, column and reason of invalid rows, and imports the rest', async () => {
    const rows = [
      productRow('faulty', { 'Variant Price': 'ten' }),
      variantRow('faulty', 'L'),
      variantRow('faulty', 'l', { 'Variant SKU': 'faulty-other' }),
      variantRow('faulty', 'XL', { 'Variant Grams': 'heavy' }),
      variantRow('faulty', 'XXL', { 'Variant SKU': 'not a sku' }),
      variantRow('faulty', 'S', { 'Image Src': 'ftp://img.example/s.jpg' }),
      productRow('', {}),
      productRow('untitled', { Title: '' }),
      productRow('taken', { 'Variant SKU': 'faulty-l' }),
      productRow('nonsense', { Status: 'unknown' }),
      productRow('fine', { 'Variant Compare At Price': '9.90' }),
    ];
    const done = await files.importFile(`${csvOf(rows)}\r\nfine,"broken"row\r\nfine,too,few`, { categoryId });
    expect(issues(done)).toEqual([
      [2, 'Variant Price', 'PRICE_INVALID'],
      [4, 'Option1 Value', 'OPTIONS_TAKEN'],
      [5, 'Variant Grams', 'WEIGHT_INVALID'],
      [6, 'Variant SKU', 'SKU_INVALID'],
      [7, 'Image Src', 'IMAGE_INVALID'],
      [8, 'Handle', 'HANDLE_MISSING'],
      [9, 'Title', 'TITLE_MISSING'],
      [10, 'Variant SKU', 'SKU_TAKEN'],
      [11, 'Status', 'STATUS_INVALID'],
      [12, 'Variant Compare At Price', 'COMPARE_AT_PRICE_NOT_HIGHER'],
      [13, null, 'ROW_UNREADABLE'],
      [14, null, 'CELL_COUNT_DIFFERS'],
    ]);
    expect(done).toMatchObject({ status: 'COMPLETED', productsCreated: 2, rowsRead: 14 });
    expect(await titled('The faulty')).toMatchObject({ variants: [{ sku: 'faulty-l' }, { sku: 'faulty-s' }] });
  });

  it('fails if the required columns are missing', async () => {
    expect(await files.importFile('Name,Price\r\nshirt,5.00')).toMatchObject({ status: 'FAILED', failure: { code: 'COLUMN_MISSING' } });
    expect(await files.importFile('Handle,Title,title\r\na,b,c')).toMatchObject({ status: 'FAILED', failure: { code: 'COLUMN_TWICE' } });
  });

  it('accepts chunks split anywhere, repeated, and only in order', async () => {
    const rows = Array.from({ length: 12 }, (_, position) =>
      productRow(`chunk-${position.toString()}`, { 'Body (HTML)': 'Grüße, "😀"\nund mehr' }),
    );
    const content = Buffer.from(csvOf(rows));
    const { productImport } = await files.send('productImportStart', { sellerId, format: 'SHOPIFY_CSV', categoryId });
    const importId = productImport?.id;
    const append = (offset: number, end: number, who = staff) =>
      files.send(
        'productImportAppend',
        { importId, offset, content: content.subarray(offset, end).toString('base64'), encoding: 'BASE64' },
        who,
      );
    expect((await append(0, 700)).productImport?.bytes).toBe(700);
    expect((await append(0, 700)).productImport?.bytes).toBe(700);
    const gap = await append(900, 1_000);
    expect(codes(gap)).toEqual(['CHUNK_OUT_OF_PLACE']);
    expect(gap.productImport?.bytes).toBe(700);
    expect(codes(await append(0, 699))).toEqual(['CHUNK_OUT_OF_PLACE']);
    expect(codes(await files.send('productImportAppend', { importId, offset: 700, content: 'half \uD83D' }))).toEqual(['CHUNK_NOT_TEXT']);
    expect(codes(await files.send('productImportAppend', { importId, offset: 700, content: 'x'.repeat(262_145) }))).toEqual([
      'CHUNK_TOO_LARGE',
    ]);
    for (const who of [rival, buyer]) expect(codes(await append(700, 800, who))).toEqual(['IMPORT_NOT_FOUND']);
    const both = await Promise.all([append(700, 1_401), append(700, 1_401)]);
    expect(both.flatMap(codes)).toEqual([]);
    for (let at = 1_401; at < content.length; at += 301) await append(at, at + 301);
    await files.send('productImportFinish', { importId });
    expect(await files.untilFinished(importId ?? '')).toMatchObject({
      status: 'COMPLETED',
      productsCreated: 12,
      errorCount: 0,
      bytes: content.length,
      bytesRead: content.length,
    });
    expect((await titled('The chunk-7'))?.['description']).toBe('Grüße, "😀"\nund mehr');
    expect(codes(await append(content.length, content.length + 1))).toEqual(['CHUNK_EMPTY']);
    expect(await harness.running.db.query('SELECT 1 FROM product_import_chunks WHERE import_id = $1', [importId])).toEqual([]);
  });

  it('sends its progress to subscribers until it ends', async () => {
    const { productImport } = await files.send('productImportStart', { sellerId, format: 'JSON_LINES', categoryId });
    const importId = productImport?.id;
    const stream = await harness.follow(
      staff,
      `subscription ($importId: ID!) { productImportProgress(importId: $importId) { ${importFields} } }`,
      { importId },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const lines = Array.from({ length: 450 }, (_, position) => ({
      handle: `line-${position.toString()}`,
      title: `Line ${position.toString()}`,
    }));
    const progressOf = ({ data }: { readonly data?: unknown }) => (data as { productImportProgress: ImportJson }).productImportProgress;
    const seen = [progressOf((await stream.next()).value as { readonly data?: unknown })];
    const sent = (async () => {
      await files.send('productImportAppend', { importId, offset: 0, content: lines.map((line) => JSON.stringify(line)).join('\n') });
      await files.send('productImportFinish', { importId });
    })();
    for await (const event of stream) seen.push(progressOf(event));
    await sent;
    expect(seen[0]?.status).toBe('UPLOADING');
    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED', productsCreated: 450, rowsRead: 450 });
    expect(seen.map(({ rowsRead }) => rowsRead)).toEqual([...seen.map(({ rowsRead }) => rowsRead)].sort((a, b) => a - b));
  });

  it('is allowed only for staff of the seller and operators', async () => {
    const input = { sellerId, format: 'SHOPIFY_CSV', content: csvOf([productRow('stranger')]), categoryId };
    for (const who of [rival, buyer, { kind: 'guest' } as const]) {
      expect(codes(await files.send('productsImport', input, who))).toEqual(['SELLER_NOT_FOUND']);
      await expect(files.exported('JSON_LINES', {}, who)).rejects.toThrow(who.kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    }
    const done = await files.importFile(input.content, { categoryId }, operator);
    expect(done).toMatchObject({ productsCreated: 1, errorCount: 0 });
    expect(await files.read(done.id, rival)).toBeNull();
    expect(codes(await files.send('productImportCancel', { importId: done.id }, rival))).toEqual(['IMPORT_NOT_FOUND']);
    expect(codes(await files.send('productImportCancel', { importId: done.id }))).toEqual(['IMPORT_OVER']);
    const followed = await harness.follow(rival, 'subscription ($id: ID!) { productImportProgress(importId: $id) { id } }', {
      id: done.id,
    });
    expect(JSON.stringify(followed)).toContain('NOT_FOUND');
  });

  it('allows three open imports per seller, and one per idempotency key', async () => {
    const start = (input: object = {}) => files.send('productImportStart', { sellerId, format: 'JSON_LINES', ...input });
    const begun = [await start({ idempotencyKey: 'once' }), await start({ idempotencyKey: 'once' }), await start(), await start()];
    expect(new Set(begun.map(({ productImport }) => productImport?.id)).size).toBe(3);
    expect(codes(await start())).toEqual(['TOO_MANY_IMPORTS']);
    for (const { productImport } of begun) await files.send('productImportCancel', { importId: productImport?.id });
    expect(codes(await start({ currency: 'XXX' }))).toEqual(['CURRENCY_UNKNOWN']);
    expect(codes(await start({ categoryId: newId() }))).toEqual(['CATEGORY_NOT_FOUND']);
  });

  it.each(['SHOPIFY_CSV', 'JSON_LINES'])('exports in %s what another seller can import unchanged', async (format) => {
    const [one, other] = [idOf<'Seller'>(newId()), idOf<'Seller'>(newId())];
    const owners = { [one]: userActor(idOf(newId()), ['seller'], [one]), [other]: userActor(idOf(newId()), ['seller'], [other]) };
    for (const id of [one, other]) {
      const approved = { sellerId: id, ownerId: staff.userId, name: `Seller ${id.slice(-4)}`, countryCode: 'DE' };
      await harness.waitUntilHandled(await harness.publish(accountsEvents.SellerApprovedV1, approved, { aggregateId: id, version: 2 }));
    }
    const lines = [
      {
        handle: 'a',
        title: '=1+1 is "two", says @someone',
        description: "First line\n  second <b>line</b> & more\n\n\n'=last",
        brand: '-Northlight',
        tags: ['outdoor', '+rain'],
        language: 'de',
        status: 'active',
        images: [
          { url: 'https://img.example/a.jpg', alt: '@a' },
          { url: 'https://img.example/b.jpg' },
          { url: 'https://img.example/c.jpg' },
        ],
        attributes:
          format === 'JSON_LINES'
            ? [
                { name: 'Height', value: 12.5, unit: 'cm' },
                { name: 'Washable', value: true, searchable: false },
              ]
            : [],
        variants: [
          {
            sku: 'A-1',
            options: [{ name: 'Size', value: 'M' }],
            weightGrams: 250,
            price: { amount: '12.50', currency: 'EUR' },
            compareAtPrice: '15.00',
            stockUnit: '4006381333931',
          },
          {
            sku: 'A-2',
            options: [{ name: 'Size', value: "'=L" }],
            price: '13.00',
            ...(format === 'JSON_LINES'
              ? { otherPrices: [{ price: { amount: '14.00', currency: 'USD' } }, { price: { amount: '2000', currency: 'JPY' } }] }
              : {}),
          },
        ],
      },
      { handle: 'b', title: 'No variants yet', status: 'draft' },
      { handle: 'c', title: 'One of its kind', variants: [{ price: '1.00' }], images: [{ url: 'https://img.example/c.jpg' }] },
      {
        handle: 'd',
        title: 'One of its kind',
        variants: [{ sku: 'D-1', options: ['1', '2', '3', '4', '5'].map((name) => ({ name, value: 'v' })) }],
      },
    ];
    const terms = { categoryId, currency: 'EUR', language: 'de' };
    const first = await files.importFile(
      lines.map((line) => JSON.stringify(line)).join('\n'),
      { ...terms, sellerId: one, format: 'JSON_LINES' },
      owners[one],
    );
    expect(first).toMatchObject({ productsCreated: 4, errorCount: 0, noticeCount: 1 });
    const file = await files.exported(format, { sellerId: one }, owners[one]);
    const again = await files.importFile(file, { ...terms, sellerId: other, format }, owners[other]);
    expect(again).toMatchObject({ productsCreated: 4, errorCount: 0, noticeCount: 0 });
    expect(await files.exported(format, { sellerId: other }, owners[other])).toBe(file);
    const [theirs, ours] = [await products(one, owners[one]), await products(other, owners[other])];
    const bare = (all: readonly Record<string, unknown>[]) => all.map(({ id: _, version: __, ...rest }) => rest);
    expect(bare(ours)).toEqual(bare(theirs));
    expect(await files.importFile(file, { ...terms, sellerId: one, format }, owners[one])).toMatchObject({
      productsUnchanged: 4,
      productsUpdated: 0,
    });
  });

  it('keeps the currency of exported CSV prices, whatever the currency of the import', async () => {
    const id = idOf<'Seller'>(newId());
    const owner = userActor(idOf(newId()), ['seller'], [id]);
    const lines = ['GBP', 'JPY'].map((code) => ({
      handle: code,
      title: code,
      variants: [{ sku: code, price: { amount: '1500', currency: code }, otherPrices: [{ price: { amount: '9.00', currency: 'USD' } }] }],
    }));
    const terms = { sellerId: id, categoryId };
    await files.importFile(lines.map((line) => JSON.stringify(line)).join('\n'), { ...terms, format: 'JSON_LINES' }, owner);
    const file = await files.exported('SHOPIFY_CSV', { sellerId: id }, owner);
    expect(await files.importFile(file, { ...terms, currency: 'USD' }, owner)).toMatchObject({ productsUnchanged: 2, errorCount: 0 });
    const nowhere = await files.importFile(file.replaceAll(',GBP', ',ZZZ'), { ...terms, currency: 'USD' }, owner);
    expect(issues(nowhere)).toEqual([[2, 'Variant Price Currency', 'CURRENCY_UNKNOWN']]);
  });

  it('archives a product and changes its price while a schedule runs', async () => {
    await files.importFile(csvOf([productRow('ending')]), { categoryId });
    const { db } = harness.running;
    const [variant] = await db.query<{ id: string }>(`SELECT id FROM product_variants WHERE sku = 'ending-m'`);
    const [from, until] = [1, 2].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    const input = { variantId: variant?.id, price: { amount: '9.90', currency: 'USD' }, from, until };
    const mutation = 'mutation ($input: ProductPriceScheduleInput!) { productPriceSchedule(input: $input) { userErrors { code } } }';
    expect((await harness.graph(staff, mutation, { input })).data).toEqual({ productPriceSchedule: { userErrors: [] } });
    // The schedule becomes due now.
    await db.query('UPDATE product_price_schedules SET starts_at = now(), due_at = now() WHERE variant_id = $1', [variant?.id]);
    const status = async () =>
      (await db.query<{ status: string }>('SELECT status FROM product_price_schedules WHERE variant_id = $1', [variant?.id]))[0]?.status;
    await eventually(async () => (await status()) === 'RUNNING', { waitingFor: 'the planned price' });
    const done = await files.importFile(csvOf([productRow('ending', { 'Variant Price': '15.00', Status: 'archived' })]), { categoryId });
    expect(done).toMatchObject({ productsUpdated: 1, errorCount: 0 });
    expect(await titled('The ending')).toMatchObject({ status: 'ARCHIVED', variants: [{ price: { amount: '15.00' } }] });
    expect(await status()).toBe('CANCELLED');
  });

  it('cancels inactive uploads and deletes old imports', async () => {
    const { productImport } = await files.send('productImportStart', { sellerId, format: 'SHOPIFY_CSV' });
    const id = productImport?.id ?? '';
    await files.send('productImportAppend', { importId: id, offset: 0, content: 'Handle' });
    await harness.running.db.query(`UPDATE product_imports SET touched_at = now() - interval '25 hours' WHERE id = $1`, [id]);
    await harness.running.jobs.runNow('product-imports');
    expect(await files.untilFinished(id)).toMatchObject({ status: 'CANCELLED', bytes: 6, bytesRead: 0 });
    const done = await files.importFile('Handle,Title\r\nnowhere,Nowhere');
    expect(done).toMatchObject({ productsRefused: 1, errorCount: 1 });
    await harness.running.db.query(`UPDATE product_imports SET finished_at = now() - interval '91 days' WHERE id = $1`, [done.id]);
    await harness.running.jobs.runNow('forget-imports');
    expect(await files.read(done.id)).toBeNull();
    expect(await files.read(id)).not.toBeNull();
  });

  it('resumes after its process stops, and creates 3,000 variants in time', async () => {
    const rows = Array.from({ length: 1_000 }, (_, position) => {
      const handle = `bulk-${position.toString()}`;
      return [productRow(handle, { 'Variant Inventory Qty': '3' }), variantRow(handle, 'L'), variantRow(handle, 'XL')];
    }).flat();
    const importId = await files.upload(Buffer.from(csvOf(rows)), { categoryId });
    const created = async (db: ContextHarness['running']['db']) => {
      const [row] = await db.query<{ n: number; status: string }>(
        'SELECT products_created AS n, status FROM product_imports WHERE id = $1',
        [importId],
      );
      return row ?? { n: 0, status: '' };
    };
    await eventually(async () => (await created(harness.running.db)).n > 100, { waitingFor: 'a part of the import' });
    await harness.running.stop();
    const environment = {
      DATABASE_URL: harness.database.url,
      NATS_URL: harness.brokerUrl,
      IDENTITY_KEY: 'another-identity-key-of-32-characters',
      SEALING_KEY: randomBytes(32).toString('base64'),
      DATABASE_POOL_SIZE: 10,
      LOG_LEVEL: 'silent' as const,
    };
    const next = await startContext(context, { environment, variables: {}, broker: harness.broker });
    try {
      const before = (await created(next.db)).n;
      expect(before).toBeLessThan(1_000);
      await eventually(async () => (await created(next.db)).status === 'COMPLETED', {
        waitingFor: 'the import to be over',
      });
      const counts = `SELECT (SELECT count(*) FROM product_variants WHERE sku LIKE 'bulk-%') AS variants,
        (SELECT count(*) FROM outbox_events WHERE event_type = 'InitialStockStated' AND payload #>> '{data,sku}' LIKE 'bulk-%') AS stated,
        (SELECT count(*) FROM product_import_faults WHERE import_id = $1) AS issues`;
      expect(await next.db.query(counts, [importId])).toEqual([{ variants: 3_000n, stated: 1_000n, issues: 0n }]);
      expect((await created(next.db)).n).toBe(1_000);
    } finally {
      await next.stop();
    }
  });
});
