import { z } from 'zod';
import { seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { OrderListResolver } from './adapters/graphql/order-list.resolver';
import { ReadModelResolver } from './adapters/graphql/read-model.resolver';
import { SearchResolver } from './adapters/graphql/search.resolver';
import { SellerDashboardResolver } from './adapters/graphql/seller-dashboard.resolver';
import { countAnswer, showFollowed } from './adapters/metrics/engine-counters';
import { showLag } from './adapters/metrics/lag-gauges';
import { hearing, subscriptions } from './adapters/nats/subscriptions';
import { isOfRequest } from './adapters/opensearch/fault';
import { openSearch } from './adapters/opensearch/open-search';
import { assembler } from './adapters/postgres/assembler';
import { mirroredSearch } from './adapters/postgres/columns/mirrored-search';
import { buildStore } from './adapters/postgres/build-store';
import { dashboardStore } from './adapters/postgres/dashboard-store';
import { documents } from './adapters/postgres/documents';
import { followerPlaces } from './adapters/postgres/follower-places';
import { lastEventAt } from './adapters/postgres/last-event';
import { liveVersion } from './adapters/postgres/live-version';
import { ReadModels1700000001000 } from './adapters/postgres/migrations/1700000001000-read-models';
import { ProductIndex1700000002000 } from './adapters/postgres/migrations/1700000002000-product-index';
import { OpenSearch1700000003000 } from './adapters/postgres/migrations/1700000003000-opensearch';
import { SetAside1700000004000 } from './adapters/postgres/migrations/1700000004000-set-aside';
import { orderListStore } from './adapters/postgres/order-list-store';
import { partStore } from './adapters/postgres/part-store';
import { postgresSearchEngine } from './adapters/postgres/search-engine';
import { setAsideStore } from './adapters/postgres/set-aside';
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
  env: z.object({
    /** Where an OpenSearch is; empty or without it PostgreSQL searches. May hold a name and a password. */
    OPENSEARCH_URL: z
      .literal('')
      .transform(() => undefined)
      .or(z.url({ protocol: /^https?$/ }))
      .optional(),
    /** As many products are mirrored in memory at most, 0 for none; a larger index is searched by PostgreSQL alone. */
    SEARCH_MEMORY_PRODUCTS: z.coerce.number().int().min(0).default(200_000),
  }),
  migrations: [ReadModels1700000001000, ProductIndex1700000002000, OpenSearch1700000003000, SetAside1700000004000],
  wire: ({ env, db, clock, newId, log, replay, lag: waitingFrom }) => {
    const [lists, dashboards, builds] = [orderListStore(db), dashboardStore(db), buildStore(db)];
    const alert = (name: string, facts: Readonly<Record<string, unknown>>) => log.error({ alert: name, ...facts }, 'alert');
    const mirrored = mirroredSearch({
      db,
      postgres: postgresSearchEngine(db, liveVersion(db)),
      mostProducts: env.SEARCH_MEMORY_PRODUCTS,
      onFault: (error) => {
        log.warn({ err: error }, 'the index in memory does not follow');
      },
    });
    const own = mirrored.engine;
    const index = createProductIndex({ parts: partStore(db), assembler: mirrored.noticed(assembler(db, alert)), alert });
    const other = env.OPENSEARCH_URL === undefined ? undefined : openSearch(env.OPENSEARCH_URL, (what, facts) => log.error(facts, what));
    const note: FallbackParts['note'] = (answer) => {
      countAnswer(answer);
      if (answer.fault !== undefined) log.warn({ err: answer.fault }, 'OpenSearch could not answer');
    };
    const engine = other === undefined ? own : engineWithFallback({ first: other.engine, second: own, clock, isOfRequest, note });
    const following = { documents: documents(db), places: followerPlaces(db), show: showFollowed, clock };
    const orderModels = [orderListModel(lists), sellerDashboardModel(dashboards)];
    const models = [...orderModels, index.model];
    const tell = (what: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, what);
    const rebuilds = createRebuilds({ models, builds, newId });
    const lag = createLag({ models, builds, waitingFrom, lastEventAt: lastEventAt(db), setAside: setAsideStore(db), clock });
    return {
      subgraph: {
        resolvers: [
          [OrderListResolver, new OrderListResolver(createOrderList(lists))],
          [SellerDashboardResolver, new SellerDashboardResolver({ dashboard: createSellerDashboard(dashboards), clock })],
          [SearchResolver, new SearchResolver(engine)],
          [ReadModelResolver, new ReadModelResolver({ rebuilds, lag })],
        ],
        references: {},
      },
      listens: subscriptions([...orderModels.map(hearing), { contracts: index.model.contracts, learn: index.learn }]),
      jobs: [
        // What is left when the one who took it in has gone.
        { name: 'assemble-documents', every: seconds(1), run: index.drain },
        {
          name: 'build-read-models',
          every: seconds(1),
          run: bringBuildsForward({ models, builds, history: replay, clock, attempt: retryStale, tell }),
        },
        ...(other === undefined
          ? []
          : [{ name: 'opensearch-follow', every: seconds(1), run: followDocuments({ ...following, mirror: other.mirror }) }]),
        { name: 'detect-projection-lag', every: seconds(5), run: detectProjectionLag({ measure: lag.measure, show: showLag, alert }) },
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
