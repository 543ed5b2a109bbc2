import { setTimeout as pause } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose' with { 'resolution-mode': 'import' };
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { instant, type Clock } from '@marketplace/kernel';
import type { SubgraphTransport } from '@marketplace/platform';
import { metricsOf } from './core/metrics';
import { httpGraphQL } from './http/apollo';
import type { CorsOrigins } from './http/cors';
import { optionalAmong, type ServiceDescription } from './http/degradation';
import { graphqlEndpoint } from './http/graphql-endpoint';
import { httpServer } from './http/http';
import { startListening } from './http/listener';
import { pageOf, type DemoLogin } from './http/page';
import { authenticator } from './identity/identity';
import { admissionTo } from './operations/admission';
import { executionOver } from './operations/execution';
import { settling } from './operations/faults';
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
  /** One for each subgraph of the supergraph, by its name there. They stay the caller's, who closes them afterwards. */
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
  /** What people are shown of the subgraphs; without it, their names. */
  readonly services?: readonly ServiceDescription[];
  /** Subgraphs without which the gateway is ready all the same; those that are described as optional unless told. */
  readonly optionalSubgraphs?: readonly string[];
  /** Figures of the process, shown at /metrics with the gateway's own. */
  readonly registry?: Registry;
  /** Shows these log-ins on the page at `/`. */
  readonly demo?: { readonly logins: readonly DemoLogin[] };
  /** Pings on sockets and heartbeats in streams. */
  readonly keepAliveMs?: number;
  /** How long a shutdown goes on taking requests while it is not ready, for a load balancer to see it. None unless told. */
  readonly announceMs?: number;
};

export type Gateway = {
  readonly port: number;
  readonly url: string;
  /** Stops being ready, tells clients to go elsewhere, finishes what runs (10 s at most), and stops. */
  readonly close: () => Promise<void>;
};

const drainMs = 10_000;

const requireTransports = (subgraphs: readonly string[], transports: ReadonlyMap<string, SubgraphTransport>): void => {
  const missing = subgraphs.filter((name) => !transports.has(name));
  if (missing.length > 0) throw new Error(`The supergraph needs transports to: ${missing.join(', ')}`);
};

const described = (subgraphs: readonly string[], services: readonly ServiceDescription[]): readonly ServiceDescription[] =>
  subgraphs.map((name) => services.find((service) => service.name === name) ?? { name, title: name });

/** Everything behind the port, wired. */
const assemble = async (options: GatewayOptions, isDraining: () => boolean) => {
  const { log, introspection = true, clock = () => instant(Date.now()) } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const supergraph = openSupergraph(options.supergraphSdl);
  requireTransports(supergraph.subgraphs, options.transports);
  const health = healthOf({ transports: options.transports, log });
  const transports = new Map(
    [...options.transports].map(([name, transport]) => [name, withAvailability(transport, () => health.isReady(name))] as const),
  );
  const settle = settling(log);
  const identify = await authenticator({ ...options, clock });
  const admission = admissionTo({ supergraph, limits, introspection });
  const execution = executionOver({ supergraph, transports, settle, log });
  const metrics = () => counted;
  const operations = operationsOver({ execution, log, metrics });
  const subscriptions = subscriptionsOver({ execution, transports, settle, queueLimit: limits.maxQueuedResults, log });
  const shared = { supergraph, admission, identify, operations, subscriptions, limits, metrics, clock, log };
  const sockets = socketsFor({ ...shared, keepAliveMs: options.keepAliveMs });
  const counted = metricsOf({ sockets: sockets.count, subscriptions: subscriptions.running }, options.registry);
  const apollo = await httpGraphQL({ ...shared, introspection });
  const graphql = graphqlEndpoint({ ...shared, apollo, heartbeatMs: options.keepAliveMs ?? 12_000 });
  const { corsOrigins = [], services = [], optionalSubgraphs: optional = optionalAmong(services) } = options;
  const page = pageOf({ title: 'Marketplace', services: described(supergraph.subgraphs, services), logins: options.demo?.logins ?? [] });
  const server = httpServer({ graphql, transports, health, services, optional, metrics, page, limits, corsOrigins, isDraining, log });
  server.on('upgrade', sockets.upgrade);
  return { server, sockets, subscriptions, apollo };
};

/** Starts the one public endpoint of the platform. Throws if the graph cannot be served safely or the port is taken. */
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
