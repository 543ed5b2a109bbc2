import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of the gateway. */
export type Metrics = {
  /** All metrics in the Prometheus text format. */
  readonly exposition: () => Promise<string>;
  readonly contentType: string;
  readonly operation: (kind: string, outcome: string, seconds: number) => void;
  /** Counts a query that was combined with an identical one. */
  readonly coalesced: () => void;
  readonly refused: (code: string) => void;
  readonly slowClientClosed: () => void;
};

export type Gauges = { readonly sockets: () => number; readonly subscriptions: () => number };

type Durations = Histogram<'kind' | 'outcome'>;

/** Caches the series of each label combination, because the lookup costs more than the observation. */
const operationObserver = (durations: Durations): Metrics['operation'] => {
  const series = new Map<string, { readonly observe: (seconds: number) => void }>();
  return (kind, outcome, seconds) => {
    const name = `${kind} ${outcome}`;
    const found = series.get(name) ?? durations.labels(kind, outcome);
    series.set(name, found);
    found.observe(seconds);
  };
};

const registerGauges = (gauges: Gauges, registers: Registry[]): void => {
  new Gauge({
    name: 'gateway_sockets',
    help: 'Open WebSocket connections',
    registers,
    collect() {
      this.set(gauges.sockets());
    },
  });
  new Gauge({
    name: 'gateway_upstream_subscriptions',
    help: 'Open subscriptions in subgraphs',
    registers,
    collect() {
      this.set(gauges.subscriptions());
    },
  });
};

/** Creates the metrics in a separate registry, so that two gateways can run in one process. Exposes the registry of the process too. */
export const metricsOf = (gauges: Gauges, processRegistry: Registry | undefined): Metrics => {
  const own = new Registry();
  const registers = [own];
  const operations = new Histogram({
    name: 'gateway_operation_seconds',
    help: 'Duration of operations in seconds, by kind and outcome',
    labelNames: ['kind', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const coalescedQueries = new Counter({
    name: 'gateway_coalesced_queries_total',
    help: 'Queries that were combined with an identical one; not included in gateway_operation_seconds',
    registers,
  });
  const refusals = new Counter({
    name: 'gateway_refused_total',
    help: 'Rejected requests, by error code',
    labelNames: ['code'],
    registers,
  });
  const slowClients = new Counter({
    name: 'gateway_slow_clients_total',
    help: 'Subscribers that were disconnected because they read too slowly',
    registers,
  });
  registerGauges(gauges, registers);
  return {
    exposition: async () => `${processRegistry === undefined ? '' : await processRegistry.metrics()}${await own.metrics()}`,
    contentType: own.contentType,
    operation: operationObserver(operations),
    coalesced: () => coalescedQueries.inc(),
    refused: (code) => refusals.inc({ code }),
    slowClientClosed: () => slowClients.inc(),
  };
};
