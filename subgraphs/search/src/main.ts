import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService, setting } from '@marketplace/platform';
import { OrderListResolver } from './adapters/graphql/order-list.resolver';
import { readModelMutations } from './adapters/graphql/read-model-mutations';
import { ReadModelResolver } from './adapters/graphql/read-model.resolver';
import { SearchResolver } from './adapters/graphql/search.resolver';
import { SellerDashboardResolver } from './adapters/graphql/seller-dashboard.resolver';
import { mirroredSearch } from './adapters/memory/mirrored-search';
import { countAnswer, reportFollowed } from './adapters/metrics/engine-counters';
import { reportLag } from './adapters/metrics/lag-gauges';
import { orderUpdates } from './adapters/nats/order-updates';
import { productFacts } from './adapters/nats/product-facts';
import { subscriptions } from './adapters/nats/subscriptions';
import { isRequestFault } from './adapters/opensearch/fault';
import { openSearch } from './adapters/opensearch/open-search';
import { documentBuilder } from './adapters/postgres/document-builder';
import { buildStore } from './adapters/postgres/build-store';
import { dashboardStore } from './adapters/postgres/dashboard-store';
import { documents, followerProgress } from './adapters/postgres/documents';
import { indexSource } from './adapters/postgres/index-source';
import { lastEventAt, quarantineStore } from './adapters/postgres/lag-views';
import { orderListStore } from './adapters/postgres/order-list-store';
import { factStore } from './adapters/postgres/fact-store';
import { postgresSearchEngine } from './adapters/postgres/search-engine';
import * as tables from './adapters/postgres/tables';
import { liveVersion } from './adapters/postgres/versions';
import { engineWithFallback, type FallbackDependencies } from './application/engine-with-fallback';
import { followDocuments } from './application/follow.job';
import { createLag, detectProjectionLag } from './application/lag';
import { createOrderList, orderListModel } from './application/order-list';
import { createProductIndex } from './application/product-index';
import { advanceBuilds } from './application/rebuild.job';
import { createRebuilds } from './application/rebuilds';
import { createSellerDashboard, sellerDashboardModel } from './application/seller-dashboard';

export const context = defineContext({
  name: 'search',
  title: 'Search',
  owns: 'nothing; its read models are built from events of other contexts',
  optional: 'browsing by category, product pages and checkout work',
  env: z.object({
    /** Can contain a user name and password. */
    OPENSEARCH_URL: setting(
      'URL of an OpenSearch that answers searches instead of PostgreSQL',
      z
        .literal('')
        .transform(() => undefined)
        .or(z.url({ protocol: /^https?$/ }))
        .optional(),
      'http://127.0.0.1:9200',
    ),
    SEARCH_MEMORY_PRODUCTS: setting(
      'the most products that are searched in memory; 0 leaves all searches to PostgreSQL',
      z.coerce.number().int().min(0).default(200_000),
    ),
  }),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ env, db, clock, newId, log, alert, replay, lag: pendingMessages }) => {
    const [lists, dashboards, builds] = [orderListStore(db), dashboardStore(db), buildStore(db)];
    const mirrored = mirroredSearch({
      source: indexSource(db),
      fallback: postgresSearchEngine(db, liveVersion(db)),
      maxProducts: env.SEARCH_MEMORY_PRODUCTS,
      onFault: (error) => {
        log.warn({ err: error }, 'the index in memory could not be refreshed');
      },
    });
    const index = createProductIndex({
      store: factStore(db),
      builder: mirrored.refreshAfterBuild(documentBuilder(db, alert)),
      reader: productFacts,
      alert,
    });
    const cluster = env.OPENSEARCH_URL === undefined ? undefined : openSearch(env.OPENSEARCH_URL, alert);
    const onAnswer: FallbackDependencies['onAnswer'] = (answer) => {
      countAnswer(answer);
      if (answer.fault !== undefined) log.warn({ err: answer.fault }, 'OpenSearch could not answer');
    };
    const engine =
      cluster === undefined
        ? mirrored.engine
        : engineWithFallback({ primary: cluster.engine, fallback: mirrored.engine, clock, isRequestFault, onAnswer });
    const following = { documents: documents(db), progress: followerProgress(db), report: reportFollowed, clock };
    const models = [orderListModel(lists, orderUpdates), sellerDashboardModel(dashboards, orderUpdates), index.model];
    const logFacts = (message: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, message);
    const rebuilds = createRebuilds({ models, builds, newId });
    const lag = createLag({ models, builds, pendingMessages, lastEventAt: lastEventAt(db), quarantine: quarantineStore(db), clock });
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
        advanceBuilds({ models, builds, history: replay, clock, log: logFacts }),
        ...(cluster === undefined ? [] : [followDocuments({ ...following, mirror: cluster.mirror })]),
        detectProjectionLag({ measure: lag.measure, report: reportLag }),
      ],
      stop: async () => {
        await index.stop();
        await mirrored.stop();
        await cluster?.close();
      },
    };
  },
});

runAsService(context, module);
