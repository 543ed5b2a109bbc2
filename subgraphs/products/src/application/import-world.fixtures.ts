import { StaleWrite, type Versioned } from '@marketplace/application';
import { retryAtOnce } from '@marketplace/application/testing';
import { after, currency, defined, idOf, instant, milliseconds, type NewId, type ProductId } from '@marketplace/kernel';
import { nothingYet, type ImportId, type ProductImport } from '../domain/import';
import type { Fault } from '../domain/import-product';
import { evolve, type Product } from '../domain/product';
import type { ImportPorts, ImportStep, ImportStore, InitialStock, ReadRow, RowReader, StoredImport } from './product-import-ports';
import type { ProductPorts } from './ports';

export class Crash extends Error {}

/** What happens to a write: nothing, or the process dies before it or right after it, or somebody was quicker, or called the import off. */
export type Fate = 'written' | 'died before' | 'died after' | 'overtaken' | 'called off';

type World = {
  readonly products: Map<string, Versioned<Product>>;
  readonly handles: Map<string, ProductId>;
  readonly faults: Fault[];
  readonly stated: InitialStock[];
  current: StoredImport;
};

const sellerId = idOf<'Seller'>('seller');

/** Lines of a file in which each is a row; enough of a reader to see where reading goes on. */
const linesOf = <R>(read: (line: string, number: number) => R): RowReader<R> =>
  async function* (bytes, from) {
    let text = '';
    let [offset, number] = [from.bytes, from.rows];
    for await (const chunk of bytes) {
      text += Buffer.from(chunk).toString('latin1');
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        offset += end + 1;
        number += 1;
        yield { row: read(line, number), end: { bytes: offset, rows: number } } satisfies ReadRow<R>;
      }
    }
  };

const productRows = ({ products }: World): ProductPorts => {
  const all = () => [...products.values()];
  const unused = () => Promise.reject(new Error('an import needs none of this'));
  return {
    find: (id) => Promise.resolve(products.get(id)),
    findOfVariant: (id) => Promise.resolve(all().find(({ state }) => state.variants.some((variant) => variant.id === id))),
    conflictsOf: ({ skus, variantId, slug }) => {
      const variants = all().flatMap(({ state }) => state.variants);
      const takenSku = variants.find(({ id, sku }) => skus.includes(sku) && id !== variantId)?.sku;
      const slugTaken = all().some(({ state }) => state.slug === slug);
      return Promise.resolve({ ...defined({ takenSku }), slugTaken, categoryKnown: true });
    },
    findOfSchedule: unused,
    save: unused,
  };
};

const applied = (world: World, { before, after: state, faults, isTold, product }: ImportStep): void => {
  world.current = { version: before.version + (isTold ? 1 : 0), state };
  world.faults.push(...faults);
  if (product === undefined) return;
  const { before: start, events } = product.change;
  const from = start?.version ?? 0;
  if ((world.products.get(product.id)?.version ?? 0) !== from) throw new StaleWrite();
  const changed = events.reduce<Product | undefined>(evolve, start?.state);
  if (changed === undefined) throw new Error('a change has events');
  const version = from + events.length;
  world.products.set(product.id, { version, announced: version, state: changed });
  world.handles.set(product.handle, product.id);
  world.stated.push(...product.initialStock);
};

const importRows = (world: World, file: Buffer, fates: Fate[]): ImportStore & { readonly mostAtOnce: () => number } => {
  const chunkSize = 97;
  let [open, most] = [0, 0];
  const unused = () => Promise.reject(new Error('an import that runs needs none of this'));
  return {
    mostAtOnce: () => most,
    find: () => Promise.resolve(world.current),
    wanted: ({ handle }) => Promise.resolve(world.handles.get(handle)),
    chunkAt: async (_id: ImportId, offset) => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      if (world.current.state.status === 'CANCELLED') return undefined;
      const end = Math.floor(offset / chunkSize + 1) * chunkSize;
      return offset < file.length ? file.subarray(offset, end) : undefined;
    },
    save: (step) => {
      const { version, state } = world.current;
      if (step.before.version !== version || step.before.state.place.bytes !== state.place.bytes) return Promise.reject(new StaleWrite());
      const fate = fates.shift() ?? 'written';
      if (fate === 'died before') return Promise.reject(new Crash());
      if (fate === 'called off') world.current = { version: version + 1, state: { ...state, status: 'CANCELLED' } };
      if (fate === 'overtaken' || fate === 'called off') return Promise.reject(new StaleWrite());
      applied(world, step);
      return fate === 'died after' ? Promise.reject(new Crash()) : Promise.resolve();
    },
    add: unused,
    underWay: unused,
    append: unused,
    hasChunk: unused,
    running: unused,
    forsaken: unused,
    forget: unused,
  };
};

/** A catalogue in memory and a file that is being imported into it, in which writes meet these fates one after the other. */
export const importWorld = (lines: readonly string[], fates: readonly Fate[]) => {
  const file = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  const terms = { id: idOf<'ProductImport'>('import'), sellerId, format: 'SHOPIFY_CSV', categoryId: idOf<'Category'>('shelf') } as const;
  const about = { publish: true, currency: currency('USD'), language: 'en', startedBy: idOf<'User'>('user'), correlationId: 'flow' };
  const startedAt = instant('2026-11-21T08:30:00.000Z');
  const begun: ProductImport = {
    terms: { ...terms, ...about, startedAt },
    status: 'RUNNING',
    bytes: file.length,
    place: { bytes: 0, rows: 0 },
    tally: nothingYet,
  };
  const world: World = { products: new Map(), handles: new Map(), faults: [], stated: [], current: { version: 2, state: begun } };
  let ids = 0;
  let now = startedAt;
  const newId: NewId = <Kind extends string>() => {
    ids += 1;
    return idOf<Kind>(`id-${ids.toString()}`);
  };
  const imports = importRows(world, file, [...fates]);
  const ports: ImportPorts = {
    imports,
    products: productRows(world),
    sellers: {
      isApproved: () => Promise.resolve(true),
      nameOf: () => Promise.resolve(undefined),
      learn: () => Promise.resolve(),
      approve: () => Promise.resolve(),
    },
    files: {
      csv: linesOf((line, number) => ({ number, cells: line.split(',') })),
      jsonLines: linesOf(() => ({ number: 0, line: { handle: '' } })),
    },
    categoryBySlug: () => Promise.resolve(undefined),
    clock: () => (now = after(now, milliseconds(1))),
    newId,
    retry: retryAtOnce,
  };
  return { ports, world, importId: terms.id, mostAtOnce: imports.mostAtOnce };
};
