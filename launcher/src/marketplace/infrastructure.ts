import { claimFolder, isAddressInUse, portAllocator, startServers, StartFailure, type PortAllocator } from '@marketplace/servers';
import { defined } from '@marketplace/kernel';
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

/** The infrastructure of a marketplace: servers, databases, secrets and simulators. */
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
  /** Chooses another port for the gateway. Only if the port is not fixed. */
  readonly onAnotherPort: () => Promise<Infrastructure>;
};

/** Ends processes that a killed launcher has left behind. Throws if another launcher uses the folder. */
const endLeftovers = async (dataDir: string): Promise<void> => {
  const claim = await claimFolder(dataDir);
  await endLeftoverServices(dataDir).finally(claim.release);
};

const publicUrlOf = (port: number): string => `http://127.0.0.1:${port.toString()}`;

/** The gateway's port, and an allocator that reserves it. */
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
  return provision({ adminUrl, databaseKey, contexts: contextNames, ...defined({ prefix }) });
};

/** Starts the infrastructure. Throws before anything is started if the port or the data folder is in use. */
export const startInfrastructure = async (options: LaunchOptions, stopping: Stopping): Promise<Infrastructure> => {
  const stopwatch = createStopwatch();
  const { dataDir, servers: env, durable = true, settings = {}, onDownload, signal } = options;
  if (options.simulatorsAsProcesses === true) requirePrograms(simulatorNames);
  await endLeftovers(dataDir);
  const { port, ports, allocator } = await choosePorts(options);
  options.onBegin?.();
  await requireOwnServers(env);
  signal?.throwIfAborted();
  const servers = await stopwatch.time('servers', () =>
    startServers({ folder: dataDir, toolsDir, durable, env, ports: allocator, ...defined({ onDownload }) }),
  );
  stopping.add(servers.stop);
  signal?.throwIfAborted();
  const secrets = await secretsOf(dataDir);
  const provisioning = stopwatch.time('databases', () => prepareDatabases(options, servers.databaseUrl, secrets));
  // Awaited below. If the start fails earlier, the servers stay up until provisioning has ended.
  stopping.add(() => provisioning.catch(() => undefined));
  const simulatorsFor = (gatewayPort: number) => startSimulators({ options, secrets, publicUrl: publicUrlOf(gatewayPort), ports });
  let simulators = await simulatorsFor(port);
  stopping.add(() => simulators.stop());
  const databases = await provisioning;
  signal?.throwIfAborted();
  const infrastructureOn = (gatewayPort: number): Infrastructure => ({
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
    onAnotherPort: async () => {
      const another = await allocator.free();
      await simulators.stop();
      simulators = await simulatorsFor(another);
      return infrastructureOn(another);
    },
  });
  return infrastructureOn(port);
};

const maxPortAttempts = 5;

/**
 * Starts the gateway. If its port was taken meanwhile, a fixed port is an error and any other one is replaced. The simulators,
 * which call the gateway, then restart with the new port.
 */
export const onGatewayPort = async (
  infrastructure: Infrastructure,
  wanted: number,
  start: (infrastructure: Infrastructure) => Promise<unknown>,
): Promise<Infrastructure> => {
  let current = infrastructure;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start(current);
      return current;
    } catch (fault) {
      if (!isAddressInUse(fault)) throw fault;
      if (wanted !== 0) throw portTaken(wanted);
      if (attempt >= maxPortAttempts) throw new StartFailure('No free port was found for the gateway. Try again.', { cause: fault });
      current = await current.onAnotherPort();
    }
  }
};

/** The variables of one context: the common ones and its own. Secrets of other contexts are not included. */
export const variablesOf = (
  { name, variables }: Manifest,
  { databases, natsUrl, secrets, inputs }: Infrastructure,
): Readonly<Record<string, string>> => {
  const database = databases.get(name);
  if (database === undefined) throw new Error(`No database for ${name}`);
  return {
    DATABASE_URL: database.serviceUrl,
    MIGRATION_URL: database.ownerUrl,
    NATS_URL: natsUrl,
    IDENTITY_KEY: secrets.identityKey,
    SEALING_KEY: secrets.sealingKey,
    ...valuesOf([...declaredIn(contextEnvironment), ...variables], inputs),
  };
};
