import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startChild, type ChildServer } from './child-server';
import { endLeftover } from './processes';

/** A running nats-server with JetStream. */
export type NatsServer = ChildServer;

export type NatsOptions = {
  readonly binary: string;
  readonly port: number;
  /** JetStream's files; kept by a stop and found again by the next start. */
  readonly storeDir: string;
  readonly logFile: string;
};

/** A NATS server speaks first: the connection alone proves nothing, the INFO line does. */
const greets = async (port: number): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [Buffer];
    return greeting.toString().startsWith('INFO');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** Starts JetStream on the loopback interface; what a killed run has left running on the same store is ended first. */
export const startNats = async ({ binary, port, storeDir, logFile }: NatsOptions): Promise<NatsServer> => {
  await mkdir(storeDir, { recursive: true });
  const pidFile = join(storeDir, 'nats-server.pid');
  await endLeftover(pidFile, storeDir);
  const args = ['--addr', '127.0.0.1', '--port', port.toString(), '--jetstream', '--store_dir', storeDir, '--pid', pidFile];
  return startChild(
    { name: 'nats-server', command: binary, args, logFile, isReady: () => greets(port) },
    `nats://127.0.0.1:${port.toString()}`,
  );
};
