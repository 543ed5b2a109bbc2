import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversEnv } from '@marketplace/servers';
import { startMarketplace, startServices, type Handle, type Simulators } from '@marketplace/launcher';

export type Running = {
  readonly handle: Handle;
  readonly simulators: Simulators;
  readonly dataDir: string;
  /** Ends one service as a crash would. */
  readonly kill: (service: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Shape = {
  readonly name: string;
  readonly start: () => Promise<Running>;
  /** Services that can be killed one by one. */
  readonly services: readonly string[];
};

type Killable = Handle & { readonly kill?: (service: string) => Promise<void> };

const inFolder = async (start: (dataDir: string) => Promise<Killable>): Promise<Running> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'marketplace-journey-'));
  const handle = await start(dataDir);
  const { simulators } = handle;
  if (simulators === undefined) throw new Error('the journeys reach into the simulators');
  return {
    handle,
    simulators,
    dataDir,
    kill: (service) => handle.kill?.(service) ?? Promise.reject(new Error('nothing can be killed by itself here')),
    stop: async () => {
      await handle.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

// Servers of their own; what a crash of the machine would lose does not matter here.
const options = (dataDir: string) => ({
  port: 0,
  dataDir,
  servers: { ...serversEnv(), databaseUrl: undefined, natsUrl: undefined },
  durable: false,
  carrierStepMs: 150,
  logLevel: 'error',
});

/** The two ways to run the same marketplace; every journey must pass in both. */
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
