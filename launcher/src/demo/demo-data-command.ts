import { demoDataEnv } from '../client/env';
import { exitWithError } from '../command/exit-with-error';
import { loadDemoData } from './demo-data';

/** Loads the demo marketplace into one that runs elsewhere. */
const main = async (): Promise<void> => {
  const outcome = await loadDemoData(demoDataEnv());
  console.log(outcome === 'loaded' ? 'The demo marketplace is loaded.' : 'The demo marketplace was there already.');
};

main().catch(exitWithError);
