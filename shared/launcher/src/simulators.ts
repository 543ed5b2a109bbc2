import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCarrier, startPaymentProvider, type Carrier, type PaymentProvider } from '@marketplace/simulators';
import { processBasics } from './env';
import type { LaunchOptions } from './launch-options';
import { serviceMain, type SimulatorName } from './paths';
import { portsOf } from './ports';
import type { Secrets } from './secrets';
import { supervise } from './supervisor';

/** The companies around the marketplace, where they run in this process. */
export type Simulators = { readonly paymentProvider: PaymentProvider; readonly carrier: Carrier };

export type RunningSimulators = {
  readonly urls: { readonly paymentProvider: string; readonly carrier: string };
  /** Only where they run in this process. */
  readonly inside?: Simulators;
  readonly stop: () => Promise<unknown>;
};

type SimulatorOptions = { readonly options: LaunchOptions; readonly secrets: Secrets; readonly publicUrl: string };

/** What one simulated company is told. */
type Briefing = { readonly port: number; readonly webhook: { readonly url: string; readonly secret: string }; readonly stateFile: string };
type Briefings = Readonly<Record<SimulatorName, Briefing & { readonly secretKey: string }>>;

const briefingsOf = async ({ options, secrets, publicUrl }: SimulatorOptions): Promise<Briefings> => {
  const folder = join(options.dataDir, 'simulators');
  await mkdir(folder, { recursive: true });
  const ports = await portsOf(options.dataDir, ['paymentProvider', 'carrier']);
  return {
    'payment-provider': {
      port: ports['paymentProvider'] ?? 0,
      secretKey: secrets.stripe.secretKey,
      webhook: { url: `${publicUrl}/webhooks/payments/stripe`, secret: secrets.stripe.webhookSecret },
      stateFile: join(folder, 'payment-provider.json'),
    },
    carrier: {
      port: ports['carrier'] ?? 0,
      secretKey: secrets.swiftpost.apiKey,
      webhook: { url: `${publicUrl}/webhooks/shipping/swiftpost`, secret: secrets.swiftpost.webhookSecret },
      stateFile: join(folder, 'carrier.json'),
    },
  };
};

const startInside = async (briefings: Briefings, { carrierStepMs, carrierAutopilot }: LaunchOptions): Promise<RunningSimulators> => {
  const { secretKey: apiKey, ...carrierBriefing } = briefings.carrier;
  const [paymentProvider, carrier] = await Promise.all([
    startPaymentProvider(briefings['payment-provider']),
    startCarrier({
      ...carrierBriefing,
      apiKey,
      ...(carrierStepMs === undefined ? {} : { stepMs: carrierStepMs }),
      ...(carrierAutopilot === undefined ? {} : { autopilot: carrierAutopilot }),
    }),
  ]);
  return {
    urls: { paymentProvider: paymentProvider.url, carrier: carrier.url },
    inside: { paymentProvider, carrier },
    stop: () => Promise.all([paymentProvider.stop(), carrier.stop()]),
  };
};

const patience = 10_000;

const untilAnswering = async (url: string): Promise<void> => {
  const giveUp = performance.now() + patience;
  const answers = (): Promise<boolean> =>
    fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (performance.now() > giveUp) throw new Error(`the simulator at ${url} does not answer`);
    await pause(25);
  }
};

const startOneApart = async (name: SimulatorName, briefings: Briefings, { dataDir, carrierStepMs }: LaunchOptions) => {
  const { port, secretKey, webhook, stateFile } = briefings[name];
  const variables = {
    ...processBasics(),
    SIMULATOR: name,
    PORT: port.toString(),
    SECRET_KEY: secretKey,
    WEBHOOK_URL: webhook.url,
    WEBHOOK_SECRET: webhook.secret,
    STATE_FILE: stateFile,
    ...(carrierStepMs === undefined ? {} : { CARRIER_STEP_MS: carrierStepMs.toString() }),
  };
  const service = await supervise({ name, program: serviceMain(name), dataDir, variables, onDeath: () => undefined });
  return { url: `http://127.0.0.1:${port.toString()}`, stop: service.stop };
};

const startApart = async (briefings: Briefings, options: LaunchOptions): Promise<RunningSimulators> => {
  const [paymentProvider, carrier] = await Promise.all([
    startOneApart('payment-provider', briefings, options),
    startOneApart('carrier', briefings, options),
  ]);
  const urls = { paymentProvider: paymentProvider.url, carrier: carrier.url };
  const stop = () => Promise.all([paymentProvider.stop(), carrier.stop()]);
  await Promise.all(Object.values(urls).map(untilAnswering)).catch(async (fault: unknown) => {
    await stop();
    throw fault;
  });
  return { urls, stop };
};

/** Starts the companies around the marketplace, with a memory that a restart keeps. */
export const startSimulators = async (setting: SimulatorOptions): Promise<RunningSimulators> => {
  const briefings = await briefingsOf(setting);
  return setting.options.simulatorsApart === true ? startApart(briefings, setting.options) : startInside(briefings, setting.options);
};
