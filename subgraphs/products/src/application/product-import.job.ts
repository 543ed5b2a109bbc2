import type { Job } from '@marketplace/application';
import { before as instantBefore, days, defined, hours, milliseconds, type Actor, type Cause, type CategoryId } from '@marketplace/kernel';
import {
  sumCounts,
  zeroCounts,
  type FailureCode,
  type FilePosition,
  type ImportId,
  type ProductImport,
  type ImportCounts,
} from '../domain/import';
import type { RowIssue } from '../domain/import-product';
import { createImportApplier, type ProductOutcome } from './product-import-apply';
import type { CategoryBySlug, ImportPorts, ImportUpdate, StoredImport } from './product-import-ports';
import { fileItems, type FileItem } from './product-import-reading';

/** Publishes the progress and lets other imports continue after this many products. */
const productsPerBatch = 200;
const importsPerJobRun = 10;
/** The time for which the report of an import is kept. */
const retention = days(90);
const deletionBatchSize = 200;
/** In runs of the job: some seconds, so that a database restart does not reject a product. */
const maxFailures = 30;
/** An inactive upload is cancelled, so that the seller can start another. */
const uploadTimeout = hours(24);

/** The import acts as the user who started it, as staff of that seller: the permission was checked at the start. */
const causeOf = ({ settings }: ProductImport): Cause => {
  const actor: Actor = { kind: 'user', userId: settings.startedBy, roles: ['seller'], sellerIds: [settings.sellerId] };
  return { actor, correlationId: settings.correlationId };
};

/** Results that are not saved yet and have no effect so far. */
type Pending = {
  readonly counts: ImportCounts;
  readonly issues: readonly RowIssue[];
  readonly position: FilePosition;
  readonly heading?: readonly string[];
};

type Batch = { current: StoredImport; pending: Pending; products: number };

const nothingPending = ({ position, heading }: ProductImport): Pending => ({
  counts: zeroCounts,
  issues: [],
  position,
  ...defined({ heading }),
});

const countsOf = ({ outcome, variantsAdded, issues }: Pick<ProductOutcome, 'outcome' | 'variantsAdded' | 'issues'>): ImportCounts => ({
  productsCreated: outcome === 'created' ? 1 : 0,
  productsUpdated: outcome === 'updated' ? 1 : 0,
  productsUnchanged: outcome === 'unchanged' ? 1 : 0,
  productsRefused: outcome === 'refused' ? 1 : 0,
  variantsAdded,
  errors: issues.filter(({ severity }) => severity === 'ERROR').length,
  notices: issues.filter(({ severity }) => severity === 'NOTICE').length,
});

const issueCounts = (issues: readonly RowIssue[]): ImportCounts => ({
  ...countsOf({ outcome: 'unchanged', variantsAdded: 0, issues }),
  productsUnchanged: 0,
});

const byRow = (a: RowIssue, b: RowIssue): number => a.row - b.row;

const isUnchanged = (a: StoredImport | undefined, b: StoredImport): boolean =>
  a?.version === b.version && a.state.position.bytes === b.state.position.bytes && a.state.status === b.state.status;

/** Looks up each category once per batch. */
const memoized = (bySlug: CategoryBySlug): CategoryBySlug => {
  const known = new Map<string, Promise<CategoryId | undefined>>();
  return (slug) => {
    const found = known.get(slug) ?? bySlug(slug);
    known.set(slug, found);
    return found;
  };
};

const addToPending = (
  pending: Pending,
  position: FilePosition,
  { counts, issues }: { readonly counts: ImportCounts; readonly issues: readonly RowIssue[] },
): Pending => ({
  ...pending,
  position,
  counts: sumCounts(pending.counts, counts),
  issues: [...pending.issues, ...issues],
});

/** The import after the pending results are saved. */
const stateAfter = ({ current, pending }: Batch): ProductImport => ({
  ...current.state,
  ...pending,
  counts: sumCounts(current.state.counts, pending.counts),
});

type FinalState = Pick<ProductImport, 'status' | 'finishedAt'> & { readonly failure?: FailureCode };

type Apply = ReturnType<typeof createImportApplier>;
type Outcome = 'done' | 'superseded';
type ProductItem = Extract<FileItem, { kind: 'product' }>;

/** Runs imports in batches, from their current position. Each product is saved with the new position in one write. */
export const createImportRunner = (ports: ImportPorts) => {
  const { imports, retry, clock } = ports;
  /** Failures by position. Lost with the process, which only means more attempts. */
  const failed = new Map<string, number>();

  /** Saves the pending results, with the product if there is one. */
  const save = async (
    batch: Batch,
    publishesProgress: boolean,
    rest: { readonly finalState?: FinalState; readonly product?: ImportUpdate['product'] } = {},
  ): Promise<void> => {
    const { finalState, product } = rest;
    const after: ProductImport = { ...stateAfter(batch), ...finalState };
    const update = { before: batch.current, after, issues: batch.pending.issues, publishesProgress, ...defined({ product }) };
    await imports.save(update, causeOf(after));
    batch.current = { version: batch.current.version + (publishesProgress ? 1 : 0), state: after };
    batch.pending = nothingPending(after);
  };

  /** Retries after a lost race, unless another process has updated this import. */
  const retryUnlessSuperseded = (batch: Batch, work: () => Promise<void>): Promise<Outcome> => {
    let isFirst = true;
    return retry(async () => {
      if (!isFirst && !isUnchanged(await imports.find(batch.current.state.settings.id), batch.current)) return 'superseded';
      isFirst = false;
      await work();
      return 'done';
    });
  };

  /** Imports one product and advances the position. */
  const importProduct = async (batch: Batch, { read, end }: ProductItem, apply: Apply): Promise<Outcome> => {
    const { state } = batch.current;
    const { product, issues } = read;
    if (product === undefined) {
      const productsRefused = issues.some(({ handle }) => handle !== undefined) ? 1 : 0;
      batch.pending = addToPending(batch.pending, end, { counts: { ...issueCounts(issues), productsRefused }, issues });
      return 'done';
    }
    const earlier = batch.pending;
    return retryUnlessSuperseded(batch, async () => {
      const skus = product.variants.flatMap(({ sku }) => (sku === undefined ? [] : [sku]));
      const known = await imports.findProduct({ sellerId: state.settings.sellerId, handle: product.handle, skus });
      const applied = await apply(state.settings, product, { known, cause: causeOf(state) });
      const counts = sumCounts(countsOf(applied), issueCounts(issues));
      batch.pending = addToPending(earlier, end, { counts, issues: [...issues, ...applied.issues].sort(byRow) });
      if (applied.product !== undefined) await save(batch, false, { product: { ...applied.product, handle: product.handle } });
    });
  };

  /** Imports a product. After too many failures, reports it and continues with the rest of the file. */
  const importOrReport = async (batch: Batch, item: ProductItem, apply: Apply): Promise<Outcome> => {
    const { settings, position } = batch.current.state;
    const key = `${settings.id} ${item.end.bytes.toString()}`;
    const earlier = batch.pending;
    try {
      return await importProduct(batch, item, apply);
    } catch (error) {
      const count = (failed.get(key) ?? 0) + 1;
      failed.set(key, count);
      if (count < maxFailures) throw error;
      failed.delete(key);
      const { handle, row = position.rows + 1 } = item.read.product ?? {};
      const issue: RowIssue = { row, code: 'not-imported', severity: 'ERROR', ...defined({ handle }) };
      const counts = { ...issueCounts([issue]), productsRefused: 1 };
      batch.pending = addToPending(earlier, item.end, { counts, issues: [issue] });
      await save(batch, false);
      return 'done';
    }
  };

  /** Handles the next item of the file. */
  const handleItem = async (batch: Batch, next: FileItem, apply: Apply): Promise<'continue' | 'stop'> => {
    switch (next.kind) {
      case 'heading':
        batch.pending = { ...batch.pending, heading: next.heading, position: next.end };
        return 'continue';
      case 'failure':
        await retryUnlessSuperseded(batch, () =>
          save(batch, true, { finalState: { status: 'FAILED', failure: next.code, finishedAt: clock() } }),
        );
        return 'stop';
      case 'product':
        batch.products += 1;
        return (await importOrReport(batch, next, apply)) === 'done' ? 'continue' : 'stop';
    }
  };

  const advance = async (id: ImportId): Promise<number> => {
    const started = await imports.find(id);
    if (started?.state.status !== 'RUNNING') return 0;
    const apply = createImportApplier({ ...ports, categoryBySlug: memoized(ports.categoryBySlug) });
    const batch: Batch = { current: started, pending: nothingPending(started.state), products: 0 };
    for await (const next of fileItems(started.state, ports)) {
      if ((await handleItem(batch, next, apply)) === 'stop') return batch.products;
      if (batch.products < productsPerBatch) continue;
      await retryUnlessSuperseded(batch, () => save(batch, true));
      return batch.products;
    }
    await retryUnlessSuperseded(batch, () => save(batch, true, { finalState: { status: 'COMPLETED', finishedAt: clock() } }));
    return batch.products;
  };

  return { advance };
};

/** Deletes old imports; the imported products stay. */
export const deleteOldImports = ({ imports }: Pick<ImportPorts, 'imports'>): Job => ({
  name: 'forget-imports',
  every: hours(1),
  run: ({ now }) => imports.deleteFinished(instantBefore(now, retention), deletionBatchSize),
});

/** Continues running imports and cancels inactive uploads. */
export const advanceImports = (ports: ImportPorts, runner: Pick<ReturnType<typeof createImportRunner>, 'advance'>): Job => ({
  name: 'product-imports',
  every: milliseconds(200),
  run: async ({ now }) => {
    const { imports } = ports;
    let handled = 0;
    const failures: unknown[] = [];
    for (const id of await imports.running(importsPerJobRun)) {
      // An error in one import does not stop the others; the job fails afterwards and is retried.
      handled += await runner.advance(id).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
    }
    for (const id of await imports.abandoned(instantBefore(now, uploadTimeout), importsPerJobRun)) {
      const before = await imports.find(id);
      if (before?.state.status !== 'UPLOADING') continue;
      const state: ProductImport = { ...before.state, status: 'CANCELLED', finishedAt: now };
      await imports.save({ before, after: state, issues: [], publishesProgress: true }, causeOf(state));
      handled += 1;
    }
    if (failures.length > 0) throw failures[0];
    return handled;
  },
});
