import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversEnv } from '@marketplace/servers';
import { closeDatabase } from './database-access';
import { startMarketplace, startServices, type RunningMarketplace, type Simulators } from '@marketplace/launcher';

export type Running = {
  readonly handle: RunningMarketplace;
  readonly simulators: Simulators;
  readonly dataDir: string;
  /** Kills a service. */
  readonly kill: (service: string) => Promise<void>;
  /** Makes a service (or, in one process, its database) unavailable until the returned function is called. */
  readonly hold: (service: string) => Promise<() => void | Promise<void>>;
  readonly stop: () => Promise<void>;
};

export type Shape = {
  readonly name: string;
  readonly start: () => Promise<Running>;
  /** Services that can be killed separately. */
  readonly services: readonly string[];
};

type Killable = RunningMarketplace & Partial<Pick<Running, 'kill' | 'hold'>>;

const cannotEndSeparately = (): Promise<never> => Promise.reject(new Error('services cannot be ended separately here'));

const inFolder = async (start: (dataDir: string) => Promise<Killable>): Promise<Running> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'marketplace-journey-'));
  const handle = await start(dataDir);
  const { simulators } = handle;
  if (simulators === undefined) throw new Error('the journeys reach into the simulators');
  return {
    handle,
    simulators,
    dataDir,
    kill: (service) => handle.kill?.(service) ?? cannotEndSeparately(),
    hold: (service) => handle.hold?.(service) ?? closeDatabase(handle, service),
    stop: async () => {
      await handle.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

// Separate servers without durability, which is not needed here.
const options = (dataDir: string) => ({
  port: 0,
  dataDir,
  servers: { ...serversEnv(), databaseUrl: undefined, natsUrl: undefined },
  durable: false,
  carrierStepMs: 150,
  logLevel: 'error',
});

/** The two ways to run the marketplace. Every journey must pass in both. */
export const allInOne: Shape = {
  name: 'all in one process',
  services: [],
  start: () => inFolder((dataDir) => startMarketplace(options(dataDir))),
};
export const services: Shape = {
  name: 'one process per service',
  services: ['checkout', 'payments', 'orders'],
  start: () => inFolder((dataDir) => startServices(options(dataDir))),
};
