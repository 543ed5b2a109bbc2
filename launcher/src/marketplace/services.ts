import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure, startPatienceMilliseconds } from '@marketplace/servers';
import { processBasics } from '../command/env';
import { contextNames, manifestsFile, requirePrograms, serviceMain, supergraphFile } from '../command/paths';
import { readManifests, type Manifest } from '../contexts/manifests';
import { onKeptPort } from '../processes/ports';
import { logFileOf, type SupervisedService } from '../processes/supervisor';
import { startService, type ServiceStart } from '../processes/until-ready';
import { startInfrastructure, onGatewayPort, variablesOf, type Infrastructure } from './infrastructure';
import { audience, handleOf, issuer, type Handle } from './handle';
import type { LaunchOptions } from './launch-options';
import { withStopping, type Stopping } from './stopping';

/** One process for each service. */
export type Services = Handle & {
  /** Ends a service as a crash would; its supervisor starts it again. Names are those of the contexts, and `gateway`. */
  readonly kill: (name: string) => Promise<void>;
  /** As `kill`, but it stays down until the function that comes back is called. */
  readonly hold: (name: string) => Promise<() => void>;
};

export type ServicesOptions = LaunchOptions & {
  readonly onDeath?: (name: string, how: string, restartInMs: number) => void;
};

/** Ports of the contexts that serve, by name. */
type Ports = ReadonlyMap<string, number>;

const addressOf = (port: number | undefined): string => `http://127.0.0.1:${String(port)}`;

const answersReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

const healthyEvery = 100;

/** A gateway serves before it has heard of every subgraph. */
const untilHealthy = async (url: string, { dataDir, signal }: ServicesOptions): Promise<void> => {
  const giveUp = performance.now() + startPatienceMilliseconds;
  while (!(await answersReady(url))) {
    signal?.throwIfAborted();
    if (performance.now() > giveUp) {
      throw new StartFailure(`The gateway at ${url} does not reach every service. Its log is ${logFileOf(dataDir, 'gateway')}.`);
    }
    await pause(healthyEvery);
  }
};

/** Without NODE_ENV, graphql-js checks its own use at every field. */
const serviceBasics = (): Record<string, string> => ({ NODE_ENV: 'production', ...processBasics() });

const gatewayVariables = ({ port, secrets }: Infrastructure, ports: Ports, logLevel: string): Record<string, string> => ({
  ...serviceBasics(),
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
  const { dataDir, signal, onDeath } = options;
  return { name, program: serviceMain(name), dataDir, signal, onDeath, onSpawn: (service) => running.set(name, service) };
};

/** Starts a context as a service, and returns its port. */
const startContext = (manifest: Manifest, foundation: Infrastructure, launcher: Launcher): Promise<number> =>
  onKeptPort({ ports: foundation.ports, name: manifest.name }, async (port) => {
    const own = { ...serviceBasics(), ...variablesOf(manifest, foundation), LOG_LEVEL: launcher.logLevel };
    const variablesFor = (chosen: number) => ({ ...own, PORT: chosen.toString() });
    await startService({ ...startOf(manifest.name, launcher), variablesFor }, port);
    return port;
  });

/** Waits for all of them, also where one fails: what is still starting could not be stopped. */
const startContexts = async (foundation: Infrastructure, launcher: Launcher): Promise<Ports> => {
  const manifests = readManifests();
  const outcomes = await Promise.allSettled(manifests.map((manifest) => startContext(manifest, foundation, launcher)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return new Map(manifests.map(({ name }, position) => [name, (outcomes[position] as PromiseFulfilledResult<number>).value]));
};

const startGateway = async (foundation: Infrastructure, ports: Ports, launcher: Launcher): Promise<void> => {
  const { options, stopping, logLevel } = launcher;
  const variablesFor = () => gatewayVariables(foundation, ports, logLevel);
  const gateway = await startService({ ...startOf('gateway', launcher), variablesFor }, foundation.port);
  // Stopped again with the others, which does nothing then: the gateway goes first.
  stopping.add(gateway.stop);
  await untilHealthy(foundation.publicUrl, options);
};

/** Starts the same marketplace with one process per service, each supervised and given only its own secrets. */
export const startServices = (options: ServicesOptions): Promise<Services> =>
  withStopping(async (stopping) => {
    requirePrograms(['gateway', ...contextNames]);
    const foundation = await startInfrastructure(options, stopping);
    const running = new Map<string, SupervisedService>();
    const launcher = { options, stopping, running, logLevel: options.logLevel ?? 'info' };
    stopping.add(() => Promise.all([...running.values()].map((service) => service.stop())));
    const { stopwatch } = foundation;
    const ports = await stopwatch.time('contexts', () => startContexts(foundation, launcher));
    const serving = await stopwatch.time('gateway', () =>
      onGatewayPort(foundation, options.port, (current) => startGateway(current, ports, launcher)),
    );
    const serviceOf = (name: string): SupervisedService => {
      const service = running.get(name);
      if (service === undefined) throw new Error(`there is no service "${name}"`);
      return service;
    };
    return {
      ...handleOf(serving, stopping),
      kill: (name) => serviceOf(name).kill(),
      hold: (name) => serviceOf(name).hold(),
    };
  });
