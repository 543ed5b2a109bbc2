import { announceReady } from '@marketplace/platform';
import { startCarrier, startPaymentProvider } from '@marketplace/simulators';
import { exitWithError } from '../command/exit-with-error';
import { runUntilStopped } from '../command/until-stopped';
import { simulatorEnv } from './env';

/** One simulated company as a process of its own. It stops when the process that started it is gone, with its memory on the disk. */
const main = async (): Promise<void> => {
  const { simulator, secretKey, stepMs, ...common } = simulatorEnv();
  const start = () =>
    simulator === 'carrier'
      ? startCarrier({ ...common, apiKey: secretKey, ...(stepMs === undefined ? {} : { stepMs }) })
      : startPaymentProvider({ ...common, secretKey });
  await runUntilStopped<{ readonly url: string; readonly stop: () => Promise<void> }>(start, ({ url }) => {
    console.log(`${simulator} at ${url}`);
    announceReady();
  });
};

main().catch(exitWithError);
