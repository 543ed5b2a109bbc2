import { runUntilStopped } from '../command/until-stopped';
import { loadDemoData } from '../demo/demo-data';
import { startMarketplace } from '../marketplace/marketplace';
import { bannerOf } from './banner';
import { runStart } from './start-command';

const progress = {
  onBegin: () => console.log('Starting the marketplace...'),
  onDownload: () => console.log('Fetching nats-server, once...'),
};

void runStart(async (env) => {
  const began = performance.now();
  const start = (signal: AbortSignal) => startMarketplace({ ...env, simulatorsApart: true, signal, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    if (env.loadsDemoData) await loadDemoData({ url });
    console.log(bannerOf({ url, wsUrl, timings: { ...timings, total: performance.now() - began }, hasDemoData: env.loadsDemoData }));
  });
});
