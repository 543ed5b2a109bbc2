import type { Cause, ProductId } from '@marketplace/kernel';
import type { CatalogueCopy, CopyVersions, ProductListing } from './ports';

export type Catalogue = ReturnType<typeof createCatalogue>;

/** Updates carts' copy of the catalogue. Events with an older version than the copy are ignored. */
export const createCatalogue = (copy: CatalogueCopy) => {
  const ifNewer = async (id: ProductId, incoming: number, write: (versions: CopyVersions) => Promise<void>): Promise<void> => {
    const current = await copy.versionOf(id);
    if (current === undefined || current < incoming) await write({ current, incoming });
  };

  return {
    list: (listing: ProductListing, version: number, cause: Cause): Promise<void> =>
      ifNewer(listing.productId, version, (versions) => copy.storeProduct(listing, versions, cause)),

    withdraw: (productId: ProductId, version: number, cause: Cause): Promise<void> =>
      ifNewer(productId, version, (versions) => copy.withdrawProduct(productId, versions, cause)),

    /** Prices have their own version in the copy: a price can arrive before the listing of its variant. */
    reprice: copy.storePrice,

    setAvailable: copy.storeAvailability,
  };
};
