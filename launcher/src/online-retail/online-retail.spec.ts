import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addSale, productsOf, titleCase, defaultPictures, type Catalogue } from './catalogue';
import { readFiles, defaultFile } from './files';
import { readSale, type RetailRecord } from './sale';
import { chunksOf } from './upload';

const record = (code: string, changes: RetailRecord = {}): RetailRecord => ({
  InvoiceNo: '536365',
  StockCode: code,
  Description: 'WHITE METAL LANTERN',
  Quantity: '6',
  InvoiceDate: '2010-12-01 08:26:00',
  UnitPrice: '3.39',
  CustomerID: '17850.0',
  Country: 'United Kingdom',
  ...changes,
});

const productsIn = (records: readonly RetailRecord[]) => {
  const catalogue: Catalogue = new Map();
  for (const each of records) {
    const sale = readSale(each);
    if (typeof sale !== 'string') addSale(catalogue, sale);
  }
  return [...productsOf(catalogue, defaultPictures)];
};

describe('a line of the Online Retail data set', () => {
  it.each([
    ['71053', {}, { base: '71053', suffix: '', description: 'WHITE METAL LANTERN', quantity: 6, pence: 339 }],
    [
      '15056bl',
      { UnitPrice: '5.95', Description: ' EDWARDIAN  PARASOL BLACK ' },
      { base: '15056', suffix: 'BL', description: 'EDWARDIAN PARASOL BLACK', quantity: 6, pence: 595 },
    ],
    ['POST', { Description: 'POSTAGE', UnitPrice: '18.0' }, 'SERVICE_CODE'],
    ['D', { Description: 'Discount', InvoiceNo: 'C536379', Quantity: '-1', UnitPrice: '27.5' }, 'CREDIT_NOTE'],
    ['DOT', {}, 'SERVICE_CODE'],
    ['M', {}, 'SERVICE_CODE'],
    ['BANK CHARGES', {}, 'SERVICE_CODE'],
    ['B', { InvoiceNo: 'A563185', UnitPrice: '11062.06' }, 'NOT_AN_INVOICE'],
    ['22139', { Description: '', UnitPrice: '0.0' }, 'DESCRIPTION_EMPTY'],
    ['21258', { Quantity: '-56', UnitPrice: '0.0' }, 'QUANTITY_NOT_POSITIVE'],
    ['22968', { UnitPrice: '0.0' }, 'PRICE_NOT_POSITIVE'],
    ['22968', { UnitPrice: '0.001' }, 'PRICE_NOT_POSITIVE'],
    ['22968', { Quantity: 'many' }, 'UNREADABLE'],
    ['22968', { UnitPrice: undefined }, 'UNREADABLE'],
  ])('with the stock code %s is a sale or the reason why it is none', (code, changes, expected) => {
    expect(readSale(record(code, changes))).toEqual(expected);
  });

  it('becomes a product with the most frequent price and name, and the sold quantity as stock', () => {
    const lines = [
      record('71053'),
      record('71053', { UnitPrice: '7.49', Quantity: '1' }),
      record('71053', { Description: 'WHITE MOROCCAN METAL LANTERN', UnitPrice: '3.39', Quantity: '4' }),
      record('71053'),
    ];
    expect(productsIn(lines)).toEqual([
      {
        handle: '71053',
        title: 'White Metal Lantern',
        description: 'White Metal Lantern. Stock code 71053.',
        brand: 'Online Retail',
        tags: ['gifts', 'online-retail'],
        status: 'active',
        images: [{ url: 'https://images.demo.test/online-retail/71053.jpg', alt: 'White Metal Lantern' }],
        variants: [
          {
            sku: '71053',
            options: [],
            price: { amount: '3.39', currency: 'GBP' },
            otherPrices: [{ price: { amount: '5.29', currency: 'USD' } }],
            quantity: 17,
          },
        ],
      },
    ]);
  });

  it('is a variant of the same product when only the suffix of its stock code differs', () => {
    const variants = (lines: readonly (readonly [string, string])[]) =>
      productsIn(lines.map(([code, Description]) => record(code, { Description }))).map(({ title, variants: all }) => [
        title,
        ...all.map(({ sku, options }) => `${sku} ${options.map(({ name, value }) => `${name} ${value}`).join()}`),
      ]);
    expect(
      variants([
        ['15056P', 'EDWARDIAN PARASOL PINK'],
        ['15056BL', 'EDWARDIAN PARASOL BLACK'],
        ['15056bl', 'EDWARDIAN PARASOL BLACK'],
      ]),
    ).toEqual([['Edwardian Parasol', '15056BL Style Black', '15056P Style Pink']]);
    expect(
      variants([
        ['35004G', 'SET OF 3 GOLD FLYING DUCKS'],
        ['35004B', 'SET OF 3 BLACK FLYING DUCKS'],
      ]),
    ).toEqual([['Set Of 3 Flying Ducks', '35004B Style Black', '35004G Style Gold']]);
    expect(
      variants([
        ['84029G', 'KNITTED UNION FLAG HOT WATER BOTTLE'],
        ['84029E', 'RED WOOLLY HOTTIE WHITE HEART.'],
        ['84029E', 'RED WOOLLY HOTTIE WHITE HEART.'],
      ]),
    ).toEqual([
      ['Red Woolly Hottie White Heart', '84029E Style Red Woolly Hottie White Heart', '84029G Style Knitted Union Flag Hot Water Bottle'],
    ]);
    expect(
      variants([
        ['84509B', 'FAIRY CAKE PLACEMATS'],
        ['84509G', 'FAIRY CAKE PLACEMATS'],
      ]),
    ).toEqual([['Fairy Cake Placemats', '84509B Style B', '84509G Style G']]);
    expect(
      variants([
        ['47566', 'PARTY BUNTING'],
        ['47566B', 'TEA TIME PARTY BUNTING'],
      ]),
    ).toEqual([['Party Bunting', '47566 Style Party Bunting', '47566B Style Tea Time Party Bunting']]);
  });

  it('is formatted in title case', () => {
    expect(titleCase('WHITE HANGING HEART T-LIGHT HOLDER')).toBe('White Hanging Heart T-Light Holder');
    expect(titleCase("SET/6 3D POP-ART TIN'S (LARGE)")).toBe("Set/6 3d Pop-Art Tin's (Large)");
  });
});

describe('files of the Online Retail data set', () => {
  it('are read compressed and uncompressed, and every rejected line is listed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'online-retail-'));
    const heading = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
    const text = `${heading}\n1,71053,"LANTERN, WHITE",6,2010-12-01,3.39,1.0,UK\n2,POST,POSTAGE,1,2010-12-01,18,1.0,UK\nC3,71053,LANTERN,-1,2010-12-01,3.39,1.0,UK\n`;
    writeFileSync(join(folder, 'a.csv'), text);
    writeFileSync(join(folder, 'b.csv.gz'), gzipSync(text));
    const { lines, rejected, catalogue } = await readFiles([join(folder, 'a.csv'), join(folder, 'b.csv.gz')]);
    rmSync(folder, { recursive: true });
    expect([lines, catalogue.size]).toEqual([6, 1]);
    expect(rejected.map(({ file, line, reason, code }) => [file, line, reason, code])).toEqual([
      ['a.csv', 3, 'SERVICE_CODE', 'POST'],
      ['a.csv', 4, 'CREDIT_NOTE', '71053'],
      ['b.csv.gz', 3, 'SERVICE_CODE', 'POST'],
      ['b.csv.gz', 4, 'CREDIT_NOTE', '71053'],
    ]);
    await expect(readFiles([join(folder, 'none.csv')])).rejects.toThrow('ENOENT');
  });

  it('have more than 2,000 products, each with a name, a price and unique styles', async () => {
    const { catalogue, lines, rejected } = await readFiles([defaultFile]);
    expect([lines, rejected.length]).toEqual([16_985, 368]);
    const products = [...productsOf(catalogue, defaultPictures)];
    expect(products).toHaveLength(2_024);
    expect(products.flatMap(({ variants }) => variants)).toHaveLength(2_259);
    for (const { title, variants } of products) {
      expect(title).toMatch(/^.{3,200}$/);
      expect(variants.every(({ price, quantity }) => Number(price.amount) > 0 && quantity > 0)).toBe(true);
      expect(new Set(variants.map(({ options }) => options[0]?.value.toLowerCase())).size).toBe(variants.length);
    }
  });

  it('are sent in chunks of whole lines', () => {
    const lines = Array.from({ length: 5 }, (_, position) => `${'é'.repeat(45_000)}${position.toString()}\n`);
    const chunks = [...chunksOf(lines)];
    expect(chunks.map((chunk) => chunk.split('\n').length - 1)).toEqual([2, 2, 1]);
    expect(chunks.join('')).toBe(lines.join(''));
  });
});
