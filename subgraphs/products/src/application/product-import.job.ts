import type { Job } from '@marketplace/application';
import { before as momentBefore, days, defined, hours, milliseconds, type Actor, type Cause, type CategoryId } from '@marketplace/kernel';
import { addedUp, nothingYet, type FailureCode, type FilePlace, type ImportId, type ProductImport, type Tally } from '../domain/import';
import type { Fault } from '../domain/import-product';
import { createImportApplier, type Applied } from './product-import-apply';
import type { CategoryBySlug, ImportPorts, ImportStep, StoredImport } from './product-import-ports';
import { productsOf, type Reading } from './product-import-reading';

/** After so many products another import has its turn, and those who follow this one are notified. */
const productsPerTurn = 200;
const importsPerRun = 10;
/** How long what became of a file can be read. */
const memory = days(90);
const forgottenAtOnce = 200;
/** Runs of the job: some seconds, so that a database that restarts costs nobody a product. */
const mostFailures = 30;
/** An upload that nobody goes on with makes room for another. */
const patience = hours(24);

/** The starter of the import acts, as staff of that one seller: what was allowed then is carried out. */
const causeOf = ({ terms }: ProductImport): Cause => {
  const actor: Actor = { kind: 'user', userId: terms.startedBy, roles: ['seller'], sellerIds: [terms.sellerId] };
  return { actor, correlationId: terms.correlationId };
};

/** What was read and not written yet; nothing of it has had an effect. */
type Pending = {
  readonly tally: Tally;
  readonly faults: readonly Fault[];
  readonly place: FilePlace;
  readonly heading?: readonly string[];
};

type Turn = { current: StoredImport; pending: Pending; products: number };

const nothingPending = ({ place, heading }: ProductImport): Pending => ({
  tally: nothingYet,
  faults: [],
  place,
  ...defined({ heading }),
});

const tallyOf = ({ outcome, variantsAdded, faults }: Pick<Applied, 'outcome' | 'variantsAdded' | 'faults'>): Tally => ({
  productsCreated: outcome === 'created' ? 1 : 0,
  productsUpdated: outcome === 'updated' ? 1 : 0,
  productsUnchanged: outcome === 'unchanged' ? 1 : 0,
  productsRefused: outcome === 'refused' ? 1 : 0,
  variantsAdded,
  errors: faults.filter(({ severity }) => severity === 'ERROR').length,
  notices: faults.filter(({ severity }) => severity === 'NOTICE').length,
});

const faultsOnly = (faults: readonly Fault[]): Tally => ({
  ...tallyOf({ outcome: 'unchanged', variantsAdded: 0, faults }),
  productsUnchanged: 0,
});

const byRow = (a: Fault, b: Fault): number => a.row - b.row;

const isSame = (a: StoredImport | undefined, b: StoredImport): boolean =>
  a?.version === b.version && a.state.place.bytes === b.state.place.bytes && a.state.status === b.state.status;

/** Each category is looked up once in a turn. */
const remembered = (bySlug: CategoryBySlug): CategoryBySlug => {
  const known = new Map<string, Promise<CategoryId | undefined>>();
  return (slug) => {
    const found = known.get(slug) ?? bySlug(slug);
    known.set(slug, found);
    return found;
  };
};

const added = (
  pending: Pending,
  place: FilePlace,
  { tally, faults }: { readonly tally: Tally; readonly faults: readonly Fault[] },
): Pending => ({
  ...pending,
  place,
  tally: addedUp(pending.tally, tally),
  faults: [...pending.faults, ...faults],
});

/** The import as it is once everything pending is written. */
const advanced = ({ current, pending }: Turn): ProductImport => ({
  ...current.state,
  ...pending,
  tally: addedUp(current.state.tally, pending.tally),
});

type Ending = Pick<ProductImport, 'status' | 'finishedAt'> & { readonly failure?: FailureCode };

type Apply = ReturnType<typeof createImportApplier>;
type Outcome = 'done' | 'overtaken';
type ProductReading = Extract<Reading, { kind: 'product' }>;

/** Carries imports out, a turn for each: from wherever in its file it is, product by product, each with its place as one write. */
export const createImportTurns = (ports: ImportPorts) => {
  const { imports, retry, clock } = ports;
  /** How often the work on a product failed, by its place; forgotten with the process, which only means further attempts. */
  const failed = new Map<string, number>();

  /** Writes what is pending, with the product that it came to. */
  const save = async (
    turn: Turn,
    isTold: boolean,
    rest: { readonly ending?: Ending; readonly product?: ImportStep['product'] } = {},
  ): Promise<void> => {
    const { ending, product } = rest;
    const after: ProductImport = { ...advanced(turn), ...ending };
    const step = { before: turn.current, after, faults: turn.pending.faults, isTold, ...defined({ product }) };
    await imports.save(step, causeOf(after));
    turn.current = { version: turn.current.version + (isTold ? 1 : 0), state: after };
    turn.pending = nothingPending(after);
  };

  /** Runs work again that has lost a race, unless it was lost to somebody who has gone on with this very import. */
  const whileOurs = (turn: Turn, work: () => Promise<void>): Promise<Outcome> => {
    let isFirst = true;
    return retry(async () => {
      if (!isFirst && !isSame(await imports.find(turn.current.state.terms.id), turn.current)) return 'overtaken';
      isFirst = false;
      await work();
      return 'done';
    });
  };

  /** One product and its place in the file. */
  const carryOut = async (turn: Turn, { read, end }: ProductReading, apply: Apply): Promise<Outcome> => {
    const { state } = turn.current;
    const { product, faults } = read;
    if (product === undefined) {
      const productsRefused = faults.some(({ handle }) => handle !== undefined) ? 1 : 0;
      turn.pending = added(turn.pending, end, { tally: { ...faultsOnly(faults), productsRefused }, faults });
      return 'done';
    }
    const earlier = turn.pending;
    return whileOurs(turn, async () => {
      const skus = product.variants.flatMap(({ sku }) => (sku === undefined ? [] : [sku]));
      const known = await imports.wanted({ sellerId: state.terms.sellerId, handle: product.handle, skus });
      const applied = await apply(state.terms, product, { known, cause: causeOf(state) });
      const tally = addedUp(tallyOf(applied), faultsOnly(faults));
      turn.pending = added(earlier, end, { tally, faults: [...faults, ...applied.faults].sort(byRow) });
      if (applied.product !== undefined) await save(turn, false, { product: { ...applied.product, handle: product.handle } });
    });
  };

  /** A product that makes the work fail again and again is reported and left out, so that the rest of the file goes on. */
  const carryOutOrReport = async (turn: Turn, reading: ProductReading, apply: Apply): Promise<Outcome> => {
    const { terms, place } = turn.current.state;
    const key = `${terms.id} ${reading.end.bytes.toString()}`;
    const earlier = turn.pending;
    try {
      return await carryOut(turn, reading, apply);
    } catch (error) {
      const count = (failed.get(key) ?? 0) + 1;
      failed.set(key, count);
      if (count < mostFailures) throw error;
      failed.delete(key);
      const { handle, row = place.rows + 1 } = reading.read.product ?? {};
      const fault: Fault = { row, code: 'not-imported', severity: 'ERROR', ...defined({ handle }) };
      const tally = { ...faultsOnly([fault]), productsRefused: 1 };
      turn.pending = added(earlier, reading.end, { tally, faults: [fault] });
      await save(turn, false);
      return 'done';
    }
  };

  /** What the reading of the file has come to. */
  const take = async (turn: Turn, next: Reading, apply: Apply): Promise<'goes on' | 'is over'> => {
    switch (next.kind) {
      case 'heading':
        turn.pending = { ...turn.pending, heading: next.heading, place: next.end };
        return 'goes on';
      case 'failure':
        await whileOurs(turn, () => save(turn, true, { ending: { status: 'FAILED', failure: next.code, finishedAt: clock() } }));
        return 'is over';
      case 'product':
        turn.products += 1;
        return (await carryOutOrReport(turn, next, apply)) === 'done' ? 'goes on' : 'is over';
    }
  };

  const advance = async (id: ImportId): Promise<number> => {
    const begun = await imports.find(id);
    if (begun?.state.status !== 'RUNNING') return 0;
    const apply = createImportApplier({ ...ports, categoryBySlug: remembered(ports.categoryBySlug) });
    const turn: Turn = { current: begun, pending: nothingPending(begun.state), products: 0 };
    for await (const next of productsOf(begun.state, ports)) {
      if ((await take(turn, next, apply)) === 'is over') return turn.products;
      if (turn.products < productsPerTurn) continue;
      await whileOurs(turn, () => save(turn, true));
      return turn.products;
    }
    await whileOurs(turn, () => save(turn, true, { ending: { status: 'COMPLETED', finishedAt: clock() } }));
    return turn.products;
  };

  return { advance };
};

/** Forgets imports that have been over for long; what they brought in stays. */
export const forgetImports = ({ imports }: Pick<ImportPorts, 'imports'>): Job => ({
  name: 'forget-imports',
  every: hours(1),
  run: ({ now }) => imports.forget(momentBefore(now, memory), forgottenAtOnce),
});

/** Goes on with every import that is under way, and gives up uploads that nobody goes on with. */
export const advanceImports = (ports: ImportPorts, turns: Pick<ReturnType<typeof createImportTurns>, 'advance'>): Job => ({
  name: 'product-imports',
  every: milliseconds(200),
  run: async ({ now }) => {
    const { imports } = ports;
    let handled = 0;
    const failures: unknown[] = [];
    for (const id of await imports.running(importsPerRun)) {
      // What stops one import does not stop those of others; the job is tried again, and so is what failed.
      handled += await turns.advance(id).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
    }
    for (const id of await imports.forsaken(momentBefore(now, patience), importsPerRun)) {
      const before = await imports.find(id);
      if (before?.state.status !== 'UPLOADING') continue;
      const state: ProductImport = { ...before.state, status: 'CANCELLED', finishedAt: now };
      await imports.save({ before, after: state, faults: [], isTold: true }, causeOf(state));
      handled += 1;
    }
    if (failures.length > 0) throw failures[0];
    return handled;
  },
});
