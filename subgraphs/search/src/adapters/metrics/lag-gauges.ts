import { Gauge } from 'prom-client';
import { registry } from '@marketplace/platform';
import type { Lag } from '../../application/lag';

const registers = [registry];

const behind = new Gauge({
  name: 'search_projection_lag_seconds',
  help: 'For how long the oldest fact of a version has not been worked in',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const waiting = new Gauge({
  name: 'search_projection_waiting',
  help: 'Facts of a version that are not worked in',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const setAside = new Gauge({
  name: 'search_projection_set_aside',
  help: 'Products, and others that are told of, that could not be worked into a version',
  labelNames: ['model', 'version', 'status'],
  registers,
});
const unheard = new Gauge({
  name: 'search_events_waiting',
  help: 'Events of a producer that search has not heard',
  labelNames: ['producer'],
  registers,
});

/** Shows the lag at /metrics. A version that has gone, or changed its status, is not shown as it was. */
export const showLag = ({ versions, producers }: Lag): void => {
  behind.reset();
  waiting.reset();
  setAside.reset();
  for (const { model, version, status, ...lag } of versions) {
    const labels = { model, version: version.toString(), status };
    behind.set(labels, lag.behind / 1_000);
    waiting.set(labels, lag.waiting);
    setAside.set(labels, lag.setAside);
  }
  for (const { producer, waiting: count } of producers) if (count !== undefined) unheard.set({ producer }, count);
};
