import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startCarrier, startPaymentProvider, type Carrier, type PaymentProvider } from '@marketplace/simulators';
import { processBasics } from '../command/env';
import { serviceMain, type SimulatorName } from '../command/paths';
import type { Secrets } from '../contexts/secrets';
import { onKeptPort, type KeptPorts } from '../processes/ports';
import { startOnKeptPort } from '../processes/until-ready';
import type { LaunchOptions } from './launch-options';

/** The companies around the marketplace, where they run in this process. */
export type Simulators = { readonly paymentProvider: PaymentProvider; readonly carrier: Carrier };

export type RunningSimulators = {
  readonly urls: { readonly paymentProvider: string; readonly carrier: string };
  /** Only where they run in this process. */
  readonly inside?: Simulators;
  readonly stop: () => Promise<unknown>;
};

type SimulatorOptions = {
  readonly options: LaunchOptions;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly ports: KeptPorts;
};

type Stoppable = { readonly url: string; readonly stop: () => Promise<unknown> };

/** Starts both at the same time; where one fails, the other is stopped. */
const both = async <P extends Stoppable, C extends Stoppable>(starts: {
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

/** What one simulated company needs beside its port. */
type Settings = {
  readonly secretKey: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly stateFile: string;
};

const settingsOf = async ({ options, secrets, publicUrl }: SimulatorOptions): Promise<Readonly<Record<SimulatorName, Settings>>> => {
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

/** The name under which the port of each is kept. */
const portNames = { 'payment-provider': 'paymentProvider', carrier: 'carrier' } as const;

const startInside = async (setting: SimulatorOptions): Promise<RunningSimulators> => {
  const { ports } = setting;
  const { carrierStepMs, carrierAutopilot } = setting.options;
  const { carrier, 'payment-provider': provider } = await settingsOf(setting);
  const { secretKey: apiKey, ...carrierSettings } = carrier;
  const pace = {
    ...(carrierStepMs === undefined ? {} : { stepMs: carrierStepMs }),
    ...(carrierAutopilot === undefined ? {} : { autopilot: carrierAutopilot }),
  };
  const { started, ...running } = await both({
    paymentProvider: onKeptPort({ ports, name: portNames['payment-provider'] }, (port) => startPaymentProvider({ ...provider, port })),
    carrier: onKeptPort({ ports, name: portNames.carrier }, (port) => startCarrier({ ...carrierSettings, ...pace, apiKey, port })),
  });
  return { ...running, inside: started };
};

const startOneApart = async (name: SimulatorName, setting: SimulatorOptions): Promise<Stoppable> => {
  const { dataDir, carrierStepMs, signal } = setting.options;
  const { secretKey, webhook, stateFile } = (await settingsOf(setting))[name];
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
      ...(carrierStepMs === undefined ? {} : { CARRIER_STEP_MS: carrierStepMs.toString() }),
    };
  };
  const start = { name, program: serviceMain(name), dataDir, variablesFor, signal };
  const service = await startOnKeptPort(start, { ports: setting.ports, name: portNames[name] });
  return { url: `http://127.0.0.1:${used.port.toString()}`, stop: service.stop };
};

const startApart = async (setting: SimulatorOptions): Promise<RunningSimulators> => {
  const { urls, stop } = await both({
    paymentProvider: startOneApart('payment-provider', setting),
    carrier: startOneApart('carrier', setting),
  });
  return { urls, stop };
};

/** Starts the companies around the marketplace, with a memory that a restart keeps. */
export const startSimulators = (setting: SimulatorOptions): Promise<RunningSimulators> =>
  setting.options.simulatorsApart === true ? startApart(setting) : startInside(setting);
