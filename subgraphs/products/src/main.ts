import { z } from 'zod';
import { hours, milliseconds, minutes, seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { csvRecords } from './adapters/files/csv-records';
import { csvWriter } from './adapters/files/csv-writer';
import { jsonLines } from './adapters/files/json-lines';
import { createAnswers } from './adapters/graphql/answers';
import { BackOfficeResolver, VariantResolver } from './adapters/graphql/back-office.resolver';
import { CatalogueResolver } from './adapters/graphql/catalogue.resolver';
import { CategoryResolver } from './adapters/graphql/category.resolver';
import { ImportResolver } from './adapters/graphql/import.resolver';
import { ImportViewsResolver } from './adapters/graphql/import-views.resolver';
import { PriceResolver } from './adapters/graphql/price.resolver';
import { ProductResolver } from './adapters/graphql/product.resolver';
import { importStarted, ofImportStep } from './adapters/nats/import-publications';
import { announce, announceCategory } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { backOfficeViews } from './adapters/postgres/back-office-views';
import { cachedCategories } from './adapters/postgres/cached-categories';
import { cachedListings } from './adapters/postgres/cached-listings';
import { categoryRepository, categoryViews } from './adapters/postgres/category-repository';
import { exportViews } from './adapters/postgres/export-views';
import { importRepository } from './adapters/postgres/import-repository';
import { importViews } from './adapters/postgres/import-views';
import { listingViews } from './adapters/postgres/listing-views';
import { Products1700000001000 } from './adapters/postgres/migrations/1700000001000-products';
import { Catalogue1700000002000 } from './adapters/postgres/migrations/1700000002000-catalogue';
import { Imports1700000003000 } from './adapters/postgres/migrations/1700000003000-imports';
import { newestProducts } from './adapters/postgres/newest-products';
import { productChanges, productRepository } from './adapters/postgres/product-repository';
import { sellerRepository } from './adapters/postgres/seller-repository';
import { announceCategories } from './application/announce-categories.job';
import { warmUp } from './application/cache-warm-up.job';
import { createCategories } from './application/categories';
import { refreshListings } from './application/listing-refresh.job';
import type { ProductRepository } from './application/ports';
import { runPriceSchedules } from './application/price-schedules.job';
import { createProductExports } from './application/product-export';
import { advanceImports, createImportTurns, forgetImports } from './application/product-import.job';
import { createProductImports } from './application/product-imports';
import { createProducts } from './application/products';

type Keyed = { readonly id: string };

export const context = defineContext({
  name: 'products',
  env: z.object({}),
  migrations: [Products1700000001000, Catalogue1700000002000, Imports1700000003000],
  wire: ({ db, clock, newId, cache, changes, live }) => {
    const memory = { cache, changes };
    const addChange = productChanges(db, announce);
    const [repository, sellers, shelves] = [
      productRepository(db, addChange),
      sellerRepository(db),
      cachedCategories(categoryViews(db), memory),
    ];
    const ports = { products: repository, categories: categoryRepository(db, announceCategory), sellers, clock, newId };
    const [products, answers, backOffice] = [createProducts(ports), createAnswers(sellers.nameOf), backOfficeViews(db)];
    const again = (work: () => Promise<void>) => retryStale(work);
    const listings = cachedListings(listingViews(db), memory);
    const catalogue = new CatalogueResolver(listings, shelves);
    const importRows = importRepository(db, { addChange, publications: { started: importStarted, step: ofImportStep } });
    const importPorts = {
      ...ports,
      imports: importRows,
      importViews: importViews(db),
      files: { csv: csvRecords, jsonLines },
      shelves: { bySlug: async (slug: string) => (await shelves.bySlug(slug))?.at(-1)?.id },
      again: <T>(work: () => Promise<T>) => retryStale(work),
    };
    const imports = createProductImports(importPorts);
    const exports = createProductExports({ exports: exportViews(db), csv: csvWriter });
    const importResolver = new ImportResolver({ imports, live });
    // Written without an event, as nothing has happened to the product.
    const refreshing: ProductRepository = {
      ...repository,
      saveListing: async (product) => {
        await repository.saveListing(product);
        changes.tell('Product', [product.state.id]);
      },
    };
    return {
      subgraph: {
        resolvers: [
          [CatalogueResolver, catalogue],
          [ProductResolver, new ProductResolver(products, answers, newId)],
          [PriceResolver, new PriceResolver(products, answers, backOffice)],
          [BackOfficeResolver, new BackOfficeResolver(backOffice)],
          [VariantResolver, new VariantResolver()],
          [ImportResolver, importResolver],
          [ImportViewsResolver, new ImportViewsResolver({ imports, exports, views: importPorts.importViews })],
          [CategoryResolver, new CategoryResolver(createCategories(ports), shelves)],
        ],
        references: {
          Product: ({ id }: Keyed, graph) => catalogue.productReference(id, graph),
          Variant: ({ id }: Keyed, graph) => catalogue.variantReference(id, graph),
          Category: ({ id }: Keyed, graph) => catalogue.categoryReference(id, graph),
        },
        subscriptions: { productImportProgress: (args, graph) => importResolver.follow(args, graph) },
      },
      listens: subscriptions(sellers),
      jobs: [
        { name: 'listing-refresh', every: minutes(1), run: () => refreshListings(refreshing) },
        { name: 'cache-warm-up', every: seconds(5), inEveryReplica: true, run: () => warmUp({ ...listings, newest: newestProducts(db) }) },
        { name: 'product-imports', every: milliseconds(200), run: advanceImports(importPorts, createImportTurns(importPorts)) },
        { name: 'forget-imports', every: hours(1), run: forgetImports(importPorts) },
        { name: 'price-schedules', every: seconds(1), run: runPriceSchedules({ products: repository, clock, again }) },
        { name: 'announce-categories', every: minutes(1), run: announceCategories(ports) },
      ],
    };
  },
});

runAsService(context, module);
