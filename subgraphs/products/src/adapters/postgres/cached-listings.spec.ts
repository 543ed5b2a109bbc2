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
const onShow = listingOf({ state: evolve(draft, published), version: 2 }, 'Northlight');
const id = onShow.id;

/** Views over one product, which count their reads and run something while a read is under way. */
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
  it('read a published product once, however it is asked for', async () => {
    const { cached, reads } = given(onShow);
    await cached.byIds([id]);
    await cached.byIds([id]);
    await cached.bySlug(onShow.slug);
    expect(await cached.byVariants([onShow.variants[0]?.id ?? idOf('none')])).toEqual(new Map([[onShow.variants[0]?.id, onShow]]));
    expect(reads()).toBe(1);
  });

  it('read again after a change', async () => {
    const { cached, reads, change } = given(onShow);
    await cached.byIds([id]);
    change('Product');
    await cached.byIds([id]);
    expect(reads()).toBe(2);
  });

  it('do not keep what was read while something changed', async () => {
    const told = given(onShow, () => told.change('Product'));
    await told.cached.byIds([id]);
    await told.cached.byIds([id]);
    await told.cached.published({ limit: 2 });
    await told.cached.published({ limit: 2 });
    expect(told.reads()).toBe(4);
  });

  it('never keep a draft', async () => {
    const { cached, reads } = given(listingOf({ state: draft, version: 1 }, null));
    await cached.byIds([id]);
    await cached.byIds([id]);
    expect(reads()).toBe(2);
    expect(cached.isEmpty()).toBe(true);
  });

  it('read a page of the shop once, until a product or a category changes', async () => {
    const { cached, reads, change } = given(onShow);
    for (let look = 0; look < 2; look += 1) expect(await cached.published({ limit: 2 })).toEqual([onShow]);
    await cached.byIds([id]);
    expect(reads()).toBe(1);
    change('Category');
    await cached.published({ limit: 2 });
    expect(reads()).toBe(2);
    change('Product');
    await cached.published({ limit: 2 });
    expect(reads()).toBe(3);
  });

  it('tell pages apart', async () => {
    const { cached, reads } = given(onShow);
    await cached.published({ limit: 2 });
    await cached.published({ limit: 3 });
    await cached.published({ limit: 2, categoryId: idOf(id) });
    await cached.published({ limit: 2, after: { id, publishedAt: onShow.createdAt } });
    expect(reads()).toBe(4);
  });

  it('show no product on a page that is not on show', async () => {
    const gone = { ...onShow, status: 'UNPUBLISHED' as const };
    const { cached, reads } = given(gone);
    await cached.published({ limit: 2 });
    await cached.published({ limit: 2 });
    // What is remembered does not fit the page: the database is asked what the page is now.
    expect(reads()).toBe(2);
  });
});

describe('warming up', () => {
  it('reads the newest products in batches where nothing is remembered', async () => {
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
