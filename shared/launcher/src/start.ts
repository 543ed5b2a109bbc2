import { bannerOf } from './banner';
import { complain } from './complaint';
import { loadDemoData } from './demo-data';
import { launcherEnv } from './env';
import { startMarketplace } from './marketplace';
import { runUntilStopped } from './until-stopped';

const progress = {
  onBegin: () => console.log('Starting the marketplace...'),
  onDownload: () => console.log('Fetching nats-server, once...'),
};

const main = async (): Promise<void> => {
  const began = performance.now();
  const env = launcherEnv();
  const start = () => startMarketplace({ ...env, simulatorsApart: true, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    await loadDemoData({ url });
    console.log(bannerOf({ url, wsUrl, timings: { ...timings, total: performance.now() - began } }));
  });
};

main().catch(complain);
