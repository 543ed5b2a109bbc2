import { defined } from '@marketplace/kernel';
import { announceReady } from '@marketplace/platform';
import { startCarrier, startPaymentProvider } from '@marketplace/simulators';
import { exitWithError } from '../command/exit-with-error';
import { runUntilStopped } from '../command/until-stopped';
import { simulatorEnv } from './env';

/** Runs one simulator as a separate process. It stores its state on disk and stops when its parent process has exited. */
const main = async (): Promise<void> => {
  const { simulator, secretKey, stepMs, ...common } = simulatorEnv();
  const start = () =>
    simulator === 'carrier'
      ? startCarrier({ ...common, apiKey: secretKey, ...defined({ stepMs }) })
      : startPaymentProvider({ ...common, secretKey });
  await runUntilStopped<{ readonly url: string; readonly stop: () => Promise<void> }>(start, ({ url }) => {
    console.log(`${simulator} at ${url}`);
    announceReady();
  });
};

main().catch(exitWithError);
