import { demoEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { createNarrator } from '../command/narrator';
import { playBuyer } from './buyer';

const main = async (): Promise<void> => {
  const { url } = demoEnv();
  await requireMarketplace(url, 'demo');
  await playBuyer(url, createNarrator());
};

main().catch(exitWithError);
