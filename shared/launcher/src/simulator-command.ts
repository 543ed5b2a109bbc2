import { startCarrier, startPaymentProvider } from '@marketplace/simulators';
import { complain } from './complaint';
import { simulatorEnv } from './env';
import { runUntilStopped } from './until-stopped';

/** One simulated company as a process of its own, for deployments that want to try the whole way without a real one. */
const main = async (): Promise<void> => {
  const { simulator, port, secretKey, webhook } = simulatorEnv();
  const start = () =>
    simulator === 'carrier' ? startCarrier({ port, apiKey: secretKey, webhook }) : startPaymentProvider({ port, secretKey, webhook });
  await runUntilStopped<{ readonly url: string; readonly stop: () => Promise<void> }>(start, ({ url }) =>
    console.log(`${simulator} at ${url}`),
  );
};

main().catch(complain);
