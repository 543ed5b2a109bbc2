import { join } from 'node:path';
import { runUntilStopped } from '../command/until-stopped';
import { loadDemoData } from '../demo/demo-data';
import { startServices } from '../marketplace/services';
import { bannerOf } from './banner';
import { runStart } from './start-command';

const reportDeath = (name: string, how: string, restartInMs: number): void => {
  console.log(`${name} ended (${how}); it is started again in ${restartInMs.toString()} ms. Its log: logs/${name}.log in the data folder.`);
};

const progress = {
  onBegin: () => console.log('Starting the marketplace, one process per service...'),
  onDownload: () => console.log('Fetching nats-server, once...'),
};

void runStart(async (env) => {
  const began = performance.now();
  const start = (signal: AbortSignal) => startServices({ ...env, simulatorsApart: true, signal, onDeath: reportDeath, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    if (env.loadsDemoData) await loadDemoData({ url });
    const ready = { url, wsUrl, timings: { ...timings, total: performance.now() - began }, hasDemoData: env.loadsDemoData };
    console.log(bannerOf(ready, [['Logs', join(env.dataDir, 'logs', '<service>.log')]]));
  });
});
