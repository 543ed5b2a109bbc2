import { StaleWrite, type Versioned } from '@marketplace/application';
import { retryAtOnce } from '@marketplace/application/testing';
import { after, currency, defined, idOf, instant, milliseconds, type NewId, type ProductId } from '@marketplace/kernel';
import { zeroCounts, type ImportId, type ProductImport } from '../domain/import';
import type { RowIssue } from '../domain/import-product';
import { evolve, type Product } from '../domain/product';
import type { ImportPorts, ImportUpdate, ImportStore, InitialStock, ReadRow, RowReader, StoredImport } from './product-import-ports';
import type { ProductPorts } from './ports';

export class Crash extends Error {}

/** The outcome of a write: success, a crash before or after it, a lost race, or a cancelled import. */
export type WriteOutcome = 'written' | 'died before' | 'died after' | 'superseded' | 'cancelled';

type World = {
  readonly products: Map<string, Versioned<Product>>;
  readonly handles: Map<string, ProductId>;
  readonly issues: RowIssue[];
  readonly initialStock: InitialStock[];
  current: StoredImport;
};

const sellerId = idOf<'Seller'>('seller');

/** A simple reader: each line is a row. */
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

const applied = (world: World, { before, after: state, issues, publishesProgress, product }: ImportUpdate): void => {
  world.current = { version: before.version + (publishesProgress ? 1 : 0), state };
  world.issues.push(...issues);
  if (product === undefined) return;
  const { before: start, events } = product.change;
  const from = start?.version ?? 0;
  if ((world.products.get(product.id)?.version ?? 0) !== from) throw new StaleWrite();
  const changed = events.reduce<Product | undefined>(evolve, start?.state);
  if (changed === undefined) throw new Error('a change has events');
  const version = from + events.length;
  world.products.set(product.id, { version, announced: version, state: changed });
  world.handles.set(product.handle, product.id);
  world.initialStock.push(...product.initialStock);
};

const importRows = (world: World, file: Buffer, outcomes: WriteOutcome[]): ImportStore & { readonly maxConcurrentReads: () => number } => {
  const chunkSize = 97;
  let [open, max] = [0, 0];
  const unused = () => Promise.reject(new Error('an import that runs needs none of this'));
  return {
    maxConcurrentReads: () => max,
    find: () => Promise.resolve(world.current),
    findProduct: ({ handle }) => Promise.resolve(world.handles.get(handle)),
    chunkAt: async (_id: ImportId, offset) => {
      open += 1;
      max = Math.max(max, open);
      await Promise.resolve();
      open -= 1;
      if (world.current.state.status === 'CANCELLED') return undefined;
      const end = Math.floor(offset / chunkSize + 1) * chunkSize;
      return offset < file.length ? file.subarray(offset, end) : undefined;
    },
    save: (update) => {
      const { version, state } = world.current;
      if (update.before.version !== version || update.before.state.position.bytes !== state.position.bytes)
        return Promise.reject(new StaleWrite());
      const outcome = outcomes.shift() ?? 'written';
      if (outcome === 'died before') return Promise.reject(new Crash());
      if (outcome === 'cancelled') world.current = { version: version + 1, state: { ...state, status: 'CANCELLED' } };
      if (outcome === 'superseded' || outcome === 'cancelled') return Promise.reject(new StaleWrite());
      applied(world, update);
      return outcome === 'died after' ? Promise.reject(new Crash()) : Promise.resolve();
    },
    add: unused,
    countActive: unused,
    append: unused,
    hasChunk: unused,
    running: unused,
    abandoned: unused,
    deleteFinished: unused,
  };
};

/** An import into a catalogue in memory. Writes have these outcomes in turn. */
export const importWorld = (lines: readonly string[], outcomes: readonly WriteOutcome[]) => {
  const file = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  const settings = {
    id: idOf<'ProductImport'>('import'),
    sellerId,
    format: 'SHOPIFY_CSV',
    categoryId: idOf<'Category'>('category'),
  } as const;
  const about = { publish: true, currency: currency('USD'), language: 'en', startedBy: idOf<'User'>('user'), correlationId: 'flow' };
  const startedAt = instant('2026-11-21T08:30:00.000Z');
  const started: ProductImport = {
    settings: { ...settings, ...about, startedAt },
    status: 'RUNNING',
    bytes: file.length,
    position: { bytes: 0, rows: 0 },
    counts: zeroCounts,
  };
  const world: World = { products: new Map(), handles: new Map(), issues: [], initialStock: [], current: { version: 2, state: started } };
  let ids = 0;
  let now = startedAt;
  const newId: NewId = <Kind extends string>() => {
    ids += 1;
    return idOf<Kind>(`id-${ids.toString()}`);
  };
  const imports = importRows(world, file, [...outcomes]);
  const ports: ImportPorts = {
    imports,
    products: productRows(world),
    sellers: {
      isApproved: () => Promise.resolve(true),
      nameOf: () => Promise.resolve(undefined),
      recordName: () => Promise.resolve(),
      recordApproval: () => Promise.resolve(),
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
  return { ports, world, importId: settings.id, maxConcurrentReads: imports.maxConcurrentReads };
};
