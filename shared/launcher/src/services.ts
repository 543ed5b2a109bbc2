import { setTimeout as pause } from 'node:timers/promises';
import { contexts } from './contexts';
import { processBasics } from './env';
import { layFoundation, variablesOf, type Foundation } from './foundation';
import type { LaunchOptions } from './launch-options';
import { hasProgram, serviceMain, supergraphFile } from './paths';
import { audience, handleOf, issuer, type Handle } from './handle';
import { portsOf, type Ports } from './ports';
import { withStopping, type Stopping } from './stopping';
import { lastWords, supervise, type SupervisedService } from './supervisor';

/** One process for each service. */
export type Services = Handle & {
  /** Ends a service as a crash would; its supervisor starts it again. Names are those of the contexts, and `gateway`. */
  readonly kill: (name: string) => Promise<void>;
  /** As `kill`, but it stays down until the word that comes back is said. */
  readonly hold: (name: string) => Promise<() => void>;
};

export type ServicesOptions = LaunchOptions & {
  readonly onDeath?: (name: string, how: string, restartInMs: number) => void;
};

const patience = 60_000;
// A service that cannot start dies at once, again and again; waiting longer would only hide why.
const deathsAllowed = 3;

const addressOf = (port: number | undefined): string => `http://127.0.0.1:${String(port)}`;

const answersReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

const untilReady = async (service: SupervisedService, url: string, dataDir: string): Promise<void> => {
  const giveUp = performance.now() + patience;
  while (!(await answersReady(url))) {
    // Another one failed, and everything is being stopped.
    if (service.isStopped()) return;
    if (service.deaths() >= deathsAllowed || performance.now() > giveUp) {
      throw new Error(`${service.name} does not start:\n${await lastWords(dataDir, service.name)}`);
    }
    await pause(25);
  }
};

/** Without the word, graphql-js checks its own use at every field. */
const serviceBasics = (): Record<string, string> => ({ NODE_ENV: 'production', ...processBasics() });

const contextVariables = (foundation: Foundation, ports: Ports, logLevel: string): ReadonlyMap<string, Record<string, string>> =>
  new Map(
    contexts
      .filter(({ name }) => hasProgram(name))
      .map((entry) => [
        entry.name,
        { ...serviceBasics(), ...variablesOf(entry, foundation), PORT: String(ports[entry.name]), LOG_LEVEL: logLevel },
      ]),
  );

const gatewayVariables = ({ port, secrets }: Foundation, ports: Ports, logLevel: string): Record<string, string> => ({
  ...serviceBasics(),
  PORT: port.toString(),
  SUPERGRAPH: supergraphFile,
  SUBGRAPH_URLS: JSON.stringify(Object.fromEntries(contexts.map(({ name }) => [name, addressOf(ports[name])]))),
  JWKS_URL: `${addressOf(ports['accounts'])}/.well-known/jwks.json`,
  TOKEN_ISSUER: issuer,
  TOKEN_AUDIENCE: audience,
  IDENTITY_KEY: secrets.identityKey,
  LOG_LEVEL: logLevel,
});

type Launcher = { readonly options: ServicesOptions; readonly stopping: Stopping; readonly running: Map<string, SupervisedService> };

const start = async (name: string, variables: Readonly<Record<string, string>>, { options, running }: Launcher): Promise<void> => {
  const { dataDir, onDeath = () => undefined } = options;
  const service = await supervise({ name, program: serviceMain(name), dataDir, variables, onDeath });
  running.set(name, service);
  await untilReady(service, addressOf(Number(variables['PORT'])), dataDir);
};

/** Starts the same marketplace with one process per service, each supervised and given only its own secrets. */
export const startServices = (options: ServicesOptions): Promise<Services> =>
  withStopping(async (stopping) => {
    const logLevel = options.logLevel ?? 'info';
    const foundation = await layFoundation(options, stopping);
    const { stopwatch } = foundation;
    const ports = await portsOf(
      options.dataDir,
      contexts.map(({ name }) => name),
    );
    const running = new Map<string, SupervisedService>();
    const launcher = { options, stopping, running };
    const variables = contextVariables(foundation, ports, logLevel);
    stopping.add(() => Promise.all([...running.values()].map((service) => service.stop())));
    await stopwatch.time('contexts', () => Promise.all([...variables].map(([name, own]) => start(name, own, launcher))));
    await stopwatch.time('gateway', () => start('gateway', gatewayVariables(foundation, ports, logLevel), launcher));
    const gateway = running.get('gateway');
    // Stopped again with the others, which does nothing then: the gateway goes first.
    if (gateway !== undefined) stopping.add(gateway.stop);
    const serviceOf = (name: string): SupervisedService => {
      const service = running.get(name);
      if (service === undefined) throw new Error(`there is no service "${name}"`);
      return service;
    };
    return {
      ...handleOf(foundation, stopping),
      kill: (name) => serviceOf(name).kill(),
      hold: (name) => serviceOf(name).hold(),
    };
  });
