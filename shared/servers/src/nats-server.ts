import { randomUUID } from 'node:crypto';
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
  /** The folder of JetStream, kept between starts. */
  readonly storeDir: string;
  readonly logFile: string;
  /** An additional configuration file, for example with accounts. */
  readonly configFile?: string | undefined;
};

/** True when the server with this name responds: NATS sends an INFO line with the server name on connect. */
const greets = async (port: number, name: string): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [Buffer];
    return greeting.toString().includes(name);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** Starts NATS with JetStream on the loopback interface. Ends a server that a killed run has left on the same store. */
export const startNats = async ({ binary, port, storeDir, logFile, configFile }: NatsOptions): Promise<NatsServer> => {
  await mkdir(storeDir, { recursive: true });
  const pidFile = join(storeDir, 'nats-server.pid');
  await endLeftover(pidFile, storeDir);
  const name = `marketplace-${randomUUID()}`;
  const config = configFile === undefined ? [] : ['--config', configFile];
  const place = ['--addr', '127.0.0.1', '--port', port.toString(), '--store_dir', storeDir, '--pid', pidFile];
  const args = [...config, '--name', name, '--jetstream', ...place];
  return startChild(
    { name: 'nats-server', command: binary, args, logFile, isReady: () => greets(port, name) },
    `nats://127.0.0.1:${port.toString()}`,
  );
};
