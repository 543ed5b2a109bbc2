import { join } from 'node:path';
import { bannerOf } from './banner';
import { complain } from './complaint';
import { loadDemoData } from './demo-data';
import { launcherEnv } from './env';
import { startServices } from './services';
import { runUntilStopped } from './until-stopped';

const reportDeath = (name: string, how: string, restartInMs: number): void => {
  console.log(`${name} ended (${how}); it is started again in ${restartInMs.toString()} ms. Its log: logs/${name}.log in the data folder.`);
};

const progress = {
  onBegin: () => console.log('Starting the marketplace, one process per service...'),
  onDownload: () => console.log('Fetching nats-server, once...'),
};

const main = async (): Promise<void> => {
  const began = performance.now();
  const env = launcherEnv();
  const start = () => startServices({ ...env, simulatorsApart: true, onDeath: reportDeath, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    await loadDemoData({ url });
    const ready = { url, wsUrl, timings: { ...timings, total: performance.now() - began } };
    console.log(bannerOf(ready, [['Logs', join(env.dataDir, 'logs', '<service>.log')]]));
  });
};

main().catch(complain);
