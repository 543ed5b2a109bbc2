import { setTimeout as pause } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose' with { 'resolution-mode': 'import' };
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { instant, type Clock } from '@marketplace/kernel';
import type { SubgraphTransport } from '@marketplace/platform';
import { metricsOf } from './core/metrics';
import { httpGraphQL } from './http/apollo';
import type { CorsOrigins } from './http/cors';
import { optionalServices, type ServiceDescription } from './http/degradation';
import { graphqlEndpoint } from './http/graphql-endpoint';
import { httpServer } from './http/http';
import { startListening } from './http/listener';
import { startPage, type DemoLogin } from './http/page';
import { authenticator } from './identity/identity';
import { admissionTo } from './operations/admission';
import { executionOver } from './operations/execution';
import { errorMasker } from './operations/faults';
import { defaultLimits, type Limits } from './operations/limits';
import { operationsOver } from './operations/operations';
import { openSupergraph } from './operations/supergraph';
import { subscriptionsOver } from './subscriptions/subscriptions';
import { withAvailability } from './transports/availability';
import { healthOf } from './transports/health';
import { socketsFor } from './websocket/websocket';

export type GatewayOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly supergraphSdl: string;
  /** One transport for each subgraph, by name. The caller owns them and closes them after the gateway. */
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly verificationKeys: { readonly jwks: JSONWebKeySet } | { readonly url: string };
  readonly identityKey: string;
  readonly issuer: string;
  readonly audience: string;
  readonly tokenType?: string;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
  readonly introspection?: boolean;
  readonly corsOrigins?: CorsOrigins;
  /** Descriptions of the subgraphs. Names are shown where they are missing. */
  readonly services?: readonly ServiceDescription[];
  /** Subgraphs that do not affect readiness. Defaults to the optional ones in `services`. */
  readonly optionalSubgraphs?: readonly string[];
  /** Metrics of the process, exposed at /metrics with those of the gateway. */
  readonly registry?: Registry;
  /** Demo accounts that the page at `/` shows. */
  readonly demo?: { readonly logins: readonly DemoLogin[] };
  /** The interval of pings on sockets and heartbeats in streams. */
  readonly keepAliveMs?: number;
  /** Milliseconds to accept requests while not ready on shutdown, so that load balancers notice. Defaults to 0. */
  readonly announceMs?: number;
};

export type Gateway = {
  readonly port: number;
  readonly url: string;
  /** Shuts down gracefully: reports not ready, disconnects clients, and waits up to 10 seconds for running requests. */
  readonly close: () => Promise<void>;
};

const drainMs = 10_000;

const requireTransports = (subgraphs: readonly string[], transports: ReadonlyMap<string, SubgraphTransport>): void => {
  const missing = subgraphs.filter((name) => !transports.has(name));
  if (missing.length > 0) throw new Error(`Transports are missing for: ${missing.join(', ')}`);
};

const servicesShown = (subgraphs: readonly string[], services: readonly ServiceDescription[]): readonly ServiceDescription[] =>
  subgraphs.map((name) => services.find((service) => service.name === name) ?? { name, title: name });

/** Creates and connects all parts of the gateway. */
const assemble = async (options: GatewayOptions, isDraining: () => boolean) => {
  const { log, introspection = true, clock = () => instant(Date.now()) } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const supergraph = openSupergraph(options.supergraphSdl);
  requireTransports(supergraph.subgraphs, options.transports);
  const health = healthOf({ transports: options.transports, log });
  const transports = new Map(
    [...options.transports].map(([name, transport]) => [name, withAvailability(transport, () => health.isReady(name))] as const),
  );
  const maskErrors = errorMasker(log);
  const identify = await authenticator({ ...options, clock });
  const admission = admissionTo({ supergraph, limits, introspection });
  const execution = executionOver({ supergraph, transports, maskErrors, log });
  const metrics = () => createdMetrics;
  const operations = operationsOver({ execution, log, metrics });
  const subscriptions = subscriptionsOver({ execution, transports, maskErrors, queueLimit: limits.maxQueuedResults, log });
  const common = { supergraph, admission, identify, operations, subscriptions, limits, metrics, clock, log };
  const sockets = socketsFor({ ...common, keepAliveMs: options.keepAliveMs });
  const createdMetrics = metricsOf({ sockets: sockets.count, subscriptions: subscriptions.running }, options.registry);
  const apollo = await httpGraphQL({ ...common, introspection });
  const graphql = graphqlEndpoint({ ...common, apollo, heartbeatMs: options.keepAliveMs ?? 12_000 });
  const { corsOrigins = [], services = [], optionalSubgraphs: optional = optionalServices(services) } = options;
  const page = startPage({
    title: 'Marketplace',
    services: servicesShown(supergraph.subgraphs, services),
    logins: options.demo?.logins ?? [],
  });
  const server = httpServer({ graphql, transports, health, services, optional, metrics, page, limits, corsOrigins, isDraining, log });
  server.on('upgrade', sockets.upgrade);
  return { server, sockets, subscriptions, apollo };
};

/** Starts the public endpoint of the platform. Throws if the supergraph cannot be served safely or the port is in use. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { log, host = '127.0.0.1', announceMs = 0 } = options;
  let draining = false;
  const { server, sockets, subscriptions, apollo } = await assemble(options, () => draining);
  const { port, stop: stopListening } = await startListening(server, { port: options.port, host });
  const url = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`;
  log.info({ url }, 'gateway is listening');
  const stop = async (): Promise<void> => {
    draining = true;
    await pause(announceMs);
    const stopped = stopListening(drainMs);
    await sockets.close();
    subscriptions.close();
    await stopped;
    await apollo.stop();
    log.info('gateway has stopped');
  };
  let stopping: Promise<void> | undefined;
  return { port, url, close: () => (stopping ??= stop()) };
};
