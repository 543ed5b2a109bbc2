import type { Alert, Job } from '@marketplace/application';
import { seconds } from '@marketplace/kernel';
import type { Part } from '../domain/parts';
import type { Assembler, PartStore } from './ports';
import { historyOfAggregates, wholeHistory, type EventReader, type ReadModel, type ReplayScope, type ReplayRange } from './read-model';

type Dependencies = {
  readonly parts: PartStore;
  readonly assembler: Assembler;
  /** Facts of events, and which events of a history are about one thing. */
  readonly facts: EventReader<Part> & Required<Pick<ReadModel, 'concerns'>>;
  readonly alert: Alert;
};

export type ProductIndex = {
  readonly model: ReadModel;
  /** Works in what is left when the process that heard of it has gone. */
  readonly job: Job;
  /** Waits for what is under way; nothing begins any more. */
  readonly stop: () => Promise<void>;
};

/** Assembles as long as something waits, and looks once more whenever somebody has called meanwhile. */
const drainer = ({ assembler, alert }: Pick<Dependencies, 'assembler' | 'alert'>) => {
  const state: { running: Promise<number> | undefined; again: boolean; stopped: boolean } = {
    running: undefined,
    again: false,
    stopped: false,
  };
  const isStopped = (): boolean => state.stopped;
  const isCalledAgain = (): boolean => state.again;
  const run = async (): Promise<number> => {
    let handled = 0;
    do {
      state.again = false;
      for (let batch = 1; batch > 0 && !isStopped(); handled += batch) batch = await assembler.assemble();
    } while (isCalledAgain() && !isStopped());
    return handled;
  };
  const drain = (): Promise<number> => {
    if (state.stopped) return Promise.resolve(0);
    state.again = true;
    state.running ??= run().finally(() => {
      state.running = undefined;
    });
    return state.running;
  };
  return {
    drain,
    // Nobody waits for it: what fails is tried again by the job, which says so.
    wake: (): void => {
      drain().catch((error: unknown) => {
        alert('assembling-failed', { error: String(error) });
      });
    },
    stop: async (): Promise<void> => {
      state.stopped = true;
      await state.running?.catch(() => undefined);
    },
  };
};

const historyOf = async ({ parts, facts }: Dependencies, { kind, id }: ReplayScope): Promise<readonly ReplayRange[]> => {
  const about = (aggregate: string) => facts.contracts.filter((contract) => contract.aggregate === aggregate);
  if (kind === 'order') return historyOfAggregates(about('Order'), [id]);
  const { productIds, variantIds, sellerIds } = await parts.concerning({ kind, id });
  return [
    ...historyOfAggregates(about('Product'), productIds),
    ...historyOfAggregates(about('Availability'), variantIds),
    ...historyOfAggregates(about('ProductRating'), productIds),
    ...historyOfAggregates(about('SellerRating'), sellerIds),
    ...historyOfAggregates(about('Seller'), sellerIds),
    // Which of them a product lies in is only known once they are all there, and they are few.
    ...wholeHistory({ contracts: about('Category') }),
    ...wholeHistory({ contracts: about('Order') }),
  ];
};

/** The product index: learns facts, makes documents of them, and can be rebuilt from history. */
export const createProductIndex = (dependencies: Dependencies): ProductIndex => {
  const { parts, assembler, facts } = dependencies;
  const { drain, wake, stop } = drainer(dependencies);
  return {
    job: { name: 'assemble-documents', every: seconds(1), run: drain },
    stop,
    model: {
      name: 'product_index',
      contracts: facts.contracts,
      apply: async (events, target, cause) => {
        const news = events.flatMap(facts.read);
        if (news.length === 0) return;
        await parts.learn(news, target, cause);
        // What a version that is being built has learned is worked in when all of its history is there.
        if (target === 'kept') wake();
      },
      historyOf: (scope) => historyOf(dependencies, scope),
      concerns: facts.concerns,
      prepare: parts.prepare,
      drop: parts.drop,
      backlog: parts.backlog,
      assemble: assembler.assemble,
    },
  };
};
