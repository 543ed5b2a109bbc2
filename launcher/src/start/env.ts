import { resolve } from 'node:path';
import { serversEnv, type ServersEnv } from '@marketplace/servers';
import { readEnv } from '../command/env';
import { launcherEnvironment } from '../command/launcher-environment';
import { settingsEnv } from '../contexts/env';
import type { ContextSettings } from '../contexts/provided';

/** The configuration of `npm start`. */
export type LauncherEnv = {
  /** The gateway's port. */
  readonly port: number;
  /** The absolute path of the folder for all data and logs. */
  readonly dataDir: string;
  readonly logLevel: string | undefined;
  /** The milliseconds between two tracking updates of the simulated carrier. */
  readonly carrierStepMs: number;
  /** True when the demo data is loaded at the first start. Otherwise only the operator account exists. */
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
