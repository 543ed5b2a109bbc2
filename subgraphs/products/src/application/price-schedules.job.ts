import { dueJob, type Job } from '@marketplace/application';
import { seconds, type Clock, type ProductId } from '@marketplace/kernel';
import type { ProductLookUps, ProductStore } from './ports';

type Products = Pick<ProductStore, 'findMany' | 'changesOf' | 'save'> & Pick<ProductLookUps, 'withDueSchedules'>;

/**
 * Carries out the price changes that are due, through the product itself, so that others hear of them and its listing is
 * written again. Two replicas may do so at once: the second finds the product changed, and nothing left to do.
 */
export const runPriceSchedules = ({ products, clock }: { readonly products: Products; readonly clock: Clock }): Job =>
  dueJob<ProductId>({
    name: 'price-schedules',
    every: seconds(1),
    due: (limit, now) => products.withDueSchedules(now, limit),
    handle: async (id, cause) => {
      const changes = products.changesOf(await products.findMany([id]), { type: 'RunPriceSchedules', at: clock() });
      return (await products.save(changes, cause)).length;
    },
    correlationIdOf: (id) => id,
  });
