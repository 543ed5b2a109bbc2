import type { Page } from '@marketplace/application';
import { defined, moneyFromJson, refuse, type Actor, type ProductId, type Refusal, type SellerId } from '@marketplace/kernel';
import { lineOfProduct, rowsOfProduct, type ExportedProduct, type ExportedVariant } from '../domain/export-rows';
import type { ImportFormat } from '../domain/import';
import { shopifyColumns } from '../domain/import-columns';
import { mayManage } from '../domain/policies';
import type { ProductListing, VariantListing } from './listing.view';

/** A listing with the names that a file has for it and for its category. */
export type ExportedListing = { readonly handle: string; readonly category: string; readonly listing: ProductListing };

export type ExportViews = {
  /** Everything of a seller that is not archived, in the order in which it was created. */
  readonly page: (sellerId: SellerId, page: Page<ProductId>) => Promise<readonly ExportedListing[]>;
};

/** Writes rows as comma-separated values. */
export type CsvWriter = (rows: readonly (readonly string[])[]) => string;

export type ExportPage = { readonly content: string; readonly lastId: ProductId | undefined; readonly hasMore: boolean };

export type ExportRequest = {
  readonly sellerId: SellerId;
  readonly format: ImportFormat;
  readonly first: number;
  readonly after?: ProductId;
};

export type ProductExports = ReturnType<typeof createProductExports>;

const toVariant = ({ sku, options, weightGrams, stockUnit, prices }: VariantListing): ExportedVariant => ({
  sku,
  options,
  weightGrams,
  stockUnit,
  offers: prices.map(({ price, compareAtPrice }) => ({
    price: moneyFromJson(price),
    ...defined({ compareAtPrice: compareAtPrice && moneyFromJson(compareAtPrice) }),
  })),
});

const toProduct = ({ handle, category, listing }: ExportedListing): ExportedProduct => ({
  handle,
  category,
  status: listing.status,
  title: listing.title,
  description: listing.description,
  language: listing.language,
  brand: listing.brand,
  tags: listing.tags,
  images: listing.images,
  attributes: listing.attributes,
  variants: listing.variants.map(toVariant),
});

/** What a seller has in the catalogue, as a file that an import takes: the pages one after the other are the file. */
export const createProductExports = ({ exports, csv }: { readonly exports: ExportViews; readonly csv: CsvWriter }) => {
  const contentOf = (products: readonly ExportedProduct[], { format, after }: ExportRequest): string => {
    if (format === 'JSON_LINES') return products.map((product) => `${JSON.stringify(lineOfProduct(product))}\n`).join('');
    return csv([...(after === undefined ? [shopifyColumns] : []), ...products.flatMap(rowsOfProduct)]);
  };
  return {
    page: async (request: ExportRequest, actor: Actor): Promise<ExportPage | Refusal<'seller-not-found'>> => {
      const { sellerId, first, after } = request;
      if (!mayManage(actor, sellerId)) return refuse('seller-not-found');
      const found = await exports.page(sellerId, { limit: first + 1, ...(after === undefined ? {} : { after }) });
      const listings = found.slice(0, first);
      return {
        content: contentOf(listings.map(toProduct), request),
        lastId: listings.at(-1)?.listing.id,
        hasMore: found.length > first,
      };
    },
  };
};
