import { runUntilStopped } from '../command/until-stopped';
import { loadDemoData } from '../demo/demo-data';
import { startMarketplace } from '../marketplace/marketplace';
import { bannerOf } from './banner';
import { runStart } from './start-command';

const progress = {
  onBegin: () => console.log('Starting the marketplace...'),
  onDownload: () => console.log('Downloading nats-server...'),
};

void runStart(async (env) => {
  const startedAt = performance.now();
  const start = (signal: AbortSignal) => startMarketplace({ ...env, simulatorsAsProcesses: true, signal, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    if (env.loadsDemoData) await loadDemoData({ url });
    console.log(bannerOf({ url, wsUrl, timings: { ...timings, total: performance.now() - startedAt }, hasDemoData: env.loadsDemoData }));
  });
});
