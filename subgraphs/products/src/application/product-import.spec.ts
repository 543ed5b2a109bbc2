import fc from 'fast-check';
import { idOf, type Money } from '@marketplace/kernel';
import { evolve, type Product } from '../domain/product';
import { created, published, sized, usd } from '../domain/product.fixtures';
import { changed, minute, plan, planned, started } from '../domain/schedules.fixtures';
import { Crash, importWorld, type WriteOutcome } from './import-world.fixtures';
import { fileItems } from './product-import-reading';
import { createImportRunner } from './product-import.job';

const heading = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Image Src';

const row = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', 'd', ''),
    fc.constantFrom('', 'Jacket', 'Shirt'),
    fc.constantFrom('S', 'M', 'L', ''),
    fc.constantFrom('', '9.90', '12.50', 'free'),
    fc.constantFrom('', '7', 'some'),
    fc.boolean(),
  )
  .map(([handle, title, size, price, stock, hasImage]) =>
    [handle, title, 'Size', size, '', price, stock, hasImage ? `https://img.example/${handle}.jpg` : ''].join(','),
  );

/** A product of the file with a running price schedule. */
const onSale = (was: Money, now: Money): Product => {
  const image = { url: 'https://img.example/a.jpg', alt: '' };
  const variant = { ...sized(1, 'M', { price: was }), sku: 'a-m' };
  const made = created({ details: { title: 'Jacket', categoryId: idOf('category'), images: [image] }, variants: [variant] });
  const sale = { ...plan(1, [1, 5], { price: now }), variantId: variant.id };
  const events = [made, published, planned(sale), started(1, 5, { price: was }), changed({ price: now }, minute(1))];
  const [first, ...others] = events;
  if (first === undefined) throw new Error('a product begins with an event');
  return others.reduce(evolve, evolve(undefined, first));
};

const outcome: fc.Arbitrary<WriteOutcome> = fc.constantFrom('written', 'died before', 'died after', 'superseded');

/** Runs the import to its end; restarts the process after each crash unless `startsAgain` is false. */
const execute = async (lines: readonly string[], outcomes: readonly WriteOutcome[], startsAgain = true) => {
  const { ports, world, importId, maxConcurrentReads } = importWorld(lines, outcomes);
  let isDead = false;
  for (let process = createImportRunner(ports); world.current.state.status === 'RUNNING' && !isDead;) {
    try {
      await process.advance(importId);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      process = createImportRunner(ports);
      isDead = !startsAgain;
    }
  }
  const products = [...world.products.values()].map(({ state: { details, slug, variants, status } }) => ({
    title: details.title,
    // Slug suffixes come from IDs, which differ between runs.
    slug: slug.split('-')[0],
    status,
    variants: variants.map(({ sku, options, price }) => ({ sku, options, price: price?.price })),
  }));
  const { counts, position, status } = world.current.state;
  return {
    products,
    counts,
    position,
    status,
    issues: world.issues,
    initialStock: world.initialStock.map(({ sku, quantity }) => [sku, quantity]),
    most: maxConcurrentReads(),
  };
};

describe('an import', () => {
  it('has the same result, however often it crashes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 25 }), fc.array(outcome, { maxLength: 20 }), async (rows, outcomes) => {
        const undisturbed = await execute([heading, ...rows], []);
        expect(undisturbed.status).toBe('COMPLETED');
        expect(await execute([heading, ...rows], outcomes)).toEqual(undisturbed);
      }),
      { numRuns: 300 },
    );
  });

  it('stops when it is cancelled: saved products stay and are counted, and nothing follows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 15 }), fc.nat(8), async (rows, writes) => {
        const before: WriteOutcome[] = Array.from({ length: writes }, () => 'written');
        const stopped = await execute([heading, ...rows], [...before, 'cancelled']);
        const { status, ...sofar } = await execute([heading, ...rows], [...before, 'died before'], false);
        expect(stopped).toEqual({ ...sofar, most: stopped.most, status: status === 'RUNNING' ? 'CANCELLED' : status });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps a running price schedule if the file repeats the price, and cancels it if the price differs', async () => {
    const file = (price: string) => [heading, `a,Jacket,Size,M,a-m,${price},,https://img.example/a.jpg`];
    for (const [price, left] of [
      ['9.90', 1],
      ['12.50', 0],
    ] as const) {
      const { ports, world, importId } = importWorld(file(price), []);
      const sold = onSale(usd('12.50'), usd('9.90'));
      world.products.set(sold.id, { version: 4, announced: 4, state: sold });
      world.handles.set('a', sold.id);
      await createImportRunner(ports).advance(importId);
      expect(world.current.state.counts).toMatchObject({ productsUnchanged: left, productsUpdated: 1 - left, errors: 0 });
      expect(world.products.get(sold.id)?.state.schedules).toHaveLength(left);
    }
  });

  it('leaves out and reports a product that keeps failing', async () => {
    const rows = ['a', 'b', 'c'].map((handle) => `${handle},Jacket,Size,M,${handle}-m,9.90,,https://img.example/p.jpg`);
    const { ports, world, importId } = importWorld([heading, ...rows], []);
    const conflictsOf: typeof ports.products.conflictsOf = (claims) =>
      claims.skus.includes('b-m') ? Promise.reject(new Error('broken')) : ports.products.conflictsOf(claims);
    const turns = createImportRunner({ ...ports, products: { ...ports.products, conflictsOf } });
    let failures = 0;
    while (world.current.state.status === 'RUNNING') {
      await turns.advance(importId).catch(() => {
        failures += 1;
      });
    }
    expect(failures).toBe(29);
    expect([...world.products.values()].map(({ state }) => state.variants[0]?.sku)).toEqual(['a-m', 'c-m']);
    expect(world.issues).toEqual([{ row: 3, code: 'not-imported', severity: 'ERROR', handle: 'b' }]);
    expect(world.current.state.counts).toMatchObject({ productsCreated: 2, productsRefused: 1, errors: 1 });
  });

  it('saves issues during the import, even if all rows are invalid', async () => {
    const nameless = Array.from({ length: 3_000 }, () => ',Jacket,Size,M,,9.90,3,');
    const rows = ['a,Jacket,Size,M,a-m,9.90,,https://img.example/p.jpg', ...nameless];
    const { ports, world } = importWorld([heading, ...rows], []);
    const most: number[] = [];
    for await (const next of fileItems(world.current.state, ports)) if (next.kind === 'product') most.push(next.read.issues.length);
    expect(Math.max(...most)).toBeLessThanOrEqual(500);
    expect((await execute([heading, ...rows], [])).counts).toMatchObject({ productsCreated: 1, errors: 3_000 });
  });

  it('holds one chunk of its file and few products in memory', async () => {
    const rows = Array.from({ length: 700 }, (_, position) => `p${position.toString()},Jacket,Size,M,,9.90,3,https://img.example/p.jpg`);
    const { most, counts, products } = await execute([heading, ...rows], []);
    expect(most).toBe(1);
    expect(counts).toMatchObject({ productsCreated: 700, variantsAdded: 700, errors: 0 });
    expect(products).toHaveLength(700);
  });
});
