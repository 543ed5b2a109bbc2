import type { Alert, Job } from '@marketplace/application';
import { seconds } from '@marketplace/kernel';
import type { Fact } from '../domain/facts';
import type { DocumentBuilder, FactStore } from './ports';
import { historyOfAggregates, wholeHistory, type EventReader, type ReadModel, type ReplayScope, type ReplayRange } from './read-model';

type Dependencies = {
  readonly store: FactStore;
  readonly builder: DocumentBuilder;
  /** Reads facts from events, and selects the events of a replay. */
  readonly reader: EventReader<Fact> & Required<Pick<ReadModel, 'includes'>>;
  readonly alert: Alert;
};

export type ProductIndex = {
  readonly model: ReadModel;
  /** Applies the updates that another process left behind. */
  readonly job: Job;
  /** Waits for the batch in progress; starts no other. */
  readonly stop: () => Promise<void>;
};

/** Builds documents until no updates are left. A call while it runs makes it check once more. */
const backlogWorker = ({ builder, alert }: Pick<Dependencies, 'builder' | 'alert'>) => {
  const state: { running: Promise<number> | undefined; hasNewCalls: boolean; stopped: boolean } = {
    running: undefined,
    hasNewCalls: false,
    stopped: false,
  };
  const isStopped = (): boolean => state.stopped;
  const isCalledAgain = (): boolean => state.hasNewCalls;
  const run = async (): Promise<number> => {
    let handled = 0;
    do {
      state.hasNewCalls = false;
      for (let batch = 1; batch > 0 && !isStopped(); handled += batch) batch = await builder.buildBatch();
    } while (isCalledAgain() && !isStopped());
    return handled;
  };
  const drain = (): Promise<number> => {
    if (state.stopped) return Promise.resolve(0);
    state.hasNewCalls = true;
    state.running ??= run().finally(() => {
      state.running = undefined;
    });
    return state.running;
  };
  return {
    drain,
    // The caller does not wait: the job retries and reports what fails.
    wake: (): void => {
      drain().catch((error: unknown) => {
        alert('document-build-failed', { error: String(error) });
      });
    },
    stop: async (): Promise<void> => {
      state.stopped = true;
      await state.running?.catch(() => undefined);
    },
  };
};

const historyOf = async ({ store, reader }: Dependencies, { kind, id }: ReplayScope): Promise<readonly ReplayRange[]> => {
  const about = (aggregate: string) => reader.contracts.filter((contract) => contract.aggregate === aggregate);
  if (kind === 'order') return historyOfAggregates(about('Order'), [id]);
  const { productIds, variantIds, sellerIds } = await store.relatedAggregates({ kind, id });
  return [
    ...historyOfAggregates(about('Product'), productIds),
    ...historyOfAggregates(about('Availability'), variantIds),
    ...historyOfAggregates(about('ProductRating'), productIds),
    ...historyOfAggregates(about('SellerRating'), sellerIds),
    ...historyOfAggregates(about('Seller'), sellerIds),
    // All categories: the path of a product is known only when all of them are read, and they are few.
    ...wholeHistory({ contracts: about('Category') }),
    ...wholeHistory({ contracts: about('Order') }),
  ];
};

/** The product index: stores facts, builds documents from them, and can be rebuilt from past events. */
export const createProductIndex = (dependencies: Dependencies): ProductIndex => {
  const { store, builder, reader } = dependencies;
  const { drain, wake, stop } = backlogWorker(dependencies);
  return {
    job: { name: 'assemble-documents', every: seconds(1), run: drain },
    stop,
    model: {
      name: 'product_index',
      contracts: reader.contracts,
      apply: async (events, target, cause) => {
        const facts = events.flatMap(reader.read);
        if (facts.length === 0) return;
        await store.save(facts, target, cause);
        // A version that is being built gets its documents after all past events are read.
        if (target === 'kept') wake();
      },
      historyOf: (scope) => historyOf(dependencies, scope),
      includes: reader.includes,
      prepare: store.prepare,
      drop: store.drop,
      backlog: store.backlog,
      processBacklog: builder.buildBatch,
    },
  };
};
