import { z } from 'zod';
import { minutes } from '@marketplace/kernel';
import { defineContext, runAsService } from '@marketplace/platform';
import { CatalogueResolver } from './adapters/graphql/catalogue.resolver';
import { CategoryResolver } from './adapters/graphql/category.resolver';
import { ProductResolver } from './adapters/graphql/product.resolver';
import { announce } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { cachedListings } from './adapters/postgres/cached-listings';
import { categoryRepository, categoryViews } from './adapters/postgres/category-repository';
import { listingViews } from './adapters/postgres/listing-views';
import { Products1700000001000 } from './adapters/postgres/migrations/1700000001000-products';
import { productRepository } from './adapters/postgres/product-repository';
import { sellerRepository } from './adapters/postgres/seller-repository';
import { createCategories } from './application/categories';
import { refreshListings } from './application/listing-refresh.job';
import { createProducts } from './application/products';

type Keyed = { readonly id: string };

export const context = defineContext({
  name: 'products',
  env: z.object({}),
  migrations: [Products1700000001000],
  wire: ({ db, clock, newId }) => {
    const [repository, sellers, shelves] = [productRepository(db, announce), sellerRepository(db), categoryViews(db)];
    const ports = { products: repository, categories: categoryRepository(db), sellers, clock, newId };
    const catalogue = new CatalogueResolver(cachedListings(listingViews(db), db.onCommit), shelves);
    return {
      subgraph: {
        resolvers: [
          [CatalogueResolver, catalogue],
          [ProductResolver, new ProductResolver(createProducts(ports), newId)],
          [CategoryResolver, new CategoryResolver(createCategories(ports), shelves)],
        ],
        references: {
          Product: ({ id }: Keyed, graph) => catalogue.productReference(id, graph),
          Variant: ({ id }: Keyed, graph) => catalogue.variantReference(id, graph),
          Category: ({ id }: Keyed, graph) => catalogue.categoryReference(id, graph),
        },
      },
      listens: subscriptions(sellers),
      jobs: [{ name: 'listing-refresh', every: minutes(1), run: () => refreshListings(repository) }],
    };
  },
});

runAsService(context, module);
