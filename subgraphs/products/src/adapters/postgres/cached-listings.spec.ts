import { runJob } from '@marketplace/application/testing';
import { idOf } from '@marketplace/kernel';
import { localMemory } from '@marketplace/platform/testing';
import { wasPublished, listingOf, type ProductListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';
import { warmUp } from '../../application/listings.job';
import { evolve } from '../../domain/product';
import { created, published } from '../../domain/product.fixtures';
import { cachedListings } from './cached-listings';

const draft = evolve(undefined, created());
const publishedProduct = listingOf({ state: evolve(draft, published), version: 2 }, 'Northlight');
const id = publishedProduct.id;

/** Views of one product that count reads and run a callback during a read. */
const given = (listing: ProductListing, meanwhile: () => void = () => undefined) => {
  let reads = 0;
  const read = async <T>(found: T): Promise<T> => {
    reads += 1;
    await Promise.resolve();
    meanwhile();
    return found;
  };
  const views: ListingViews = {
    byIds: () => read(new Map([[listing.id, listing]])),
    byVariants: (ids) => read(new Map(ids.map((each) => [each, listing]))),
    bySlug: () => read(listing),
    published: () => read([listing].filter(wasPublished)),
    ofSeller: () => read([listing]),
  };
  const memory = localMemory();
  const cached = cachedListings(views, memory);
  return { cached, reads: () => reads, change: (kind: string) => memory.invalidations.publish(kind, [listing.id]) };
};

describe('cached listings', () => {
  it('read a published product once, by any key', async () => {
    const { cached, reads } = given(publishedProduct);
    await cached.byIds([id]);
    await cached.byIds([id]);
    await cached.bySlug(publishedProduct.slug);
    expect(await cached.byVariants([publishedProduct.variants[0]?.id ?? idOf('none')])).toEqual(
      new Map([[publishedProduct.variants[0]?.id, publishedProduct]]),
    );
    expect(reads()).toBe(1);
  });

  it('are read again after a change', async () => {
    const { cached, reads, change } = given(publishedProduct);
    await cached.byIds([id]);
    change('Product');
    await cached.byIds([id]);
    expect(reads()).toBe(2);
  });

  it('do not cache reads during a change', async () => {
    const changed = given(publishedProduct, () => changed.change('Product'));
    await changed.cached.byIds([id]);
    await changed.cached.byIds([id]);
    await changed.cached.published({ limit: 2 });
    await changed.cached.published({ limit: 2 });
    expect(changed.reads()).toBe(4);
  });

  it('never cache drafts', async () => {
    const { cached, reads } = given(listingOf({ state: draft, version: 1 }, null));
    await cached.byIds([id]);
    await cached.byIds([id]);
    expect(reads()).toBe(2);
    expect(cached.isEmpty()).toBe(true);
  });

  it('read a page of the shop once, until a product or a category changes', async () => {
    const { cached, reads, change } = given(publishedProduct);
    for (let look = 0; look < 2; look += 1) expect(await cached.published({ limit: 2 })).toEqual([publishedProduct]);
    await cached.byIds([id]);
    expect(reads()).toBe(1);
    change('Category');
    await cached.published({ limit: 2 });
    expect(reads()).toBe(2);
    change('Product');
    await cached.published({ limit: 2 });
    expect(reads()).toBe(3);
  });

  it('keep pages separate', async () => {
    const { cached, reads } = given(publishedProduct);
    await cached.published({ limit: 2 });
    await cached.published({ limit: 3 });
    await cached.published({ limit: 2, categoryId: idOf(id) });
    await cached.published({ limit: 2, after: { id, publishedAt: publishedProduct.createdAt } });
    expect(reads()).toBe(4);
  });

  it('omit products that are no longer published', async () => {
    const gone = { ...publishedProduct, status: 'UNPUBLISHED' as const };
    const { cached, reads } = given(gone);
    await cached.published({ limit: 2 });
    await cached.published({ limit: 2 });
    // The cached page is outdated, so it is read again.
    expect(reads()).toBe(2);
  });
});

describe('warming up', () => {
  it('reads the newest products in batches when the cache is empty', async () => {
    const asked: number[] = [];
    const newest = (limit: number) =>
      Promise.resolve(Array.from({ length: Math.min(limit, 450) }, (_, n) => idOf<'Product'>(n.toString())));
    const byIds = (ids: readonly unknown[]) => {
      asked.push(ids.length);
      return Promise.resolve(new Map());
    };
    expect(await runJob(warmUp({ isEmpty: () => true, newest, byIds }))).toBe(450);
    expect(asked).toEqual([200, 200, 50]);
    expect(await runJob(warmUp({ isEmpty: () => false, newest, byIds }))).toBe(0);
  });
});
