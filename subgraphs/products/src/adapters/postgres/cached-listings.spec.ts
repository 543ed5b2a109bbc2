import type { CommitListener, OutboxRow } from '@marketplace/platform';
import { idOf } from '@marketplace/kernel';
import { listingOf, type ProductListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';
import { evolve } from '../../domain/product';
import { created, published } from '../../domain/product.fixtures';
import { cachedListings } from './cached-listings';

const draft = evolve(undefined, created());
const onShow = listingOf({ state: evolve(draft, published), version: 2 });
const id = onShow.id;

const changed = (aggregateId: string): OutboxRow => ({
  id: 'event',
  subject: 'evt',
  aggregateType: 'Product',
  aggregateId,
  aggregateVersion: 1,
  follows: 0,
  payload: '{}',
});

/** Views over one product, which count their reads and run something while a read is under way. */
const given = (listing: ProductListing, meanwhile: () => void = () => undefined) => {
  let reads = 0;
  let committed: CommitListener = () => undefined;
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
    published: () => read([listing]),
    ofSeller: () => read([listing]),
  };
  const cached = cachedListings(views, (listener) => {
    committed = listener;
    return () => undefined;
  });
  return { cached, reads: () => reads, commit: (ids: readonly string[]) => committed(ids.map(changed)) };
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

  it('read again after a commit', async () => {
    const { cached, reads, commit } = given(onShow);
    await cached.byIds([id]);
    commit([id]);
    await cached.byIds([id]);
    expect(reads()).toBe(2);
  });

  it('do not keep what was read while somebody committed', async () => {
    const told = given(onShow, () => told.commit([id]));
    await told.cached.byIds([id]);
    await told.cached.byIds([id]);
    expect(told.reads()).toBe(2);
  });

  it('never keep a draft', async () => {
    const { cached, reads } = given(listingOf({ state: draft, version: 1 }));
    await cached.byIds([id]);
    await cached.byIds([id]);
    expect(reads()).toBe(2);
  });
});
