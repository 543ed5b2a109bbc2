import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService, setting } from '@marketplace/platform';
import { OrderListResolver } from './adapters/graphql/order-list.resolver';
import { readModelMutations } from './adapters/graphql/read-model-mutations';
import { ReadModelResolver } from './adapters/graphql/read-model.resolver';
import { SearchResolver } from './adapters/graphql/search.resolver';
import { SellerDashboardResolver } from './adapters/graphql/seller-dashboard.resolver';
import { mirroredSearch } from './adapters/memory/mirrored-search';
import { countAnswer, showFollowed } from './adapters/metrics/engine-counters';
import { showLag } from './adapters/metrics/lag-gauges';
import { orderNews } from './adapters/nats/order-news';
import { productFacts } from './adapters/nats/product-facts';
import { subscriptions } from './adapters/nats/subscriptions';
import { isOfRequest } from './adapters/opensearch/fault';
import { openSearch } from './adapters/opensearch/open-search';
import { assembler } from './adapters/postgres/assembler';
import { buildStore } from './adapters/postgres/build-store';
import { dashboardStore } from './adapters/postgres/dashboard-store';
import { documents, followerPlaces } from './adapters/postgres/followers';
import { indexSource } from './adapters/postgres/index-source';
import { lastEventAt, setAsideStore } from './adapters/postgres/lag-views';
import { orderListStore } from './adapters/postgres/order-list-store';
import { partStore } from './adapters/postgres/part-store';
import { postgresSearchEngine } from './adapters/postgres/search-engine';
import * as tables from './adapters/postgres/tables';
import { liveVersion } from './adapters/postgres/versions';
import { engineWithFallback, type FallbackParts } from './application/engine-with-fallback';
import { followDocuments } from './application/follow.job';
import { createLag, detectProjectionLag } from './application/lag';
import { createOrderList, orderListModel } from './application/order-list';
import { createProductIndex } from './application/product-index';
import { bringBuildsForward } from './application/rebuild.job';
import { createRebuilds } from './application/rebuilds';
import { createSellerDashboard, sellerDashboardModel } from './application/seller-dashboard';

export const context = defineContext({
  name: 'search',
  title: 'Search',
  owns: 'nothing; it finds and lists what the others announce',
  optional: 'browsing by category, product pages and checkout work',
  env: z.object({
    /** May hold a name and a password. */
    OPENSEARCH_URL: setting(
      'an OpenSearch that searches instead of PostgreSQL',
      z
        .literal('')
        .transform(() => undefined)
        .or(z.url({ protocol: /^https?$/ }))
        .optional(),
      'http://127.0.0.1:9200',
    ),
    SEARCH_MEMORY_PRODUCTS: setting(
      'up to how many products are searched in memory; 0 leaves all to PostgreSQL',
      z.coerce.number().int().min(0).default(200_000),
    ),
  }),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, clock, newId, log, alert, replay, lag: waitingFrom }) => {
    const [lists, dashboards, builds] = [orderListStore(db), dashboardStore(db), buildStore(db)];
    const mirrored = mirroredSearch({
      source: indexSource(db),
      fallback: postgresSearchEngine(db, liveVersion(db)),
      mostProducts: env.SEARCH_MEMORY_PRODUCTS,
      onFault: (error) => {
        log.warn({ err: error }, 'the index in memory does not follow');
      },
    });
    const own = mirrored.engine;
    const index = createProductIndex({
      parts: partStore(db),
      assembler: mirrored.noticed(assembler(db, alert)),
      facts: productFacts,
      alert,
    });
    const other = env.OPENSEARCH_URL === undefined ? undefined : openSearch(env.OPENSEARCH_URL, alert);
    const note: FallbackParts['note'] = (answer) => {
      countAnswer(answer);
      if (answer.fault !== undefined) log.warn({ err: answer.fault }, 'OpenSearch could not answer');
    };
    const engine = other === undefined ? own : engineWithFallback({ first: other.engine, second: own, clock, isOfRequest, note });
    const following = { documents: documents(db), places: followerPlaces(db), show: showFollowed, clock };
    const models = [orderListModel(lists, orderNews), sellerDashboardModel(dashboards, orderNews), index.model];
    const tell = (what: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, what);
    const rebuilds = createRebuilds({ models, builds, newId });
    const lag = createLag({ models, builds, waitingFrom, lastEventAt: lastEventAt(db), setAside: setAsideStore(db), clock });
    return {
      subgraph: {
        resolvers: [
          new OrderListResolver(createOrderList(lists)),
          new SellerDashboardResolver({ dashboard: createSellerDashboard(dashboards), clock }),
          new SearchResolver(engine),
          new ReadModelResolver({ rebuilds, lag }),
          readModelMutations(rebuilds),
        ],
      },
      handlers: subscriptions(models),
      jobs: [
        index.job,
        bringBuildsForward({ models, builds, history: replay, clock, tell }),
        ...(other === undefined ? [] : [followDocuments({ ...following, mirror: other.mirror })]),
        detectProjectionLag({ measure: lag.measure, show: showLag }),
      ],
      stop: async () => {
        await index.stop();
        await mirrored.stop();
        await other?.close();
      },
    };
  },
});

runAsService(context, module);
