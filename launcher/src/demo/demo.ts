import { demoEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { progressLogger } from '../command/progress-logger';
import { playBuyer } from './buyer';

const main = async (): Promise<void> => {
  const { url } = demoEnv();
  await requireMarketplace(url, 'demo');
  await playBuyer(url, progressLogger());
};

main().catch(exitWithError);
