import { LRUCache } from 'lru-cache';
import { seconds, type ProductId } from '@marketplace/kernel';
import type { Platform } from '@marketplace/platform';
import { listingShape, wasPublished, type ProductListing, type PublishedListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';

/** How long a change may stay unseen that nobody has heard of: a lost message, or a new name of a seller. */
const unheardFor = seconds(30);
/** In variants; one takes about half a kilobyte. */
const roomForVariants = 50_000;
const roomForPages = 1_000;

type Page = { readonly ids: readonly ProductId[] };

type Memory = Pick<Platform<unknown>, 'cache' | 'invalidations'>;

/** Views that remember, and whether they remember anything yet. */
export type CachedListings = ListingViews & { readonly isEmpty: () => boolean };

/**
 * Remembers the listings of products that were published, and which of them were on which page of the shop, until a
 * product changes: at once for what this process commits, and as soon as its event is heard for what others do. Drafts are
 * never remembered: not every change of a draft is announced.
 */
export const cachedListings = (views: ListingViews, { cache, invalidations: changes }: Memory): CachedListings => {
  const listings = cache<ProductListing>({
    name: `listings-${listingShape.toString()}`,
    ttl: unheardFor,
    maxSize: roomForVariants,
    sizeOf: ({ variants }) => 1 + variants.length,
    keeps: wasPublished,
  });
  const pages = cache<Page>({ name: 'pages', ttl: unheardFor, maxSize: roomForPages, inProcessOnly: true });
  // A slug or a variant never moves to another product, so these are right for ever.
  const productOfSlug = new LRUCache<string, ProductId>({ max: 10_000 });
  const productOfVariant = new LRUCache<string, ProductId>({ max: 100_000 });

  changes.on('Product', (ids) => {
    listings.drop(ids);
    // Whether it comes onto a page or leaves one is not asked.
    pages.dropAll();
  });
  changes.on('Category', pages.dropAll);

  const learn = (listing: ProductListing): readonly [string, ProductListing] => {
    productOfSlug.set(listing.slug, listing.id);
    for (const { id } of listing.variants) productOfVariant.set(id, listing.id);
    return [listing.id, listing];
  };

  const learnAll = (found: Iterable<ProductListing>): readonly (readonly [string, ProductListing])[] => [...new Set(found)].map(learn);

  const byIds: ListingViews['byIds'] = (ids) =>
    listings.read(ids, async (missing) => new Map(learnAll((await views.byIds(missing as readonly ProductId[])).values())));

  const byVariants: ListingViews['byVariants'] = async (ids) => {
    const products = new Set(ids.flatMap((id) => productOfVariant.get(id) ?? []));
    const found = await listings.readWith([...products], async (known) => {
      const missing = ids.filter((id) => !known.has(productOfVariant.get(id) ?? ''));
      return missing.length === 0 ? [] : learnAll((await views.byVariants(missing)).values());
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
    const found = await listings.readWith([], async () => learnAll([(await views.bySlug(slug)) ?? []].flat()));
    return [...found.values()][0];
  };

  const read: ListingViews['published'] = async (page) =>
    [...(await listings.readWith([], async () => learnAll(await views.published(page)))).values()].filter(wasPublished);

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
    const shown = ids
      .flatMap((id) => known.get(id) ?? [])
      .filter(wasPublished)
      .filter(({ status }) => status === 'PUBLISHED');
    // One of them was unpublished meanwhile: what the page is now, the database knows.
    return shown.length === ids.length ? shown : read(page);
  };

  return { ...views, byIds, byVariants, bySlug, published, isEmpty: listings.isEmpty };
};
