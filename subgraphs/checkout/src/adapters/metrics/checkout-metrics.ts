import { Gauge } from 'prom-client';
import { registry } from '@marketplace/platform';

/** The number of stuck checkouts at the last check. Any value but 0 needs an operator. */
export const stuckGauge = new Gauge({
  name: 'checkouts_stuck',
  help: 'Checkouts that make no progress, as of the last run of detect-stuck-sagas',
  registers: [registry],
});
