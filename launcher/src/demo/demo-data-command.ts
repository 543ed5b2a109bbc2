import { demoDataEnv } from '../client/env';
import { exitWithError } from '../command/exit-with-error';
import { loadDemoData } from './demo-data';

/** Loads the demo data into a running marketplace. */
const main = async (): Promise<void> => {
  const outcome = await loadDemoData(demoDataEnv());
  console.log(outcome === 'loaded' ? 'The demo data is loaded.' : 'The demo data was loaded before.');
};

main().catch(exitWithError);
