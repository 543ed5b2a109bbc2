import { seconds, type SellerId } from '@marketplace/kernel';
import type { Platform } from '@marketplace/platform';
import type { SellerView, SellerViews } from '../../application/ports';

/** How long a change may stay unseen that nobody has heard of: a lost message. */
const unheardFor = seconds(30);
const room = 10_000;

/** Remembers sellers until they change: every order and product of a page names one. Who works for whom stays in this process. */
export const cachedSellers = (views: SellerViews, { cache, changes }: Pick<Platform<unknown>, 'cache' | 'changes'>): SellerViews => {
  const known = cache<SellerView>({ name: 'sellers', ttl: unheardFor, maxSize: room, inProcessOnly: true });
  changes.on('Seller', known.drop);
  return { ...views, byIds: (ids) => known.read(ids, (missing) => views.byIds(missing as readonly SellerId[])) };
};
