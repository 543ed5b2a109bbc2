import { exitWithError } from './exit-with-error';
import { loadDemoData } from './demo-data';
import { demoDataEnv } from './env';

/** Loads the demo marketplace into one that runs elsewhere. */
const main = async (): Promise<void> => {
  const outcome = await loadDemoData(demoDataEnv());
  console.log(outcome === 'loaded' ? 'The demo marketplace is loaded.' : 'The demo marketplace was there already.');
};

main().catch(exitWithError);
