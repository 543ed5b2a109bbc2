import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processBasics } from '@marketplace/launcher';
import { freePort } from '@marketplace/servers';

/** `npm start` as a separate process that can be killed. It stops when this process ends. */
export type Program = {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: () => number | undefined;
  /** Kills the process like a crash. */
  readonly kill: () => Promise<void>;
  /** Starts the process again with the same port and data. */
  readonly start: () => Promise<void>;
  /** Stops the process and removes its data. */
  readonly dispose: () => Promise<void>;
};

// Compiled code is one folder deeper than its source.
const root = resolve(__dirname, __filename.endsWith('.ts') ? '../../..' : '../../../..');

const timeout = 240_000;

const untilReady = async (child: ChildProcess, url: string): Promise<void> => {
  const deadline = performance.now() + timeout;
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await isReady())) {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`the marketplace ended with ${end.toString()}`);
    if (performance.now() > deadline) throw new Error('the marketplace did not become ready');
    await pause(20);
  }
};

const ended = async (child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
};

/** Starts the marketplace of this repository or of another folder; as separate services, if the program is `start-services`. */
export const startProgram = async (
  variables: Readonly<Record<string, string>> = {},
  { folder = root, program = 'start' }: { readonly folder?: string; readonly program?: 'start' | 'start-services' } = {},
): Promise<Program> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'marketplace-program-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port.toString()}`;
  const env = { ...processBasics(), PORT: port.toString(), DATA_DIR: dataDir, LOG_LEVEL: 'fatal', ...variables };
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, [join(folder, 'launcher/dist/start', `${program}.js`)], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await untilReady(child, url);
  };
  await start();
  return {
    url,
    dataDir,
    pid: () => child?.pid,
    start,
    kill: () => ended(child, 'SIGKILL'),
    dispose: async () => {
      await ended(child, 'SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** The transactions of the simulated payment provider of a data folder, through its API. */
export const providerIntents = async (
  dataDir: string,
): Promise<readonly { readonly status: string; readonly amount_received: number }[]> => {
  const { stripe } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as { stripe: { secretKey: string } };
  const { paymentProvider } = JSON.parse(await readFile(join(dataDir, 'ports.json'), 'utf8')) as { paymentProvider: number };
  const answer = await fetch(`http://127.0.0.1:${paymentProvider.toString()}/v1/payment_intents?limit=100`, {
    headers: { authorization: `Bearer ${stripe.secretKey}` },
  });
  return ((await answer.json()) as { data: readonly { status: string; amount_received: number }[] }).data;
};
