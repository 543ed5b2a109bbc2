import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort, startNats, type NatsServer } from '@marketplace/servers';
import { testServers } from './test-servers';

/** A NATS server that belongs to one test, which may therefore mistreat it. */
export type FreshBroker = {
  readonly url: string;
  /** Ends it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Starts it again after a kill, on the same port, with what its store still holds. */
  readonly restart: () => Promise<void>;
  /** Deletes every stream behind its back; only while it is down. */
  readonly wipeStore: () => Promise<void>;
  /** Keeps a copy of the store as it is; only while it is down. */
  readonly saveStore: () => Promise<void>;
  /** Puts the copy in place of the store, as a disk does that lost what was written last; only while it is down. */
  readonly rollBackStore: () => Promise<void>;
  /** Stops it and removes its files. */
  readonly drop: () => Promise<void>;
};

/** Starts a JetStream server for one test; a test that only needs a stream of its own takes the shared one. */
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
