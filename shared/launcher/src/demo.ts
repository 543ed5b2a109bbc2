import { requireMarketplace } from './alive';
import { exitWithError } from './exit-with-error';
import { playBuyer } from './demo-buyer';
import { launcherEnv } from './env';
import { createNarrator } from './narrator';

const main = async (): Promise<void> => {
  const { port } = launcherEnv();
  const url = `http://127.0.0.1:${port.toString()}`;
  await requireMarketplace(url, 'demo');
  await playBuyer(url, createNarrator());
};

main().catch(exitWithError);
