import { startCarrier, startPaymentProvider } from '@marketplace/simulators';
import { complain } from './complaint';
import { simulatorEnv } from './env';
import { runUntilStopped } from './until-stopped';

/** One simulated company as a process of its own: a crash of the marketplace leaves it standing, as it would a real one. */
const main = async (): Promise<void> => {
  const { simulator, secretKey, stepMs, ...common } = simulatorEnv();
  const start = () =>
    simulator === 'carrier'
      ? startCarrier({ ...common, apiKey: secretKey, ...(stepMs === undefined ? {} : { stepMs }) })
      : startPaymentProvider({ ...common, secretKey });
  await runUntilStopped<{ readonly url: string; readonly stop: () => Promise<void> }>(start, ({ url }) =>
    console.log(`${simulator} at ${url}`),
  );
};

main().catch(complain);
