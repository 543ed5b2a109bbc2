import { randomUUID } from 'node:crypto';
import { eventually } from '@marketplace/testing';
import type { Client } from '../journeys/support/client';
import { succeeded, errors, type Payload, type Shop } from '../journeys/support/shop';
import { timed } from './measure';
import { productLine } from './fake-products';

type Row = Readonly<Record<string, string | number>>;

/** Creates eighteen categories below three. */
export const makeCategories = async (operator: Client): Promise<readonly { readonly id: string; readonly slug: string }[]> => {
  const make = async (name: string, parentId?: string): Promise<{ id: string; slug: string }> => {
    const { categoryCreate } = await operator.ask<{ categoryCreate: Payload & { category: { id: string; slug: string } } }>(
      `mutation ($input: CategoryCreateInput!) { categoryCreate(input: $input) { category { id slug } ${errors} } }`,
      { input: { name, slug: `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`, ...(parentId === undefined ? {} : { parentId }) } },
    );
    return succeeded(categoryCreate).category;
  };
  const categories: { id: string; slug: string }[] = [];
  for (const root of ['Living', 'Outdoors', 'Clothing']) {
    const { id } = await make(root);
    for (let number = 1; number <= 6; number += 1) categories.push(await make(`${root}${number.toString()}`, id));
  }
  return categories;
};

const chunkSize = 200_000;

/** Imports this number of products as a seller. Resolves to the duration. */
export const importProducts = async (shop: Shop, count: number, categorySlugs: readonly string[]): Promise<Row> => {
  const { client, sellerId } = await shop.newSeller(`Wares ${randomUUID().slice(0, 6)}`);
  const file = Array.from({ length: count }, (_, number) => `${productLine(number, categorySlugs)}\n`).join('');
  const send = async (name: string, type: string, input: object): Promise<string> => {
    const answer = await client.ask<Record<string, Payload & { productImport: { id: string } }>>(
      `mutation ($input: ${type}!) { ${name}(input: $input) { productImport { id } ${errors} } }`,
      { input },
    );
    const payload = answer[name];
    if (payload === undefined) throw new Error(`${name} answered nothing`);
    return succeeded(payload).productImport.id;
  };
  const { milliseconds } = await timed(async () => {
    const importId = await send('productImportStart', 'ProductImportStartInput', { sellerId, format: 'JSON_LINES', publish: true });
    for (let offset = 0; offset < file.length; offset += chunkSize) {
      await send('productImportAppend', 'ProductImportAppendInput', { importId, offset, content: file.slice(offset, offset + chunkSize) });
    }
    await send('productImportFinish', 'ProductImportFinishInput', { importId });
    await eventually(
      async () => {
        type Import = { readonly status: string; readonly productsCreated: number };
        const { productImport } = await client.ask<{ productImport: Import }>(
          'query ($id: ID!) { productImport(id: $id) { status productsCreated } }',
          { id: importId },
        );
        return productImport.status === 'COMPLETED' && productImport.productsCreated === count;
      },
      { timeout: 600_000, every: 200, waitingFor: 'the import' },
    );
  });
  return {
    figure: `import of ${count.toString()} products with 3 variants each`,
    seconds: milliseconds / 1_000,
    'per second': (count * 1_000) / milliseconds,
  };
};
