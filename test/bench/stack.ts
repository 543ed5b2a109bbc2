import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processBasics } from '@marketplace/launcher';
import { freePort } from '@marketplace/servers';

/** A marketplace of the bench's own, in another process, so that clients do not share its event loop. */
export type Stack = {
  readonly url: string;
  readonly readyAfter: number;
  /** Resident memory in MiB of the marketplace's process; servers are not part of it. */
  readonly memory: () => Promise<number>;
  /** A counter or gauge of /metrics, summed over its labels. */
  readonly metric: (name: string) => Promise<number>;
  readonly secret: (...path: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
};

const program = resolve(__dirname, '../../../shared/launcher/dist/start.js');

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    (response) => response.ok,
    () => false,
  );

const stopped = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

export const startStack = async (variables: Readonly<Record<string, string>> = {}): Promise<Stack> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'marketplace-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port.toString()}`;
  const started = performance.now();
  const child = spawn(process.execPath, [program], {
    env: {
      ...processBasics(),
      PORT: port.toString(),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('the marketplace did not start');
    await pause(20);
  }
  const readyAfter = performance.now() - started;
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  return {
    url,
    readyAfter,
    metric,
    memory: async () => {
      const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    },
    secret: async (...path) => {
      const secrets: unknown = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
      return String(path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], secrets));
    },
    stop: async () => {
      await stopped(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
