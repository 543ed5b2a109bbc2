import type { ServersEnv } from '@marketplace/servers';
import type { ContextSettings } from '../contexts/provided';

/** How a marketplace is started, in either shape. */
export type LaunchOptions = {
  /** The gateway's port; 0 takes a free one. */
  readonly port: number;
  /** Where everything is kept; nobody else may be using it. */
  readonly dataDir: string;
  /** Servers of your own, instead of embedded ones. */
  readonly servers: ServersEnv;
  readonly logLevel?: string | undefined;
  /** Settings of contexts, by the variable's name; without them, their own defaults hold. */
  readonly settings?: ContextSettings;
  /** Whether the demo marketplace will be loaded; true unless told. Without it the start page shows no log-in but the operator's. */
  readonly loadsDemoData?: boolean;
  /** Whether data must survive a crash of the machine; true unless told. */
  readonly durable?: boolean;
  /** How long a parcel of the simulated carrier rests between two scans. */
  readonly carrierStepMs?: number;
  /**
   * Whether the simulated companies are processes of their own, which end soon after the marketplace crashes and have their
   * memory on the disk. Otherwise they run in this process, where tests can reach into them.
   */
  readonly simulatorsApart?: boolean;
  /** Whether parcels move by themselves; true unless told. Only for simulators in this process. */
  readonly carrierAutopilot?: boolean;
  /** Goes before the names of databases and roles, where several copies share a server. */
  readonly databasePrefix?: string;
  /** Ends the start: it is rejected between two of its steps, after what it has begun is stopped. */
  readonly signal?: AbortSignal;
  /** Called when nothing stands in the way, before anything is started. */
  readonly onBegin?: () => void;
  /** Called when nats-server is fetched, which takes a while. */
  readonly onDownload?: () => void;
};
