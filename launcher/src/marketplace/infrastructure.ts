import { claimFolder, isAddressInUse, portAllocator, startServers, StartFailure, type PortAllocator } from '@marketplace/servers';
import { contextEnvironment, variablesOf as declaredIn } from '@marketplace/platform';
import { demoOperator } from '../command/logins';
import { contextNames, requirePrograms, simulatorNames, toolsDir } from '../command/paths';
import type { Manifest } from '../contexts/manifests';
import { valuesOf, type ContextInputs } from '../contexts/provided';
import { provision, type ContextDatabase } from '../contexts/provision';
import { secretsOf, type Secrets } from '../contexts/secrets';
import { openPorts, portTaken, requireFreePort, type KeptPorts } from '../processes/ports';
import { endLeftoverServices } from '../processes/supervisor';
import type { LaunchOptions } from './launch-options';
import { requireOwnServers } from './own-servers';
import { startSimulators, type RunningSimulators } from './simulators';
import type { Stopping } from './stopping';
import { createStopwatch, type Stopwatch } from './timings';

/** What both shapes stand on: servers, databases, secrets, the companies around. */
export type Infrastructure = {
  readonly port: number;
  readonly publicUrl: string;
  readonly natsUrl: string;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly secrets: Secrets;
  readonly inputs: ContextInputs;
  readonly simulators: RunningSimulators;
  readonly ports: KeptPorts;
  readonly stopwatch: Stopwatch;
  /** The same on another port of the gateway; only where any port will do. */
  readonly moved: () => Promise<Infrastructure>;
};

/** Ends what a killed launcher has left in this folder. Throws when a living one works in it. */
const clearUp = async (dataDir: string): Promise<void> => {
  const claim = await claimFolder(dataDir);
  await endLeftoverServices(dataDir).finally(claim.release);
};

const publicUrlOf = (port: number): string => `http://127.0.0.1:${port.toString()}`;

/** The gateway's port, and an allocator that hands it out to nobody else. */
const choosePorts = async ({
  port: wanted,
  dataDir,
}: LaunchOptions): Promise<{ port: number; ports: KeptPorts; allocator: PortAllocator }> => {
  if (wanted !== 0) await requireFreePort(wanted);
  const allocator = portAllocator([wanted]);
  const ports = await openPorts(dataDir, allocator);
  return { port: wanted === 0 ? await allocator.free() : wanted, ports, allocator };
};

const prepareDatabases = (
  options: LaunchOptions,
  adminUrl: string,
  { databaseKey }: Secrets,
): Promise<ReadonlyMap<string, ContextDatabase>> => {
  const { databasePrefix: prefix } = options;
  return provision({ adminUrl, databaseKey, contexts: contextNames, ...(prefix === undefined ? {} : { prefix }) });
};

/** Starts what both shapes stand on. A taken port or a data folder in use is said before anything runs. */
export const startInfrastructure = async (options: LaunchOptions, stopping: Stopping): Promise<Infrastructure> => {
  const stopwatch = createStopwatch();
  const { dataDir, servers: env, durable = true, settings = {}, onDownload, signal } = options;
  if (options.simulatorsApart === true) requirePrograms(simulatorNames);
  await clearUp(dataDir);
  const { port, ports, allocator } = await choosePorts(options);
  options.onBegin?.();
  await requireOwnServers(env);
  signal?.throwIfAborted();
  const servers = await stopwatch.time('servers', () =>
    startServers({ folder: dataDir, toolsDir, durable, env, ports: allocator, ...(onDownload === undefined ? {} : { onDownload }) }),
  );
  stopping.add(servers.stop);
  signal?.throwIfAborted();
  const secrets = await secretsOf(dataDir);
  const provisioning = stopwatch.time('databases', () => prepareDatabases(options, servers.databaseUrl, secrets));
  // Awaited below. Where the start ends before, the servers stay up until this has ended, too.
  stopping.add(() => provisioning.catch(() => undefined));
  const simulatorsFor = (gatewayPort: number) => startSimulators({ options, secrets, publicUrl: publicUrlOf(gatewayPort), ports });
  let simulators = await simulatorsFor(port);
  stopping.add(() => simulators.stop());
  const databases = await provisioning;
  signal?.throwIfAborted();
  const on = (gatewayPort: number): Infrastructure => ({
    port: gatewayPort,
    publicUrl: publicUrlOf(gatewayPort),
    natsUrl: servers.natsUrl,
    databases,
    secrets,
    inputs: {
      secrets,
      stripeUrl: simulators.urls.paymentProvider,
      swiftpostUrl: simulators.urls.carrier,
      operator: demoOperator,
      settings,
    },
    simulators,
    ports,
    stopwatch,
    moved: async () => {
      const another = await allocator.free();
      await simulators.stop();
      simulators = await simulatorsFor(another);
      return on(another);
    },
  });
  return on(port);
};

const mostPorts = 5;

/**
 * Starts the gateway. Where another program took its port since it was chosen, a fixed port is a failure, and one that was
 * not asked for is replaced; the simulators, which call the gateway, start again with the new one.
 */
export const onGatewayPort = async (
  foundation: Infrastructure,
  wanted: number,
  start: (foundation: Infrastructure) => Promise<unknown>,
): Promise<Infrastructure> => {
  let current = foundation;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start(current);
      return current;
    } catch (fault) {
      if (!isAddressInUse(fault)) throw fault;
      if (wanted !== 0) throw portTaken(wanted);
      if (attempt >= mostPorts) throw new StartFailure('No port stayed free until the gateway could use it. Try again.', { cause: fault });
      current = await current.moved();
    }
  }
};

/** The variables of one context: what every context needs, and its own. Nobody else's secrets are among them. */
export const variablesOf = (
  { name, variables }: Manifest,
  { databases, natsUrl, secrets, inputs }: Infrastructure,
): Readonly<Record<string, string>> => {
  const database = databases.get(name);
  if (database === undefined) throw new Error(`there is no database for ${name}`);
  return {
    DATABASE_URL: database.serviceUrl,
    MIGRATION_URL: database.ownerUrl,
    NATS_URL: natsUrl,
    IDENTITY_KEY: secrets.identityKey,
    SEALING_KEY: secrets.sealingKey,
    ...valuesOf([...declaredIn(contextEnvironment), ...variables], inputs),
  };
};
