import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort, startNats, type NatsServer } from '@marketplace/servers';
import { testServers } from './test-servers';

/** A NATS server for one test, which can stop or damage it. */
export type FreshBroker = {
  readonly url: string;
  /** Kills the server. */
  readonly kill: () => Promise<void>;
  /** Restarts a killed server with the same port and store. */
  readonly restart: () => Promise<void>;
  /** Deletes all streams. Only while the server is down. */
  readonly wipeStore: () => Promise<void>;
  /** Copies the store. Only while the server is down. */
  readonly saveStore: () => Promise<void>;
  /** Restores the copy of the store, like a disk that has lost the latest writes. Only while the server is down. */
  readonly rollBackStore: () => Promise<void>;
  /** Stops the server and deletes its files. */
  readonly drop: () => Promise<void>;
};

/** Starts a JetStream server for one test. Tests that need only a separate stream use the shared server. */
export const freshBroker = async (): Promise<FreshBroker> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-nats-'));
  const [storeDir, savedDir] = [join(folder, 'store'), join(folder, 'saved')];
  const options = { binary: testServers().natsBinary, storeDir, logFile: join(folder, 'nats.log') };
  let server: NatsServer = await onFreePort((port) => startNats({ ...options, port }));
  const port = Number(new URL(server.url).port);
  return {
    url: server.url,
    kill: () => server.kill(),
    restart: async () => {
      server = await startNats({ ...options, port });
    },
    wipeStore: () => rm(storeDir, { recursive: true, force: true }),
    saveStore: () => cp(storeDir, savedDir, { recursive: true }),
    rollBackStore: async () => {
      await rm(storeDir, { recursive: true, force: true });
      await cp(savedDir, storeDir, { recursive: true });
    },
    drop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
