import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService } from '@marketplace/platform';
import { csvRecords, csvWriter } from './adapters/files/csv-records';
import { jsonLines } from './adapters/files/json-lines';
import { BackOfficeResolver, VariantResolver } from './adapters/graphql/back-office.resolver';
import { catalogueEntities, CatalogueResolver } from './adapters/graphql/catalogue.resolver';
import { categoryMutations } from './adapters/graphql/category-mutations';
import { importMutations } from './adapters/graphql/import-mutations';
import { ImportResolver } from './adapters/graphql/import.resolver';
import { priceMutations } from './adapters/graphql/price-mutations';
import { productMutations, listingBuilder } from './adapters/graphql/product-mutations';
import * as importPublications from './adapters/nats/import-publications';
import { toProductEvents, toCategoryEvent } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { backOfficeViews } from './adapters/postgres/back-office-views';
import { cachedCategories } from './adapters/postgres/cached-categories';
import { cachedListings } from './adapters/postgres/cached-listings';
import { categoryStore, categoryViews } from './adapters/postgres/category-store';
import { importStore } from './adapters/postgres/import-store';
import { importViews } from './adapters/postgres/import-views';
import { exportViews, listingViews, newestProducts } from './adapters/postgres/listing-views';
import { listingRefresh } from './adapters/postgres/listing-writes';
import { productStore } from './adapters/postgres/product-store';
import { sellerStore } from './adapters/postgres/seller-store';
import * as tables from './adapters/postgres/tables';
import { createCategories } from './application/categories';
import { refreshListings, warmUp } from './application/listings.job';
import { runPriceSchedules } from './application/price-schedules.job';
import { createProductExports } from './application/product-export';
import { advanceImports, createImportRunner, deleteOldImports } from './application/product-import.job';
import { createProductImports } from './application/product-imports';
import { createProducts } from './application/products';

export const context = defineContext({
  name: 'products',
  title: 'Products',
  owns: 'the catalogue: products, variants, prices, categories',
  env: z.object({}),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, cache, invalidations, live, retry }) => {
    const [store, sellers] = [productStore(db, toProductEvents), sellerStore(db)];
    const [listings, categories] = [
      cachedListings(listingViews(db), { cache, invalidations }),
      cachedCategories(categoryViews(db), { cache, invalidations }),
    ];
    const products = createProducts({ products: store, sellers, clock, newId });
    const importPorts = {
      ...{ products: store, sellers, clock, newId, retry },
      imports: importStore(db, { products: store, publications: importPublications }),
      importViews: importViews(db),
      files: { csv: csvRecords, jsonLines },
      categoryBySlug: async (slug: string) => (await categories.bySlug(slug))?.at(-1)?.id,
    };
    const imports = createProductImports(importPorts);
    const exports = createProductExports({ exports: exportViews(db), csv: csvWriter });
    const views = backOfficeViews(db);
    const { product, variant, category } = catalogueEntities(listings, categories);
    const buildListing = listingBuilder(sellers.nameOf);
    return {
      subgraph: {
        resolvers: [
          new CatalogueResolver({ product, category, listings, categories }),
          new BackOfficeResolver(views),
          new VariantResolver(),
          new ImportResolver({ imports, exports, views: importPorts.importViews, live }),
          productMutations({ products, buildListing, newId }),
          priceMutations({ products, buildListing, views }),
          importMutations(imports),
          categoryMutations({ categories: createCategories({ categories: categoryStore(db, toCategoryEvent), newId }), category }),
        ],
        entities: [product, variant, category],
      },
      handlers: subscriptions(sellers),
      jobs: [
        refreshListings(store, listingRefresh(db, invalidations)),
        warmUp({ ...listings, newest: newestProducts(db) }),
        advanceImports(importPorts, createImportRunner(importPorts)),
        deleteOldImports(importPorts),
        runPriceSchedules({ products: store, clock }),
      ],
    };
  },
});

runAsService(context, module);
