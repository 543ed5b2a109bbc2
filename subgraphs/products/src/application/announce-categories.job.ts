import { systemOf } from '@marketplace/kernel';
import type { Ports } from './ports';

const batch = 200;

/** Tells of categories that were made before anybody was told of any. Once that is done, there is nothing to do. */
export const announceCategories =
  ({ categories }: Pick<Ports, 'categories'>) =>
  async (): Promise<number> => {
    const untold = await categories.unannounced(batch);
    for (const category of untold) await categories.announce(category, { actor: systemOf('products'), correlationId: category.id });
    return untold.length;
  };
