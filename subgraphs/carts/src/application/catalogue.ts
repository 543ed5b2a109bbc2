import type { Cause, ProductId } from '@marketplace/kernel';
import type { CatalogueCopy, CopyVersions, ProductListing } from './ports';

export type Catalogue = ReturnType<typeof createCatalogue>;

/** Keeps carts' copy of the catalogue. Versions are those of the events; what is older than the copy changes nothing. */
export const createCatalogue = (copy: CatalogueCopy) => {
  const ifNewer = async (id: ProductId, announced: number, write: (versions: CopyVersions) => Promise<void>): Promise<void> => {
    const known = await copy.versionOf(id);
    if (known === undefined || known < announced) await write({ known, announced });
  };

  return {
    list: (listing: ProductListing, version: number, cause: Cause): Promise<void> =>
      ifNewer(listing.productId, version, (versions) => copy.storeProduct(listing, versions, cause)),

    withdraw: (productId: ProductId, version: number, cause: Cause): Promise<void> =>
      ifNewer(productId, version, (versions) => copy.withdrawProduct(productId, versions, cause)),

    /** A price has a version of its own in the copy: it may overtake the listing that first names its variant. */
    reprice: copy.storePrice,

    setAvailable: copy.storeAvailability,
  };
};
