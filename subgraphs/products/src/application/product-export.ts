import type { Page } from '@marketplace/application';
import { defined, moneyFromJson, refuse, type Actor, type ProductId, type Refusal, type SellerId } from '@marketplace/kernel';
import { lineOfProduct, rowsOfProduct, type ExportedProduct, type ExportedVariant } from '../domain/export-rows';
import type { ImportFormat } from '../domain/import';
import { shopifyColumns } from '../domain/import-columns';
import { mayManage } from '../domain/policies';
import type { ProductListing, VariantListing } from './listing.view';

/** A listing with its handle and the slug of its category. */
export type ExportedListing = { readonly handle: string; readonly category: string; readonly listing: ProductListing };

export type ExportViews = {
  /** The products of a seller except archived ones, oldest first. */
  readonly page: (sellerId: SellerId, page: Page<ProductId>) => Promise<readonly ExportedListing[]>;
};

/** Formats rows as comma-separated values. */
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

/** Exports a seller's products as a file that can be imported. The pages in order make up the file. */
export const createProductExports = ({ exports, csv }: { readonly exports: ExportViews; readonly csv: CsvWriter }) => {
  const contentOf = (products: readonly ExportedProduct[], { format, after }: ExportRequest): string => {
    if (format === 'JSON_LINES') return products.map((product) => `${JSON.stringify(lineOfProduct(product))}\n`).join('');
    return csv([...(after === undefined ? [shopifyColumns] : []), ...products.flatMap(rowsOfProduct)]);
  };
  return {
    page: async (request: ExportRequest, actor: Actor): Promise<ExportPage | Refusal<'forbidden'>> => {
      const { sellerId, first, after } = request;
      if (!mayManage(actor, sellerId)) return refuse('forbidden');
      const found = await exports.page(sellerId, { limit: first + 1, ...defined({ after }) });
      const listings = found.slice(0, first);
      return {
        content: contentOf(listings.map(toProduct), request),
        lastId: listings.at(-1)?.listing.id,
        hasMore: found.length > first,
      };
    },
  };
};
