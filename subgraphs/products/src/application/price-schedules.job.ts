import { isRefused, systemOf, type Instant, type ProductId } from '@marketplace/kernel';
import { decide } from '../domain/decide';
import type { Ports } from './ports';

type Needs = Pick<Ports, 'products' | 'clock'> & {
  /** Runs work again while somebody else wins the race for the product. */
  readonly again: (work: () => Promise<void>) => Promise<void>;
};

const atOnce = 200;

/**
 * Carries out the price changes that are due, through the product itself, so that others hear of them and its listing is
 * written again. Two replicas may do so at once: whoever comes second finds the product changed, and nothing left to do.
 */
export const runPriceSchedules =
  ({ products, clock, again }: Needs) =>
  async (now: Instant): Promise<number> => {
    const carryOut = async (id: ProductId): Promise<void> => {
      const product = await products.find(id);
      const events = decide({ type: 'RunPriceSchedules', at: clock() }, product?.state);
      if (product === undefined || isRefused(events) || events.length === 0) return;
      const change = { version: product.version, before: product.state, events };
      await products.save(change, { actor: systemOf('products'), correlationId: id });
    };
    const ids = await products.withDueSchedules(now, atOnce);
    const failures: unknown[] = [];
    for (const id of ids) {
      // What goes wrong with one product does not hold the others up.
      await again(() => carryOut(id)).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some prices could not be changed on time');
    return ids.length;
  };
