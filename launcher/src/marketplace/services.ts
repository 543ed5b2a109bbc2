import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure, startTimeoutMilliseconds } from '@marketplace/servers';
import { processBasics } from '../command/env';
import { contextNames, manifestsFile, requirePrograms, serviceMain, supergraphFile } from '../command/paths';
import { readManifests, type Manifest } from '../contexts/manifests';
import { onKeptPort } from '../processes/ports';
import { logFileOf, type SupervisedService } from '../processes/supervisor';
import { startService, type ServiceStart } from '../processes/until-ready';
import { startInfrastructure, onGatewayPort, variablesOf, type Infrastructure } from './infrastructure';
import { audience, runningMarketplace, issuer, type RunningMarketplace } from './running-marketplace';
import type { LaunchOptions } from './launch-options';
import { withStopping, type Stopping } from './stopping';

/** A marketplace with one process per service. */
export type Services = RunningMarketplace & {
  /** Kills a service, by the name of a context or `gateway`. Its supervisor restarts it. */
  readonly kill: (name: string) => Promise<void>;
  /** Kills a service. It stays down until the returned function is called. */
  readonly hold: (name: string) => Promise<() => void>;
};

export type ServicesOptions = LaunchOptions & {
  readonly onExit?: (name: string, how: string, restartInMs: number) => void;
};

/** The ports of the running contexts, by name. */
type Ports = ReadonlyMap<string, number>;

const addressOf = (port: number | undefined): string => `http://127.0.0.1:${String(port)}`;

const isGatewayReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

const healthPollMilliseconds = 100;

/** Waits until the gateway reaches every subgraph; it serves before that. */
const untilHealthy = async (url: string, { dataDir, signal }: ServicesOptions): Promise<void> => {
  const deadline = performance.now() + startTimeoutMilliseconds;
  while (!(await isGatewayReady(url))) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) {
      throw new StartFailure(`The gateway at ${url} cannot reach all services. Its log is ${logFileOf(dataDir, 'gateway')}.`);
    }
    await pause(healthPollMilliseconds);
  }
};

/** The common environment of services. Without NODE_ENV, graphql-js runs development checks for every field. */
const serviceEnvironment = (): Record<string, string> => ({ NODE_ENV: 'production', ...processBasics() });

const gatewayVariables = ({ port, secrets }: Infrastructure, ports: Ports, logLevel: string): Record<string, string> => ({
  ...serviceEnvironment(),
  PORT: port.toString(),
  SUPERGRAPH: supergraphFile,
  CONTEXTS: manifestsFile,
  SUBGRAPH_URLS: JSON.stringify(Object.fromEntries([...ports].map(([name, port]) => [name, addressOf(port)]))),
  JWKS_URL: `${addressOf(ports.get('accounts'))}/.well-known/jwks.json`,
  TOKEN_ISSUER: issuer,
  TOKEN_AUDIENCE: audience,
  IDENTITY_KEY: secrets.identityKey,
  LOG_LEVEL: logLevel,
});

type Launcher = {
  readonly options: ServicesOptions;
  readonly logLevel: string;
  readonly stopping: Stopping;
  readonly running: Map<string, SupervisedService>;
};

const startOf = (name: string, { options, running }: Launcher): Omit<ServiceStart, 'variablesFor'> => {
  const { dataDir, signal, onExit } = options;
  return { name, program: serviceMain(name), dataDir, signal, onExit, onSpawn: (service) => running.set(name, service) };
};

/** Starts a context as a service. Returns its port. */
const startContext = (manifest: Manifest, infrastructure: Infrastructure, launcher: Launcher): Promise<number> =>
  onKeptPort({ ports: infrastructure.ports, name: manifest.name }, async (port) => {
    const own = { ...serviceEnvironment(), ...variablesOf(manifest, infrastructure), LOG_LEVEL: launcher.logLevel };
    const variablesFor = (chosen: number) => ({ ...own, PORT: chosen.toString() });
    await startService({ ...startOf(manifest.name, launcher), variablesFor }, port);
    return port;
  });

/** Starts all contexts. Waits for all even if one fails, because a starting process cannot be stopped in order. */
const startContexts = async (infrastructure: Infrastructure, launcher: Launcher): Promise<Ports> => {
  const manifests = readManifests();
  const outcomes = await Promise.allSettled(manifests.map((manifest) => startContext(manifest, infrastructure, launcher)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return new Map(manifests.map(({ name }, position) => [name, (outcomes[position] as PromiseFulfilledResult<number>).value]));
};

const startGateway = async (infrastructure: Infrastructure, ports: Ports, launcher: Launcher): Promise<void> => {
  const { options, stopping, logLevel } = launcher;
  const variablesFor = () => gatewayVariables(infrastructure, ports, logLevel);
  const gateway = await startService({ ...startOf('gateway', launcher), variablesFor }, infrastructure.port);
  // The gateway stops first; the later stop of all services does nothing for it.
  stopping.add(gateway.stop);
  await untilHealthy(infrastructure.publicUrl, options);
};

/** Starts the marketplace with one supervised process per service. Each receives only its own secrets. */
export const startServices = (options: ServicesOptions): Promise<Services> =>
  withStopping(async (stopping) => {
    requirePrograms(['gateway', ...contextNames]);
    const infrastructure = await startInfrastructure(options, stopping);
    const running = new Map<string, SupervisedService>();
    const launcher = { options, stopping, running, logLevel: options.logLevel ?? 'info' };
    stopping.add(() => Promise.all([...running.values()].map((service) => service.stop())));
    const { stopwatch } = infrastructure;
    const ports = await stopwatch.time('contexts', () => startContexts(infrastructure, launcher));
    const serving = await stopwatch.time('gateway', () =>
      onGatewayPort(infrastructure, options.port, (current) => startGateway(current, ports, launcher)),
    );
    const serviceOf = (name: string): SupervisedService => {
      const service = running.get(name);
      if (service === undefined) throw new Error(`No service "${name}"`);
      return service;
    };
    return {
      ...runningMarketplace(serving, stopping),
      kill: (name) => serviceOf(name).kill(),
      hold: (name) => serviceOf(name).hold(),
    };
  });
