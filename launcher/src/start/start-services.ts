import { join } from 'node:path';
import { runUntilStopped } from '../command/until-stopped';
import { loadDemoData } from '../demo/demo-data';
import { startServices } from '../marketplace/services';
import { bannerOf } from './banner';
import { runStart } from './start-command';

const reportExit = (name: string, how: string, restartInMs: number): void => {
  console.log(`${name} exited (${how}); restarting in ${restartInMs.toString()} ms. Log: logs/${name}.log in the data folder.`);
};

const progress = {
  onBegin: () => console.log('Starting the marketplace, one process per service...'),
  onDownload: () => console.log('Downloading nats-server...'),
};

void runStart(async (env) => {
  const startedAt = performance.now();
  const start = (signal: AbortSignal) => startServices({ ...env, simulatorsAsProcesses: true, signal, onExit: reportExit, ...progress });
  await runUntilStopped(start, async ({ url, wsUrl, timings }) => {
    if (env.loadsDemoData) await loadDemoData({ url });
    const ready = { url, wsUrl, timings: { ...timings, total: performance.now() - startedAt }, hasDemoData: env.loadsDemoData };
    console.log(bannerOf(ready, [['Logs', join(env.dataDir, 'logs', '<service>.log')]]));
  });
});
