import { resolve } from 'node:path';
import { serversEnv, type ServersEnv } from '@marketplace/servers';
import { readEnv } from '../command/env';
import { launcherEnvironment } from '../command/launcher-environment';
import { settingsEnv } from '../contexts/env';
import type { ContextSettings } from '../contexts/provided';

/** What the person who starts the marketplace may choose. */
export type LauncherEnv = {
  /** The gateway's port. */
  readonly port: number;
  /** Absolute; everything that this copy of the marketplace writes is below it. */
  readonly dataDir: string;
  readonly logLevel: string | undefined;
  /** How long a parcel of the simulated carrier rests between two scans. */
  readonly carrierStepMs: number;
  /** Whether the demo marketplace is loaded, once. Without it there is an operator to log in as, and nothing else. */
  readonly loadsDemoData: boolean;
  readonly servers: ServersEnv;
  readonly settings: ContextSettings;
};

export const launcherEnv = (): LauncherEnv => {
  const { PORT, DATA_DIR, LOG_LEVEL, DEMO_DATA, CARRIER_STEP_MS } = readEnv(launcherEnvironment);
  return {
    port: PORT,
    dataDir: resolve(DATA_DIR),
    logLevel: LOG_LEVEL,
    carrierStepMs: CARRIER_STEP_MS,
    loadsDemoData: DEMO_DATA === 'on',
    servers: serversEnv(),
    settings: settingsEnv(),
  };
};
