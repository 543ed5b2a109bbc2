import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort, isPortFree } from '@marketplace/servers';

const shape = z.record(z.string(), z.int().min(1).max(65_535));

export type Ports = Readonly<Record<string, number>>;

/** Somebody else listens where the gateway should. */
export class PortTaken extends Error {
  constructor(readonly port: number) {
    super(`Port ${port.toString()} is taken. Choose another one, such as PORT=${(port + 1).toString()}.`);
    this.name = 'PortTaken';
  }
}

const usable = async (port: number | undefined): Promise<number> => (port !== undefined && (await isPortFree(port)) ? port : freePort());

/** Two parties that look for a free port at the same moment can be told the same one. */
const distinct = async (port: number, taken: ReadonlySet<number>): Promise<number> =>
  taken.has(port) ? distinct(await freePort(), taken) : port;

/**
 * The ports of a data folder, by name. They stay the same from start to start, because links given out before (a page of the
 * bank, a label) must still work; only one that somebody else took meanwhile is replaced.
 */
export const portsOf = async (dataDir: string, names: readonly string[]): Promise<Ports> => {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'ports.json');
  const known = shape.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))).data ?? {};
  const ports: Record<string, number> = { ...known };
  const taken = new Set<number>();
  for (const name of names) {
    const port = await distinct(await usable(known[name]), taken);
    taken.add(port);
    ports[name] = port;
  }
  await writeFile(file, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports;
};

/** Says so before anything is started, in words that help. */
export const requireFreePort = async (port: number): Promise<void> => {
  if (!(await isPortFree(port))) throw new PortTaken(port);
};
