import fc from 'fast-check';
import { currency, moneyToJson } from '@marketplace/kernel';
import { inTime } from '@marketplace/testing';
import { escapeFormula, readGrams, readPrice, readInteger, unescapeFormula } from './import-cells';
import { validateHeading, headingOf, shopifyColumns, type ShopifyColumn } from './import-columns';
import { rowsOfProduct } from './export-rows';
import { completeGroup, addRow, maxRowsPerProduct, type Group, type OpenGroup } from './import-grouping';
import { textToHtml, htmlToText } from './html-text';
import { generateSku } from './import-sku';
import { productOfRows, type Row } from './import-shopify';

const usd = currency('USD');
const heading = headingOf(shopifyColumns);

const rowOf = (number: number, cells: Partial<Record<ShopifyColumn, string>>): Row => ({
  number,
  cells: shopifyColumns.map((column) => cells[column] ?? ''),
});

const groupsOf = (rows: readonly Row[]) => {
  let open: OpenGroup | undefined;
  const groups: Group[] = [];
  const issues: unknown[] = [];
  for (const row of rows) {
    const step = addRow(heading, open, row);
    if (step.complete !== undefined) groups.push(step.complete);
    if (step.issue !== undefined) issues.push([step.issue.row, step.issue.code]);
    open = step.open;
  }
  const last = completeGroup(open);
  return { groups: last === undefined ? groups : [...groups, last], issues };
};

describe('rows of a Shopify file', () => {
  it('form one product while their handle is the same', () => {
    const { groups, issues } = groupsOf([
      rowOf(2, { Handle: 'a' }),
      rowOf(3, {}),
      rowOf(4, { Handle: 'a' }),
      rowOf(5, { Title: 'whose?' }),
      rowOf(6, { Handle: 'b' }),
      rowOf(7, { Handle: 'a' }),
      { number: 8, cells: ['a', 'b'] },
      rowOf(9, { Handle: 'b', Title: 'garb\uFFFDed' }),
    ]);
    expect(groups.map(({ rows }) => rows.map(({ number }) => number))).toEqual([[2, 4], [6], [7]]);
    expect(issues).toEqual([
      [5, 'handle-missing'],
      [8, 'cell-count-differs'],
      [9, 'text-not-utf-8'],
    ]);
  });

  it('are limited per product', () => {
    const { groups } = groupsOf(Array.from({ length: maxRowsPerProduct + 5 }, (_, position) => rowOf(position + 2, { Handle: 'a' })));
    expect(groups.map(({ rows, dropped }) => [rows.length, dropped])).toEqual([[maxRowsPerProduct, 5]]);
  });

  it('take option names from the first row, and support products with a single variant', () => {
    const rows = [
      rowOf(2, { Handle: 'a', Title: 'A', 'Option1 Name': 'Size', 'Option1 Value': 'M', 'Option2 Name': 'Colour', 'Option2 Value': 'red' }),
      rowOf(3, { Handle: 'a', 'Option1 Value': 'L', 'Option2 Value': 'blue', 'Variant Grams': '12.2' }),
    ] as const;
    expect(productOfRows(heading, [...rows], usd).product?.variants).toMatchObject([
      {
        row: 2,
        options: [
          { name: 'Size', value: 'M' },
          { name: 'Colour', value: 'red' },
        ],
      },
      {
        row: 3,
        options: [
          { name: 'Size', value: 'L' },
          { name: 'Colour', value: 'blue' },
        ],
        weightGrams: 13,
      },
    ]);
    const single = productOfRows(heading, [rowOf(2, { Handle: 'a', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' })], usd);
    expect(single.product?.variants).toMatchObject([{ options: [] }]);
  });

  it('leave fields without a column undefined', () => {
    const few = headingOf(['Handle', 'Title', 'Variant SKU', 'Variant Price']);
    const { product } = productOfRows(few, [{ number: 2, cells: ['a', 'A', 'a-1', '5.00'] }], usd);
    expect(product).toEqual({
      row: 2,
      handle: 'a',
      title: 'A',
      variants: [{ row: 2, sku: 'a-1', offers: [{ price: { amount: 500n, currency: 'USD' } }], keepsCompareAtPrice: true }],
    });
  });

  it('accept column names of other versions, but only once', () => {
    expect(headingOf(['URL handle', 'title ', 'Price', 'Cost per item'])).toEqual(['Handle', 'Title', 'Variant Price', undefined]);
    expect(validateHeading(headingOf(['Title', 'Price']))).toEqual({ code: 'column-missing', column: 'Handle' });
    expect(validateHeading(headingOf(['Handle', 'Title', 'SKU', 'Variant SKU']))).toEqual({ code: 'column-twice', column: 'Variant SKU' });
  });

  it('are the same after an export', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '=', "'", '-', '@', '<', '&', 'é', '1'), minLength: 1, maxLength: 12 });
    const line = text.map((each) => `x${each}`.trim());
    const option = fc.record({ name: line, value: line });
    const price = fc.bigInt({ min: 1n, max: 10n ** 10n }).map((amount) => ({ amount, currency: usd }));
    const variant = fc.record({
      sku: line,
      options: fc.array(option, { minLength: 1, maxLength: 5 }),
      weightGrams: fc.integer({ min: 1, max: 1_000_000 }),
      stockUnit: fc.option(line),
      offers: fc.tuple(price).map(([only]) => [{ price: only }]),
    });
    const image = fc.record({
      url: line.map((each) => `https://img.example/${encodeURIComponent(each)}`),
      alt: text.map((each) => each.trim()),
    });
    const product = fc.record({
      handle: line,
      category: line,
      status: fc.constantFrom('PUBLISHED' as const, 'DRAFT' as const),
      title: text.map((each) => each.trim()).filter((each) => each !== ''),
      description: fc
        .string({ unit: fc.constantFrom('a', ' ', '\n', '<p>', '&amp;', '\t', '>', "'", '='), maxLength: 20 })
        .map((each) => each.trim()),
      language: fc.constant('en'),
      brand: fc.option(line),
      tags: fc.uniqueArray(line, { maxLength: 3 }),
      images: fc.uniqueArray(image, { selector: ({ url }) => url, maxLength: 4 }),
      attributes: fc.constant([]),
      variants: fc.array(variant, { maxLength: 4 }).map((all) =>
        all.map((each) => ({
          ...each,
          options: each.options.map(({ value }, at) => ({ name: all[0]?.options[at]?.name ?? `Option ${(at + 1).toString()}`, value })),
        })),
      ),
    });
    fc.assert(
      fc.property(product, (before) => {
        const [first, ...rest] = rowsOfProduct(before).map((cells, position): Row => ({ number: position + 2, cells }));
        if (first === undefined) throw new Error('a product has at least one row');
        const { product: read, issues } = productOfRows(heading, [first, ...rest], usd);
        expect(issues).toEqual([]);
        const { handle, category, title, description, tags } = before;
        expect(read).toMatchObject({ handle, category, title, description, tags, brand: before.brand ?? '' });
        expect(read?.images?.map(({ url, alt }) => ({ url, alt })) ?? []).toEqual(before.images);
        expect(
          read?.variants.map(({ sku, options, weightGrams, stockUnit = null, offers }) => [
            sku,
            options,
            weightGrams,
            stockUnit,
            offers.map(({ price: each }) => moneyToJson(each)),
          ]),
        ).toEqual(
          before.variants.map(({ sku, options, weightGrams, stockUnit, offers }) => [
            sku,
            options,
            weightGrams,
            stockUnit,
            offers.map(({ price: each }) => moneyToJson(each)),
          ]),
        );
      }),
    );
  });
});

describe('a cell', () => {
  it('is parsed as a price, weight or number only if it is valid', () => {
    expect([readPrice('12.5', usd), readPrice('12.500', usd), readPrice('7', usd)].map((price) => price?.amount)).toEqual([
      1250n,
      1250n,
      700n,
    ]);
    expect(['', '-1', '1,299.00', '1.005', '$5', '1e3', '9'.repeat(30)].map((text) => readPrice(text, usd))).toEqual(
      Array(7).fill(undefined),
    );
    expect([readGrams('0.2'), readGrams('250'), readGrams('-1'), readGrams('1 kg')]).toEqual([1, 250, undefined, undefined]);
    expect([readInteger('5.0'), readInteger('-3'), readInteger('2.5'), readInteger('many')]).toEqual([5, -3, undefined, undefined]);
  });

  it('never starts with a formula character, and keeps its value', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', 'a', ' '), maxLength: 6 }), (text) => {
        expect(escapeFormula(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect(unescapeFormula(escapeFormula(text))).toBe(text);
      }),
    );
  });
});

describe('a description', () => {
  it.each([
    ['<p>One</p><p>Two &amp; <b>three</b></p>', 'One\n\nTwo & three'],
    ['Plain & simple,\n  as it is', 'Plain & simple,\n  as it is'],
    ['<ul>\n <li>red</li>\n <li>green</li>\n</ul>after', 'red\ngreen\n\nafter'],
    ['a<br>b<br/><br />c', 'a\nb\n\nc'],
    ['<script>alert("<p>no</p>")</script>yes<style>p{}</style><!-- no -->!', 'yes!'],
    ['<img alt="a > b" src=x>&lt;b&gt; &#x1F600; &#0; &nope; &constructor;', '<b> 😀  &nope; &constructor;'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['open <b never completeGroup', 'open'],
    ['<constructor>a</constructor>', 'a'],
  ])('is read from %j', (markup, text) => {
    expect(htmlToText(markup)).toBe(text);
  });

  it('is the same after conversion to HTML and back', () => {
    const piece = fc.constantFrom('a', ' ', '\n', '\t', '\r', '<', '>', '&', '<b>', '&lt;', '&#10;', 'é', '\u00A0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('').trim();
        expect(htmlToText(textToHtml(text))).toBe(text);
      }),
    );
  });

  it('is parsed in linear time for any input', () => {
    for (const piece of ['<', '<!--', '<a "', '<script>', '&', '<p', '\n ']) {
      expect(() => inTime(() => htmlToText(piece.repeat(1_000_000)))).not.toThrow();
    }
  });
});

describe('a SKU missing in a file', () => {
  it('is generated from handle and options, always the same', () => {
    const size = (value: string) => [{ name: 'Size', value }];
    expect(generateSku('trail-jacket', size('XL'))).toBe('trail-jacket-xl');
    const long = generateSku('x'.repeat(255), size('M'));
    expect(long).toMatch(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/);
    expect(long).not.toBe(generateSku('x'.repeat(255), size('L')));
    expect(generateSku('外套', size('大'))).not.toBe(generateSku('外套', size('小')));
  });
});
