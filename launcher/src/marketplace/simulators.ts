import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '@marketplace/kernel';
import { startCarrier, startPaymentProvider, type Carrier, type PaymentProvider } from '@marketplace/simulators';
import { processBasics } from '../command/env';
import { serviceMain, type SimulatorName } from '../command/paths';
import type { Secrets } from '../contexts/secrets';
import { onKeptPort, type KeptPorts } from '../processes/ports';
import { startOnKeptPort } from '../processes/until-ready';
import type { LaunchOptions } from './launch-options';

/** The simulated payment provider and carrier in this process. */
export type Simulators = { readonly paymentProvider: PaymentProvider; readonly carrier: Carrier };

export type RunningSimulators = {
  readonly urls: { readonly paymentProvider: string; readonly carrier: string };
  /** The simulators, if they run in this process. */
  readonly inProcess?: Simulators;
  readonly stop: () => Promise<unknown>;
};

type SimulatorOptions = {
  readonly options: LaunchOptions;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly ports: KeptPorts;
};

type Stoppable = { readonly url: string; readonly stop: () => Promise<unknown> };

/** Starts both concurrently. If one fails, the other is stopped. */
const startBoth = async <P extends Stoppable, C extends Stoppable>(starts: {
  readonly paymentProvider: Promise<P>;
  readonly carrier: Promise<C>;
}): Promise<RunningSimulators & { readonly started: { readonly paymentProvider: P; readonly carrier: C } }> => {
  const [provider, carrier] = await Promise.allSettled([starts.paymentProvider, starts.carrier]);
  if (provider.status === 'fulfilled' && carrier.status === 'fulfilled') {
    const started = { paymentProvider: provider.value, carrier: carrier.value };
    const urls = { paymentProvider: provider.value.url, carrier: carrier.value.url };
    return { started, urls, stop: () => Promise.all([provider.value.stop(), carrier.value.stop()]) };
  }
  await Promise.all([provider, carrier].map(async (each) => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
  throw provider.status === 'rejected' ? provider.reason : (carrier as PromiseRejectedResult).reason;
};

/** The settings of one simulator. */
type SimulatorSettings = {
  readonly secretKey: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly stateFile: string;
};

const settingsOf = async ({
  options,
  secrets,
  publicUrl,
}: SimulatorOptions): Promise<Readonly<Record<SimulatorName, SimulatorSettings>>> => {
  const folder = join(options.dataDir, 'simulators');
  await mkdir(folder, { recursive: true });
  const { stripe, swiftpost } = secrets;
  return {
    'payment-provider': {
      secretKey: stripe.secretKey,
      webhook: { url: `${publicUrl}/webhooks/payments/stripe`, secret: stripe.webhookSecret },
      stateFile: join(folder, 'payment-provider.json'),
    },
    carrier: {
      secretKey: swiftpost.apiKey,
      webhook: { url: `${publicUrl}/webhooks/shipping/swiftpost`, secret: swiftpost.webhookSecret },
      stateFile: join(folder, 'carrier.json'),
    },
  };
};

/** The names of the simulators in the port file. */
const portNames = { 'payment-provider': 'paymentProvider', carrier: 'carrier' } as const;

const startInProcess = async (simulator: SimulatorOptions): Promise<RunningSimulators> => {
  const { ports } = simulator;
  const { carrierStepMs, carrierAutopilot } = simulator.options;
  const { carrier, 'payment-provider': provider } = await settingsOf(simulator);
  const { secretKey: apiKey, ...carrierSettings } = carrier;
  const pace = defined({ stepMs: carrierStepMs, autopilot: carrierAutopilot });
  const { started, ...running } = await startBoth({
    paymentProvider: onKeptPort({ ports, name: portNames['payment-provider'] }, (port) => startPaymentProvider({ ...provider, port })),
    carrier: onKeptPort({ ports, name: portNames.carrier }, (port) => startCarrier({ ...carrierSettings, ...pace, apiKey, port })),
  });
  return { ...running, inProcess: started };
};

const startAsProcess = async (name: SimulatorName, simulator: SimulatorOptions): Promise<Stoppable> => {
  const { dataDir, carrierStepMs, signal } = simulator.options;
  const { secretKey, webhook, stateFile } = (await settingsOf(simulator))[name];
  const used = { port: 0 };
  const variablesFor = (port: number): Record<string, string> => {
    used.port = port;
    return {
      ...processBasics(),
      SIMULATOR: name,
      PORT: port.toString(),
      SECRET_KEY: secretKey,
      WEBHOOK_URL: webhook.url,
      WEBHOOK_SECRET: webhook.secret,
      STATE_FILE: stateFile,
      ...defined({ CARRIER_STEP_MS: carrierStepMs?.toString() }),
    };
  };
  const start = { name, program: serviceMain(name), dataDir, variablesFor, signal };
  const service = await startOnKeptPort(start, { ports: simulator.ports, name: portNames[name] });
  return { url: `http://127.0.0.1:${used.port.toString()}`, stop: service.stop };
};

const startAsProcesses = async (simulator: SimulatorOptions): Promise<RunningSimulators> => {
  const { urls, stop } = await startBoth({
    paymentProvider: startAsProcess('payment-provider', simulator),
    carrier: startAsProcess('carrier', simulator),
  });
  return { urls, stop };
};

/** Starts the simulators. Their state survives a restart. */
export const startSimulators = (simulator: SimulatorOptions): Promise<RunningSimulators> =>
  simulator.options.simulatorsAsProcesses === true ? startAsProcesses(simulator) : startInProcess(simulator);
