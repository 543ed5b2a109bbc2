import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAddressInUse, isPortFree, StartFailure, type PortAllocator } from '@marketplace/servers';

const shape = z.record(z.string(), z.int().min(1).max(65_535));

/**
 * The ports of a data folder, by name. They are the same at every start, because issued links, such as payment pages and labels,
 * must stay valid. Only a port that another program has taken is replaced.
 */
export type KeptPorts = {
  readonly of: (name: string) => Promise<number>;
  /** Assigns another port to the name. */
  readonly replace: (name: string) => Promise<number>;
};

/** The error of a port that another program uses. */
export const portTaken = (port: number): StartFailure =>
  new StartFailure(`Port ${port.toString()} is already in use. Choose another one, such as PORT=${(port + 1).toString()}.`);

/** Reads the ports. Without a valid file, ports are chosen as for a new folder. */
const readPorts = async (file: string): Promise<Readonly<Record<string, number>>> => {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
};

/** Opens the ports of a data folder and reserves them, so that no other server gets one. */
export const openPorts = async (dataDir: string, allocator: PortAllocator): Promise<KeptPorts> => {
  const file = join(dataDir, 'ports.json');
  const ports = new Map(Object.entries(await readPorts(file)));
  const reserved = new Set([...ports].filter(([, port]) => allocator.reserve(port)).map(([name]) => name));
  const chosen = new Map<string, Promise<number>>();
  let saved: Promise<void> = Promise.resolve();
  const save = async (): Promise<void> => {
    await mkdir(dataDir, { recursive: true });
    await writeFile(`${file}.new`, `${JSON.stringify(Object.fromEntries(ports), undefined, 2)}\n`);
    await rename(`${file}.new`, file);
  };
  const replace = async (name: string): Promise<number> => {
    const port = await allocator.free();
    ports.set(name, port);
    await (saved = saved.then(save));
    return port;
  };
  const choose = async (name: string): Promise<number> => {
    const kept = ports.get(name);
    return kept !== undefined && reserved.has(name) && (await isPortFree(kept)) ? kept : replace(name);
  };
  const remember = (name: string, port: Promise<number>): Promise<number> => {
    chosen.set(name, port);
    return port;
  };
  return {
    of: (name) => chosen.get(name) ?? remember(name, choose(name)),
    replace: (name) => remember(name, replace(name)),
  };
};

/** The stored port of a server, by name. */
export type KeptPort = { readonly ports: KeptPorts; readonly name: string };

const maxPortAttempts = 5;

/** Starts a server on its stored port, or on a new one if another program uses that. */
export const onKeptPort = async <T>(
  { ports, name }: KeptPort,
  start: (port: number) => Promise<T>,
  attempts = maxPortAttempts,
): Promise<T> => {
  try {
    return await start(await ports.of(name));
  } catch (fault) {
    if (attempts <= 1 || !isAddressInUse(fault)) throw fault;
    await ports.replace(name);
    return onKeptPort({ ports, name }, start, attempts - 1);
  }
};

/** Throws if another program uses the port. */
export const requireFreePort = async (port: number): Promise<void> => {
  if (!(await isPortFree(port))) throw portTaken(port);
};
