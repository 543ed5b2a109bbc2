import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify } from './processes';
import { StartFailure } from './start-failure';

/** The error of a data folder in use: two processes would corrupt the data. */
const inUse = (folder: string, pid: number): StartFailure =>
  new StartFailure(
    `The data folder ${folder} is in use by process ${pid.toString()}. Stop that process first, or set DATA_DIR to another folder.`,
  );

const runningOwner = async (file: string): Promise<number | undefined> => {
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
    const owner = await runningOwner(file);
    if (owner !== undefined) throw inUse(folder, owner);
    await rm(file, { force: true });
    await claimFile(folder, file);
  }
};

/** Claims a data folder for this process. The claim of a killed process is ignored. */
export const claimFolder = async (folder: string): Promise<{ readonly release: () => Promise<void> }> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'owner.pid');
  await claimFile(folder, file);
  return { release: () => rm(file, { force: true }) };
};
