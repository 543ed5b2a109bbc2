import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The Prometheus metrics of this process, at /metrics. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];

export const alerts = new Counter({
  name: 'alerts_total',
  help: 'Alerts raised, by name',
  labelNames: ['context', 'name'],
  registers,
});
export const statements = new Counter({
  name: 'sql_statements_total',
  help: 'SQL statements sent, by sender: the context or the relay',
  labelNames: ['context', 'sender'],
  registers,
});
export const published = new Counter({
  name: 'outbox_published_total',
  help: 'Events published and acknowledged by the broker',
  labelNames: ['context'],
  registers,
});
export const eventsRepublished = new Counter({
  name: 'events_republished_total',
  help: 'Events republished because the broker lost them',
  labelNames: ['context'],
  registers,
});
export const outboxPending = new Gauge({
  name: 'outbox_pending',
  help: 'Events waiting to be published',
  labelNames: ['context'],
  registers,
});
export const relayActive = new Gauge({
  name: 'relay_active',
  help: '1 if this process is the active relay of the context',
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
  help: 'Messages handled, by outcome',
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
  help: 'Messages that failed after all retries',
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
  help: 'Items handled by the last run of a job',
  labelNames: ['context', 'job'],
  registers,
});
export const jobLastRun = new Gauge({
  name: 'job_last_run_timestamp_seconds',
  help: 'Time of the last run of a job in this process',
  labelNames: ['context', 'job'],
  registers,
});
export const replayed = new Counter({
  name: 'replayed_events_total',
  help: 'Events sent in reply to replay requests',
  labelNames: ['context'],
  registers,
});
export const cacheReads = new Counter({
  name: 'cache_reads_total',
  help: 'Values read through a cache, by source: memory, Redis or the database',
  labelNames: ['context', 'cache', 'from'],
  registers,
});
export const cacheFaults = new Counter({
  name: 'cache_faults_total',
  help: 'Redis requests of caches that failed or timed out, by operation',
  labelNames: ['context', 'work'],
  registers,
});
