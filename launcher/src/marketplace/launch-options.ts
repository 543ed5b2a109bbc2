import type { ServersEnv } from '@marketplace/servers';
import type { ContextSettings } from '../contexts/provided';

/** Options to start a marketplace, in one process or as services. */
export type LaunchOptions = {
  /** The gateway's port; 0 chooses a free one. */
  readonly port: number;
  /** The folder of all data and logs. Only one marketplace can use it at a time. */
  readonly dataDir: string;
  /** External servers to use instead of embedded ones. */
  readonly servers: ServersEnv;
  readonly logLevel?: string | undefined;
  /** Settings of contexts, by variable name. Contexts have defaults. */
  readonly settings?: ContextSettings;
  /** True when the demo data will be loaded (default). Otherwise the start page shows only the operator's account. */
  readonly loadsDemoData?: boolean;
  /** True when data must survive a crash of the machine (default). */
  readonly durable?: boolean;
  /** The milliseconds between two tracking updates of the simulated carrier. */
  readonly carrierStepMs?: number;
  /**
   * True when the simulators run as separate processes, which exit soon after the marketplace crashes and store their state on
   * disk. Otherwise they run in this process, where tests can control them.
   */
  readonly simulatorsAsProcesses?: boolean;
  /** True when simulated shipments move automatically (default). Only for simulators in this process. */
  readonly carrierAutopilot?: boolean;
  /** Prefix of database and role names, for marketplaces that share a server. */
  readonly databasePrefix?: string;
  /** Cancels the start. It rejects after everything that was started is stopped. */
  readonly signal?: AbortSignal;
  /** Called after all checks, before anything is started. */
  readonly onBegin?: () => void;
  /** Called when nats-server is downloaded, which takes a while. */
  readonly onDownload?: () => void;
};
