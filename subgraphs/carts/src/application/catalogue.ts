import { idOf, moneyFromJson, type Cause, type Money, type ProductId } from '@marketplace/kernel';
import type { DataOf, inventoryEvents, productsEvents } from '@marketplace/schema';
import type { CatalogueCopy, CopyVersions, ProductListing } from './ports';

type Published = DataOf<typeof productsEvents.ProductPublishedV1>;
type Repriced = DataOf<typeof productsEvents.PriceChangedV1>;
type Availability = DataOf<typeof inventoryEvents.AvailabilityChangedV1>;

export type Catalogue = ReturnType<typeof createCatalogue>;

/** In the currencies beside the one that the product was priced in first. */
const otherPricesOf = ({ price, prices = [] }: Published['variants'][number]): readonly Money[] =>
  prices.filter((offer) => offer.price.currency !== price.currency).map((offer) => moneyFromJson(offer.price));

const listingOf = (data: Published, published: boolean): ProductListing => ({
  productId: idOf(data.productId),
  sellerId: idOf(data.sellerId),
  title: data.title,
  ...(data.imageUrl === undefined ? {} : { imageUrl: data.imageUrl }),
  published,
  variants: data.variants.map((variant) => ({
    variantId: idOf(variant.variantId),
    sku: variant.sku,
    options: variant.options,
    prices: [moneyFromJson(variant.price), ...otherPricesOf(variant)],
    weightGrams: variant.weightGrams,
  })),
});

/** Keeps carts' copy of the catalogue. Versions are those of the events; what is older than the copy has nothing to say. */
export const createCatalogue = (copy: CatalogueCopy) => {
  const ifNewer = async (id: ProductId, announced: number, write: (versions: CopyVersions) => Promise<void>): Promise<void> => {
    const known = await copy.versionOf(id);
    if (known === undefined || known < announced) await write({ known, announced });
  };

  return {
    list: (data: Published, state: { readonly published: boolean; readonly version: number }, cause: Cause): Promise<void> =>
      ifNewer(idOf(data.productId), state.version, (versions) => copy.storeProduct(listingOf(data, state.published), versions, cause)),

    withdraw: (productId: ProductId, version: number, cause: Cause): Promise<void> =>
      ifNewer(productId, version, (versions) => copy.withdrawProduct(productId, versions, cause)),

    /** A price has a version of its own in the copy: it may overtake the listing that first names its variant. */
    reprice: (data: Repriced, version: number, cause: Cause): Promise<void> =>
      copy.storePrice({ variantId: idOf(data.variantId), price: moneyFromJson(data.price), version }, cause),

    setAvailable: (data: Availability, version: number, cause: Cause): Promise<void> =>
      copy.storeAvailability({ variantId: idOf(data.variantId), available: data.available, version }, cause),
  };
};
