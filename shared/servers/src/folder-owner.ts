import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify } from './processes';

/** Another living process works in the same data folder; two of them would ruin each other's data. */
export class FolderInUse extends Error {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`${folder} is in use by process ${pid.toString()}. Stop that one first, or choose another data folder.`);
    this.name = 'FolderInUse';
  }
}

const livingOwner = async (file: string): Promise<number | undefined> => {
  const [pid, startedAt] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const found = pid === undefined || pid === '' ? undefined : await identify(Number(pid));
  return found !== undefined && found.startedAt === startedAt ? Number(pid) : undefined;
};

const claimFile = async (folder: string, file: string): Promise<void> => {
  const self = await identify(process.pid);
  const text = `${process.pid.toString()}\n${self?.startedAt ?? ''}\n`;
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    const owner = await livingOwner(file);
    if (owner !== undefined) throw new FolderInUse(folder, owner);
    await rm(file, { force: true });
    await claimFile(folder, file);
  }
};

/** Makes this process the only one that works in a data folder; the claim of a process that was killed has no force. */
export const claimFolder = async (folder: string): Promise<{ readonly release: () => Promise<void> }> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'owner.pid');
  await claimFile(folder, file);
  return { release: () => rm(file, { force: true }) };
};
