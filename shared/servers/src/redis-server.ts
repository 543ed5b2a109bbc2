import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startChild, type ChildServer } from './child-server';
import { findProgram, type FoundProgram, type Program, type ProgramSearch } from './program';

const redisServer: Program = {
  name: 'redis-server',
  packages: ['redis-server', 'redis-tools'],
  folder: join('usr', 'bin'),
  advice: 'Install it (Debian/Ubuntu: apt-get install redis-server; macOS: brew install redis), or put the program in .tools/.',
};

/** Finds redis-server in the search path or the tools folder, or downloads it. */
export const findRedisServer = (search: ProgramSearch): Promise<FoundProgram> => findProgram(redisServer, search);

export type RedisOptions = {
  readonly program: FoundProgram;
  readonly port: number;
  readonly password: string;
  readonly folder: string;
};

/** True when the started server responds; only it knows the password. */
const answers = async (port: number, password: string): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    socket.write(`AUTH ${password}\r\n`);
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [Buffer];
    return answer.toString().startsWith('+OK');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** Starts Redis as a cache on the loopback interface, without persistence. */
export const startRedis = async ({ program, port, password, folder }: RedisOptions): Promise<ChildServer> => {
  await mkdir(folder, { recursive: true });
  const { binary, libraries } = program;
  const place = ['--bind', '127.0.0.1', '--port', port.toString(), '--dir', folder];
  const args = [...place, '--save', '', '--appendonly', 'no', '--requirepass', password];
  // The program replaces `env`, so that its PID is that of the child process.
  const command =
    libraries.length === 0
      ? { command: binary, args }
      : { command: 'env', args: [`LD_LIBRARY_PATH=${libraries.join(':')}`, binary, ...args] };
  return startChild(
    { name: 'redis-server', ...command, logFile: join(folder, 'redis.log'), isReady: () => answers(port, password) },
    `redis://:${password}@127.0.0.1:${port.toString()}`,
  );
};
