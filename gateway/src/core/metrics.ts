import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gateway counts. */
export type Metrics = {
  /** Everything in the text format of Prometheus. */
  readonly page: () => Promise<string>;
  readonly contentType: string;
  readonly operation: (kind: string, outcome: string, seconds: number) => void;
  /** A query that was answered by the execution of an equal one. */
  readonly shared: () => void;
  readonly refused: (code: string) => void;
  readonly cut: () => void;
};

export type Gauges = { readonly sockets: () => number; readonly subscriptions: () => number };

type Durations = Histogram<'kind' | 'outcome'>;

/** Keeps each series at hand: looking its labels up would cost more than counting. */
const observerOf = (durations: Durations): Metrics['operation'] => {
  const series = new Map<string, { readonly observe: (seconds: number) => void }>();
  return (kind, outcome, seconds) => {
    const name = `${kind} ${outcome}`;
    const found = series.get(name) ?? durations.labels(kind, outcome);
    series.set(name, found);
    found.observe(seconds);
  };
};

/** Counts in a registry of its own, so that two gateways may run in one process, and shows another one with it. */
export const metricsOf = (gauges: Gauges, others: Registry | undefined): Metrics => {
  const own = new Registry();
  const registers = [own];
  const operations = new Histogram({
    name: 'gateway_operation_seconds',
    help: 'How long operations took, by kind and outcome',
    labelNames: ['kind', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const shares = new Counter({
    name: 'gateway_shared_answers_total',
    help: 'Queries that were answered by the execution of an equal one that had not begun; they are not among the operations',
    registers,
  });
  const refusals = new Counter({ name: 'gateway_refused_total', help: 'Requests refused, by code', labelNames: ['code'], registers });
  const cuts = new Counter({
    name: 'gateway_slow_clients_total',
    help: 'Subscribers that were cut because they read too slowly',
    registers,
  });
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
    help: 'Subscriptions that run in subgraphs',
    registers,
    collect() {
      this.set(gauges.subscriptions());
    },
  });
  return {
    page: async () => `${others === undefined ? '' : await others.metrics()}${await own.metrics()}`,
    contentType: own.contentType,
    operation: observerOf(operations),
    shared: () => shares.inc(),
    refused: (code) => refusals.inc({ code }),
    cut: () => cuts.inc(),
  };
};
