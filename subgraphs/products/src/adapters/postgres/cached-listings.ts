import { LRUCache } from 'lru-cache';
import { seconds, type ProductId } from '@marketplace/kernel';
import type { Platform } from '@marketplace/platform';
import { listingShape, wasPublished, type ProductListing, type PublishedListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';

/** The maximum age of an entry if its invalidation is lost, or after a seller is renamed. */
const maxStaleness = seconds(30);
/** The cache size in variants of about half a kilobyte. */
const maxCachedVariants = 50_000;
const maxCachedPages = 1_000;

type Page = { readonly ids: readonly ProductId[] };

type Dependencies = Pick<Platform<unknown>, 'cache' | 'invalidations'>;

/** Cached views, and whether the cache is empty. */
export type CachedListings = ListingViews & { readonly isEmpty: () => boolean };

/**
 * Caches published listings and pages of the shop until a product changes: at once for commits of this process, on arrival
 * of the event for other replicas. Drafts are not cached, because some of their changes are not published.
 */
export const cachedListings = (views: ListingViews, { cache, invalidations }: Dependencies): CachedListings => {
  const listings = cache<ProductListing>({
    name: `listings-${listingShape.toString()}`,
    ttl: maxStaleness,
    maxSize: maxCachedVariants,
    sizeOf: ({ variants }) => 1 + variants.length,
    shouldCache: wasPublished,
  });
  const pages = cache<Page>({ name: 'pages', ttl: maxStaleness, maxSize: maxCachedPages, inProcessOnly: true });
  // A slug or variant never moves to another product, so these entries never expire.
  const productOfSlug = new LRUCache<string, ProductId>({ max: 10_000 });
  const productOfVariant = new LRUCache<string, ProductId>({ max: 100_000 });

  invalidations.on('Product', (ids) => {
    listings.invalidate(ids);
    // Any change may add the product to a page or remove it.
    pages.invalidateAll();
  });
  invalidations.on('Category', pages.invalidateAll);

  const remember = (listing: ProductListing): readonly [string, ProductListing] => {
    productOfSlug.set(listing.slug, listing.id);
    for (const { id } of listing.variants) productOfVariant.set(id, listing.id);
    return [listing.id, listing];
  };

  const rememberAll = (found: Iterable<ProductListing>): readonly (readonly [string, ProductListing])[] =>
    [...new Set(found)].map(remember);

  const byIds: ListingViews['byIds'] = (ids) =>
    listings.read(ids, async (missing) => new Map(rememberAll((await views.byIds(missing as readonly ProductId[])).values())));

  const byVariants: ListingViews['byVariants'] = async (ids) => {
    const products = new Set(ids.flatMap((id) => productOfVariant.get(id) ?? []));
    const found = await listings.readWith([...products], async (known) => {
      const missing = ids.filter((id) => !known.has(productOfVariant.get(id) ?? ''));
      return missing.length === 0 ? [] : rememberAll((await views.byVariants(missing)).values());
    });
    return new Map(
      ids.flatMap((id): [string, ProductListing][] => {
        const listing = found.get(productOfVariant.get(id) ?? '');
        return listing === undefined ? [] : [[id, listing]];
      }),
    );
  };

  const bySlug: ListingViews['bySlug'] = async (slug) => {
    const id = productOfSlug.get(slug);
    if (id !== undefined) return (await byIds([id])).get(id);
    const found = await listings.readWith([], async () => rememberAll([(await views.bySlug(slug)) ?? []].flat()));
    return [...found.values()][0];
  };

  const read: ListingViews['published'] = async (page) =>
    [...(await listings.readWith([], async () => rememberAll(await views.published(page)))).values()].filter(wasPublished);

  const published: ListingViews['published'] = async (page) => {
    const key = JSON.stringify([page.limit, page.categoryId, page.after?.publishedAt, page.after?.id]);
    const fresh: PublishedListing[] = [];
    const load = async (): Promise<ReadonlyMap<string, Page>> => {
      fresh.push(...(await read(page)));
      return new Map([[key, { ids: fresh.map(({ id }) => id) }]]);
    };
    const ids = (await pages.read([key], load)).get(key)?.ids ?? [];
    if (fresh.length > 0 || ids.length === 0) return fresh;
    const known = await byIds(ids);
    const found = ids
      .flatMap((id) => known.get(id) ?? [])
      .filter(wasPublished)
      .filter(({ status }) => status === 'PUBLISHED');
    // A product was unpublished meanwhile: read the page again.
    return found.length === ids.length ? found : read(page);
  };

  return { ...views, byIds, byVariants, bySlug, published, isEmpty: listings.isEmpty };
};
