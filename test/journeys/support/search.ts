import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import type { Client } from './client';

type Amount = { readonly amount: string; readonly currency: string };

/** A product as in the document `Browse`. */
export type Found = {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly priceRange: { readonly min: Amount; readonly max: Amount } | null;
  readonly image: { readonly url: string } | null;
  readonly rating: { readonly average: number | null; readonly count: number } | null;
  readonly seller: { readonly id: string; readonly name: string } | null;
  readonly available: boolean | null;
};

export type Facet = { readonly key: string; readonly values: readonly { readonly value: string; readonly count: number }[] };

export type Listing = { readonly totalCount: number; readonly products: readonly Found[]; readonly facets: readonly Facet[] };

export type Search = {
  readonly query?: string;
  readonly filters?: Readonly<Record<string, unknown>>;
  readonly sort?: string;
  readonly first?: number;
  readonly after?: string;
};

type Browsed = {
  readonly productSearch: {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: Found }[];
    readonly facets: readonly Facet[];
  };
};

/** The search results of a buyer. */
export const search = async (client: Client, { first = 24, ...rest }: Search): Promise<Listing> => {
  const { productSearch } = await client.ask<Browsed>(documents.Browse, { first, ...rest });
  return { totalCount: productSearch.totalCount, products: productSearch.edges.map(({ node }) => node), facets: productSearch.facets };
};

/** Searches until the index has caught up. */
export const searchUntil = (client: Client, what: Search, isThere: (listing: Listing) => boolean): Promise<Listing> =>
  eventually(
    async () => {
      const listing = await search(client, what);
      if (!isThere(listing)) throw new Error(JSON.stringify(listing.products));
      return listing;
    },
    { waitingFor: `the list of ${JSON.stringify(what)} to be right` },
  );
