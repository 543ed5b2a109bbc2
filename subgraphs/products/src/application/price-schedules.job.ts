import { dueJob, type Job } from '@marketplace/application';
import { seconds, type Clock, type ProductId } from '@marketplace/kernel';
import type { ProductLookUps, ProductStore } from './ports';

type Products = Pick<ProductStore, 'findMany' | 'changesOf' | 'save'> & Pick<ProductLookUps, 'withDueSchedules'>;

/**
 * Applies due price changes through the product, so that events are published and the listing is updated. Safe in several
 * replicas: the second one finds no due change.
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
