import { demoEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { progressLogger } from '../command/progress-logger';
import { runBuyerDemo } from './buyer';

const main = async (): Promise<void> => {
  const { url } = demoEnv();
  await requireMarketplace(url, 'demo');
  await runBuyerDemo(url, progressLogger());
};

main().catch(exitWithError);
