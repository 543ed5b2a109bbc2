import { Gauge } from 'prom-client';
import { registry } from '@marketplace/platform';
import type { Lag } from '../../application/lag';

const registers = [registry];

const delay = new Gauge({
  name: 'search_projection_lag_seconds',
  help: 'Age of the oldest fact of a version that is not applied',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const waiting = new Gauge({
  name: 'search_projection_waiting',
  help: 'Number of facts of a version that are not applied',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const quarantined = new Gauge({
  name: 'search_projection_quarantined',
  help: 'Number of products and other items that could not be applied to a version',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const pendingEvents = new Gauge({
  name: 'search_events_waiting',
  help: 'Number of events of a producer that search has not handled',
  labelNames: ['producer'],
  registers,
});

/** Reports the lag at /metrics. Versions that were removed or changed status are reset. */
export const reportLag = ({ versions, producers }: Lag): void => {
  delay.reset();
  waiting.reset();
  quarantined.reset();
  for (const { model, version, status, ...lag } of versions) {
    const labels = { model, version: version.toString(), status };
    delay.set(labels, lag.delay / 1_000);
    waiting.set(labels, lag.waiting);
    quarantined.set(labels, lag.quarantined);
  }
  for (const { producer, waiting: count } of producers) if (count !== undefined) pendingEvents.set({ producer }, count);
};
