import { seconds } from '@marketplace/kernel';
import type { Platform } from '@marketplace/platform';
import type { CategoryPath, CategoryViews } from '../../application/ports';

/** How long a change may stay unseen that nobody has heard of: a lost message. */
const unheardFor = seconds(30);
const roomForPaths = 20_000;

/** Remembers the ways to categories. A category that moves takes all below it along, so any change forgets them all. */
export const cachedCategories = (views: CategoryViews, { cache, changes }: Pick<Platform<unknown>, 'cache' | 'changes'>): CategoryViews => {
  const paths = cache<CategoryPath>({ name: 'category-paths', ttl: unheardFor, maxSize: roomForPaths, inProcessOnly: true });
  const tree = cache<readonly CategoryPath[]>({ name: 'category-tree', ttl: unheardFor, maxSize: 1, inProcessOnly: true });
  changes.on('Category', () => {
    paths.dropAll();
    tree.dropAll();
  });
  return {
    ...views,
    byIds: (ids) => paths.read(ids, (missing) => views.byIds(missing as typeof ids)),
    all: async () => (await tree.read(['all'], async () => new Map([['all', await views.all()]]))).get('all') ?? [],
  };
};
