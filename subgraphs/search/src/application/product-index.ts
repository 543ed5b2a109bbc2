import type { Cause } from '@marketplace/kernel';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type Envelope,
} from '@marketplace/schema';
import type { Assembler, PartStore } from './ports';
import { partsOf, productIndexProjections } from './projection';
import { historyOfAggregates, wholeHistory, type ReadModel, type ReplayScope, type Stretch } from './read-model';

type Needs = {
  readonly parts: PartStore;
  readonly assembler: Assembler;
  readonly alert: (name: string, facts: Readonly<Record<string, unknown>>) => void;
};

export type ProductIndex = {
  readonly model: ReadModel;
  /** Takes in what an event says, and has it worked in without waiting for that. */
  readonly learn: (event: Envelope, cause: Cause) => Promise<void>;
  /** Works in everything that waits; returns how many notes that were. */
  readonly drain: () => Promise<number>;
  /** Waits for what is under way; nothing begins any more. */
  readonly stop: () => Promise<void>;
};

/** Assembles as long as something waits, and looks once more whenever somebody has called meanwhile. */
const drainer = ({ assembler, alert }: Needs) => {
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

const { CategoryCreatedV1, CategoryRenamedV1, CategoryMovedV1 } = productsEvents;
const ofCategories = [CategoryCreatedV1, CategoryRenamedV1, CategoryMovedV1];
const contracts = productIndexProjections.map(({ contract }) => contract);
const ofOrders = contracts.filter(({ context }) => context === 'orders');
const ofProducts = contracts.filter(({ aggregate }) => aggregate === 'Product');

const historyOf = async (parts: PartStore, { kind, id }: ReplayScope): Promise<readonly Stretch[]> => {
  if (kind === 'order') return historyOfAggregates(ofOrders, [id]);
  const { productIds, variantIds, sellerIds } = await parts.concerning({ kind, id });
  return [
    ...historyOfAggregates(ofProducts, productIds),
    ...historyOfAggregates([inventoryEvents.AvailabilityChangedV1], variantIds),
    ...historyOfAggregates([reviewsEvents.ProductRatingChangedV1], productIds),
    ...historyOfAggregates([reviewsEvents.SellerRatingChangedV1], sellerIds),
    ...historyOfAggregates([accountsEvents.SellerApprovedV1], sellerIds),
    // Which of them a product lies in is only known once they are all there, and they are few.
    ...wholeHistory({ contracts: ofCategories }),
    ...wholeHistory({ contracts: ofOrders }),
  ];
};

/** Orders are not found by what is in them; that one was paid says nothing without its lines, and may be taken in. */
const concerns = ({ kind, id }: ReplayScope, { context, type, data }: Envelope): boolean => {
  if (context !== 'orders' || kind === 'order') return true;
  if (kind === 'seller') return (data as { readonly sellerId: string }).sellerId === id;
  if (type !== ordersEvents.OrderCreatedV1.type) return true;
  return (data as DataOf<typeof ordersEvents.OrderCreatedV1>).items.some(({ productId }) => productId === id);
};

/** The product index: learns facts, makes documents of them, and can be built anew from history. */
export const createProductIndex = (needs: Needs): ProductIndex => {
  const { parts } = needs;
  const { drain, wake, stop } = drainer(needs);
  return {
    learn: async (event, cause) => {
      const news = partsOf(event);
      if (news.length === 0) return;
      await parts.learn(news, 'kept', cause);
      wake();
    },
    drain,
    stop,
    model: {
      name: 'product_index',
      contracts,
      apply: async (events, target, cause) => {
        const news = events.flatMap(partsOf);
        if (news.length > 0) await parts.learn(news, target, cause);
      },
      historyOf: (scope) => historyOf(parts, scope),
      concerns,
      prepare: parts.prepare,
      drop: parts.drop,
      backlog: parts.backlog,
      assemble: needs.assembler.assemble,
    },
  };
};
