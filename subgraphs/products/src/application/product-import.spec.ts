import fc from 'fast-check';
import { idOf, type Money } from '@marketplace/kernel';
import { evolve, type Product } from '../domain/product';
import { created, published, sized, usd } from '../domain/product.fixtures';
import { changed, minute, plan, planned, started } from '../domain/schedules.fixtures';
import { Crash, importWorld, type Fate } from './import-world.fixtures';
import { productsOf } from './product-import-reading';
import { createImportTurns } from './product-import.job';

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

/** A product of the file that costs less for a while. */
const onSale = (was: Money, now: Money): Product => {
  const image = { url: 'https://img.example/a.jpg', alt: '' };
  const variant = { ...sized(1, 'M', { price: was }), sku: 'a-m' };
  const made = created({ details: { title: 'Jacket', categoryId: idOf('shelf'), images: [image] }, variants: [variant] });
  const sale = { ...plan(1, [1, 5], { price: now }), variantId: variant.id };
  const events = [made, published, planned(sale), started(1, 5, { price: was }), changed({ price: now }, minute(1))];
  const [first, ...others] = events;
  if (first === undefined) throw new Error('a product begins with an event');
  return others.reduce(evolve, evolve(undefined, first));
};

const fate: fc.Arbitrary<Fate> = fc.constantFrom('written', 'died before', 'died after', 'overtaken');

/** Runs the import to its end, starting the process again whenever it has died, unless nobody does so. */
const carriedOut = async (lines: readonly string[], fates: readonly Fate[], startsAgain = true) => {
  const { ports, world, importId, mostAtOnce } = importWorld(lines, fates);
  let isDead = false;
  for (let process = createImportTurns(ports); world.current.state.status === 'RUNNING' && !isDead;) {
    try {
      await process.advance(importId);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      process = createImportTurns(ports);
      isDead = !startsAgain;
    }
  }
  const products = [...world.products.values()].map(({ state: { details, slug, variants, status } }) => ({
    title: details.title,
    // What keeps two slugs apart is the id, which each run makes anew.
    slug: slug.split('-')[0],
    status,
    variants: variants.map(({ sku, options, price }) => ({ sku, options, price: price?.price })),
  }));
  const { tally, place, status } = world.current.state;
  return {
    products,
    tally,
    place,
    status,
    faults: world.faults,
    stated: world.stated.map(({ sku, quantity }) => [sku, quantity]),
    most: mostAtOnce(),
  };
};

describe('an import', () => {
  it('comes to the same, however often it dies and wherever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 25 }), fc.array(fate, { maxLength: 20 }), async (rows, fates) => {
        const undisturbed = await carriedOut([heading, ...rows], []);
        expect(undisturbed.status).toBe('COMPLETED');
        expect(await carriedOut([heading, ...rows], fates)).toEqual(undisturbed);
      }),
      { numRuns: 300 },
    );
  });

  it('stops where somebody calls it off: what was written stays, its report says just that, and nothing follows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 15 }), fc.nat(8), async (rows, writes) => {
        const before: Fate[] = Array.from({ length: writes }, () => 'written');
        const stopped = await carriedOut([heading, ...rows], [...before, 'called off']);
        const { status, ...sofar } = await carriedOut([heading, ...rows], [...before, 'died before'], false);
        expect(stopped).toEqual({ ...sofar, most: stopped.most, status: status === 'RUNNING' ? 'CANCELLED' : status });
      }),
      { numRuns: 100 },
    );
  });

  it('leaves a planned price that runs alone where the file says what holds, and ends it where the file says another', async () => {
    const file = (price: string) => [heading, `a,Jacket,Size,M,a-m,${price},,https://img.example/a.jpg`];
    for (const [price, left] of [
      ['9.90', 1],
      ['12.50', 0],
    ] as const) {
      const { ports, world, importId } = importWorld(file(price), []);
      const sold = onSale(usd('12.50'), usd('9.90'));
      world.products.set(sold.id, { version: 4, announced: 4, state: sold });
      world.handles.set('a', sold.id);
      await createImportTurns(ports).advance(importId);
      expect(world.current.state.tally).toMatchObject({ productsUnchanged: left, productsUpdated: 1 - left, errors: 0 });
      expect(world.products.get(sold.id)?.state.schedules).toHaveLength(left);
    }
  });

  it('leaves out a product that makes the work fail again and again, and says so', async () => {
    const rows = ['a', 'b', 'c'].map((handle) => `${handle},Jacket,Size,M,${handle}-m,9.90,,https://img.example/p.jpg`);
    const { ports, world, importId } = importWorld([heading, ...rows], []);
    const conflictsOf: typeof ports.products.conflictsOf = (claims) =>
      claims.skus.includes('b-m') ? Promise.reject(new Error('broken')) : ports.products.conflictsOf(claims);
    const turns = createImportTurns({ ...ports, products: { ...ports.products, conflictsOf } });
    let failures = 0;
    while (world.current.state.status === 'RUNNING') {
      await turns.advance(importId).catch(() => {
        failures += 1;
      });
    }
    expect(failures).toBe(29);
    expect([...world.products.values()].map(({ state }) => state.variants[0]?.sku)).toEqual(['a-m', 'c-m']);
    expect(world.faults).toEqual([{ row: 3, code: 'not-imported', severity: 'ERROR', handle: 'b' }]);
    expect(world.current.state.tally).toMatchObject({ productsCreated: 2, productsRefused: 1, errors: 1 });
  });

  it('writes down what is wrong as it goes, also where nothing of a file can be taken', async () => {
    const nameless = Array.from({ length: 3_000 }, () => ',Jacket,Size,M,,9.90,3,');
    const rows = ['a,Jacket,Size,M,a-m,9.90,,https://img.example/p.jpg', ...nameless];
    const { ports, world } = importWorld([heading, ...rows], []);
    const most: number[] = [];
    for await (const next of productsOf(world.current.state, ports)) if (next.kind === 'product') most.push(next.read.faults.length);
    expect(Math.max(...most)).toBeLessThanOrEqual(500);
    expect((await carriedOut([heading, ...rows], [])).tally).toMatchObject({ productsCreated: 1, errors: 3_000 });
  });

  it('holds one chunk of its file at a time, and as many products', async () => {
    const rows = Array.from({ length: 700 }, (_, position) => `p${position.toString()},Jacket,Size,M,,9.90,3,https://img.example/p.jpg`);
    const { most, tally, products } = await carriedOut([heading, ...rows], []);
    expect(most).toBe(1);
    expect(tally).toMatchObject({ productsCreated: 700, variantsAdded: 700, errors: 0 });
    expect(products).toHaveLength(700);
  });
});
