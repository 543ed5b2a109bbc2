import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Every figure of this process, in the Prometheus text format at /metrics. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];

export const alerts = new Counter({
  name: 'alerts_total',
  help: 'Alerts raised, by name: what no retry repairs',
  labelNames: ['context', 'name'],
  registers,
});
export const statements = new Counter({
  name: 'sql_statements_total',
  help: 'SQL statements sent, by use cases and views or by the relay of the outbox',
  labelNames: ['context', 'sender'],
  registers,
});
export const published = new Counter({
  name: 'outbox_published_total',
  help: 'Events acknowledged by the broker',
  labelNames: ['context'],
  registers,
});
export const rearmed = new Counter({
  name: 'outbox_rearmed_total',
  help: 'Events published again because the broker had lost them',
  labelNames: ['context'],
  registers,
});
export const outboxPending = new Gauge({
  name: 'outbox_pending',
  help: 'Events waiting for the broker',
  labelNames: ['context'],
  registers,
});
export const relayActive = new Gauge({
  name: 'relay_active',
  help: "1 where this process holds the context's relay lock",
  labelNames: ['context'],
  registers,
});
export const delivered = new Counter({
  name: 'messages_delivered_total',
  help: 'Messages received from the broker, redeliveries included',
  labelNames: ['context'],
  registers,
});
export const handled = new Counter({
  name: 'messages_handled_total',
  help: 'Messages by outcome',
  labelNames: ['context', 'type', 'outcome'],
  registers,
});
export const handling = new Histogram({
  name: 'message_handling_seconds',
  help: 'Time from delivery to acknowledgement',
  labelNames: ['context', 'type'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30],
  registers,
});
export const deadLettered = new Counter({
  name: 'dead_letters_total',
  help: 'Messages given up after all attempts',
  labelNames: ['context', 'type'],
  registers,
});
export const jobRuns = new Counter({
  name: 'job_runs_total',
  help: 'Job runs by outcome',
  labelNames: ['context', 'job', 'outcome'],
  registers,
});
export const jobHandled = new Gauge({
  name: 'job_last_handled',
  help: 'Rows that the last run of a job handled',
  labelNames: ['context', 'job'],
  registers,
});
export const jobLastRun = new Gauge({
  name: 'job_last_run_timestamp_seconds',
  help: 'When a job last ran here',
  labelNames: ['context', 'job'],
  registers,
});
export const replayed = new Counter({
  name: 'replayed_events_total',
  help: 'Events of its history that a context has handed out again',
  labelNames: ['context'],
  registers,
});
export const cacheReads = new Counter({
  name: 'cache_reads_total',
  help: 'Values read through a cache, by where they were found: in memory, in Redis, at the source',
  labelNames: ['context', 'cache', 'from'],
  registers,
});
export const cacheFaults = new Counter({
  name: 'cache_faults_total',
  help: 'Reads, writes and drops that Redis did not answer or not in time',
  labelNames: ['context', 'work'],
  registers,
});
